import { ConfigError } from '../../errors.js';
import { type RunId, runId } from '../../model/ids.js';
import type { FromRun } from '../../report/text/from.js';
import { loadSnapshot, snapshotFolder } from '../../state/snapshots/folder.js';
import { recordedStore } from '../../state/snapshots/recorded-store.js';
import type { Snapshot } from '../../state/snapshots/snapshot.js';
import { replay } from '../../sync/snapshot/replay.js';
import type { Call } from '../call.js';
import type { Session } from '../session.js';

/** A session on what a run kept, in place of the network and of the state as it is now. Nothing of it may be applied. */
export interface FromSnapshot {
  readonly session: Session;
  readonly snapshot: Snapshot;
  /** to be told with whatever is made of it, once it is made: what that run did not ask comes to light on the way */
  about(): FromRun;
}

/**
 * Opens the snapshot of a run for the config that is open: `text` is its number, or `last`. Throws ConfigError and SnapshotError.
 * The session goes with the one that it was made of, which is disposed of as ever.
 */
export async function fromRun(call: Call, opened: Session, text: string): Promise<FromSnapshot> {
  const snapshot = await loadSnapshot(snapshotFolder(opened.config.stateFile), whichRun(text));
  const { run, at } = snapshot.about;
  const { context, gaps } = replay(opened.context, snapshot, recordedStore(snapshot.state, call.now));
  return {
    snapshot,
    session: { ...opened, store: context.store, context, now: context.now },
    about: () => ({ run, at, gaps }),
  };
}

/** `--from`: a run's number, or `last`. Throws ConfigError. */
export function whichRun(text: string): RunId | 'last' {
  if (text === 'last') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return runId(Number(text));
  throw new ConfigError(`there is no run ${text}`, 'Give its number in rollcall history, or: --from last.');
}
