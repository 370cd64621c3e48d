import { SyncError } from '../../errors.js';
import type { RunId } from '../../model/ids.js';
import { keepSnapshot, pruneSnapshots, snapshotFolder } from '../../state/snapshots/folder.js';
import type { RunStart } from '../../state/store.js';
import type { RunContext } from '../../sync/run.js';
import { recording } from '../../sync/snapshot/record.js';
import type { Call } from '../call.js';
import type { Session } from '../session.js';
import { warningLine } from '../warnings.js';

interface Snapshotting {
  /** what the plan is to be made with */
  readonly context: RunContext;
  /** to be called when it is made; what it gives keeps the snapshot, and never fails: it is no reason to stop a run */
  planned(): Promise<(run: RunId, start: RunStart) => Promise<void>>;
}

/** Has a run keep what its plan is made from, as `retention.snapshots` asks for it. */
export function snapshotting(call: Call, session: Session): Snapshotting {
  const { config, context, listener } = session;
  const place = { folder: snapshotFolder(config.stateFile), keep: config.retention.snapshots };
  const told = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await listener.settle();
      call.screen.complain(warningLine(call.screen, `this run leaves no snapshot: ${textOf(error)}`, call.globals));
    }
  };
  if (place.keep === 0) return { context, planned: async () => run => told(() => pruneSnapshots(place, run)) };
  const { context: recorded, recorded: noted } = recording(context);
  return {
    context: recorded,
    async planned() {
      const snapshot = await noted().catch((error: unknown) => () => Promise.reject(error));
      return (run, start) => told(async () => keepSnapshot(place, await snapshot(run, start)));
    },
  };
}

const textOf = (error: unknown): string =>
  error instanceof SyncError ? `${error.message}. ${error.hint}` : error instanceof Error ? error.message : String(error);
