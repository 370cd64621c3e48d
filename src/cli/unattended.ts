import type { TargetName } from '../model/ids.js';
import { applyRun, type PlannedRun, planRun, type RunResult } from '../sync/run.js';
import type { Call } from './call.js';
import { tellPauses } from './pause/tell.js';
import { lockState, runStart, type Session } from './session.js';
import { snapshotting } from './snapshot/keep.js';

interface UnattendedRun {
  /** as the lock tells another run who holds it */
  readonly by: 'sync' | 'watch';
  /** none: every target that a sync feeds */
  readonly targets: readonly TargetName[];
  readonly noRemovals: boolean;
  readonly reason?: string | undefined;
  readonly takeOver?: string | undefined;
}

/** Plans, and applies what the guards let through, with nobody asked; the plan is shown in between. Throws LockHeld. */
export async function unattendedRun(
  call: Call,
  session: Session,
  { by, targets, noRemovals, reason, takeOver }: UnattendedRun,
  show: (planned: PlannedRun) => Promise<void>,
): Promise<{ readonly planned: PlannedRun; readonly result: RunResult }> {
  const { context } = session;
  await using lock = await lockState(call, session, { command: by, takeOver });
  await tellPauses(call, session, { targets });
  const snapshot = snapshotting(call, session);
  const planned = await planRun(snapshot.context, { targets, attended: false, allow: new Map(), noRemovals, open: lock.open });
  const keep = await snapshot.planned();
  await show(planned);
  const start = runStart(call, session, { command: 'sync', attended: false, reason });
  return { planned, result: await applyRun(context, start, planned, false, keep) };
}
