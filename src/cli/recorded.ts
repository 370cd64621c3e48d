import { ExitCode } from '../errors.js';
import type { RunId } from '../model/ids.js';
import type { RunStart, RunSummary } from '../state/store.js';
import type { Call } from './call.js';
import { lockState, runStart, type Session } from './session.js';

const NOTHING: RunSummary = { targets: [], problems: [] };

export interface RecordFlags {
  readonly target?: string;
  readonly reason?: string;
  readonly takeOver?: string;
}

/** Changes what rollcall remembers, alone and on the record; no target is changed. Its record says what was done, and why. */
export async function onRecord(
  call: Call,
  session: Session,
  { command, what, flags }: { readonly command: RunStart['command']; readonly what: string; readonly flags: RecordFlags },
  work: (run: RunId) => Promise<void>,
): Promise<ExitCode> {
  const { store, now } = session;
  await using _lock = await lockState(call, session, { command, takeOver: flags.takeOver });
  const reason = flags.reason === undefined ? what : `${what}: ${flags.reason}`;
  const run = await store.beginRun(runStart(call, session, { command, attended: true, reason }));
  let result: 'done' | 'could not' = 'could not';
  try {
    await work(run);
    result = 'done';
  } finally {
    await store.endRun(run, result, now(), NOTHING);
  }
  return ExitCode.Done;
}
