import type { ExitCode } from '../../errors.js';
import { applyRun, planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenTargets } from '../choose.js';
import { lockState, openSession, runStart } from '../session.js';
import { showPlans, showResult } from '../show-run.js';

interface SyncFlags {
  readonly removals: boolean;
  readonly reason?: string;
  readonly takeOver?: string;
  readonly full?: boolean;
}

/** Unattended: plans, and applies what the guards let through. */
export async function sync(call: Call, names: readonly string[], flags: SyncFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, context } = session;
  const targets = chosenTargets(config, names);
  await using lock = await lockState(call, session, { command: 'sync', takeOver: flags.takeOver });
  const planned = await planRun(context, {
    targets,
    attended: false,
    allow: new Map(),
    noRemovals: !flags.removals,
    open: lock.open,
  });
  await showPlans(call, session, planned, flags.full);
  const start = runStart(call, session, { command: 'sync', attended: false, reason: flags.reason });
  return showResult(call, session, planned, await applyRun(context, start, planned, false), flags.full);
}
