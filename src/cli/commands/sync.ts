import type { ExitCode } from '../../errors.js';
import type { Call } from '../call.js';
import { chosenTargets } from '../choose.js';
import { openSession } from '../session.js';
import { showPlans, showResult } from '../show-run.js';
import { unattendedRun } from '../unattended.js';

interface SyncFlags {
  readonly removals: boolean;
  readonly reason?: string;
  readonly takeOver?: string;
  readonly full?: boolean;
  readonly user?: readonly string[];
}

/** Unattended: plans, and applies what the guards let through. */
export async function sync(call: Call, names: readonly string[], flags: SyncFlags): Promise<ExitCode> {
  const { removals, reason, takeOver, full, user } = flags;
  await using session = await openSession(call, 'write');
  const run = {
    by: 'sync',
    targets: chosenTargets(session.config, names),
    noRemovals: !removals,
    reason,
    takeOver,
    user,
  } as const;
  const { planned, result } = await unattendedRun(call, session, run, plans => showPlans(call, session, plans, full));
  return showResult(call, session, planned, result, full);
}
