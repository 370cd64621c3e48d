import type { TargetName } from '../model/ids.js';
import { applyRun, type RunResult } from '../sync/apply-run.js';
import { type PlannedRun, planRun } from '../sync/run.js';
import type { Call } from './call.js';
import { tellPauses } from './pause/tell.js';
import { forWhom, peopleNamed } from './people/named.js';
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
  /** logins of those whom the run is for; none: everybody */
  readonly user?: readonly string[] | undefined;
}

/** Plans, and applies what the guards let through, with nobody asked; the plan is shown in between. Throws LockHeld. */
export async function unattendedRun(
  call: Call,
  session: Session,
  { by, targets, noRemovals, reason, takeOver, user }: UnattendedRun,
  show: (planned: PlannedRun) => Promise<void>,
): Promise<{ readonly planned: PlannedRun; readonly result: RunResult }> {
  const { context } = session;
  await using lock = await lockState(call, session, { command: by, takeOver });
  await tellPauses(call, session, { targets });
  const some = user === undefined ? {} : { people: await peopleNamed(session, user, targets) };
  // what some people's runs read is no company to try a config on
  const snapshot = user === undefined ? snapshotting(call, session) : undefined;
  const options = { targets, attended: false, allow: new Map(), noRemovals, open: lock.open, ...some };
  const planned = await planRun(snapshot?.context ?? context, options);
  const keep = await snapshot?.planned();
  await show(planned);
  const why = user === undefined ? reason : forWhom(user, reason);
  const start = runStart(call, session, { command: 'sync', attended: false, reason: why });
  return { planned, result: await applyRun(context, start, planned, false, keep) };
}
