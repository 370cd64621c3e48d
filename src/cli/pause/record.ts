import type { RunStart } from '../../state/store.js';
import { backUp } from '../back-up.js';
import type { Call } from '../call.js';
import { runStart, type Session } from '../session.js';

/**
 * Does it at once and on the record, also while another run holds the lock: a pause that waits for the run that it is to stop is
 * none. A run that begins meanwhile may take the record for a dead run's; it is closed all the same.
 */
export async function unlocked(
  call: Call,
  session: Session,
  { command, reason }: { readonly command: Extract<RunStart['command'], 'pause' | 'resume'>; readonly reason: string },
  work: () => Promise<void>,
): Promise<void> {
  const { store, now } = session;
  const run = await store.beginRun(runStart(call, session, { command, attended: true, reason }));
  let result: 'done' | 'could not' = 'could not';
  try {
    await work();
    result = 'done';
  } finally {
    await store.endRun(run, result, now(), { targets: [], problems: [] });
  }
  await backUp(call, session);
}
