import { resolve } from 'node:path';
import { ConfigError, ExitCode } from '../../errors.js';
import type { Plan } from '../../model/plan.js';
import { loadPlan } from '../../state/plan-file.js';
import type { RunStart } from '../../state/store.js';
import { applyRun } from '../../sync/apply-run.js';
import { type PlannedRun, planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenAllowances, chosenTargets } from '../choose.js';
import { tellPauses } from '../pause/tell.js';
import { isApproved } from '../question.js';
import { lockState, openSession, runStart } from '../session.js';
import { showPlans, showResult } from '../show-run.js';
import { snapshotting } from '../snapshot/keep.js';

interface ApplyFlags {
  readonly target?: readonly string[];
  readonly allow?: readonly string[];
  readonly removals: boolean;
  readonly reason?: string;
  readonly takeOver?: string;
  readonly full?: boolean;
}

/** Attended: a saved plan exactly as it is, or a new one once somebody has seen it and typed yes. */
export async function apply(call: Call, file: string | undefined, flags: ApplyFlags): Promise<ExitCode> {
  if (file === undefined) return applyNew(call, flags);
  if (flags.target !== undefined || flags.allow !== undefined || !flags.removals)
    throw new ConfigError(
      'a saved plan is applied exactly as it is: --target, --allow and --no-removals say nothing then',
      'Give them to `rollcall plan --out FILE`.',
    );
  return applySaved(call, resolve(call.cwd, file), flags);
}

async function applySaved(call: Call, file: string, flags: ApplyFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, store, context } = session;
  await using _lock = await lockState(call, session, { command: 'apply', takeOver: flags.takeOver });
  const { plans, counts, reads } = await loadPlan(file, await store.signingKey(), {
    toolVersion: call.toolVersion,
    configFingerprint: config.fingerprint,
    now: call.now(),
    maxAge: config.plan.maxAgeMs,
  });
  await tellPauses(call, session, { targets: plans.map(({ target }) => target) });
  const planned: PlannedRun = { plans, problems: [], sightings: [], counts, reads };
  const start = runStart(call, session, { ...recordOf(plans, flags.reason), attended: true });
  const result = await applyRun(context, start, planned, true);
  return showResult(call, session, planned, result, flags.full);
}

/** A saved undo is one on the record as well. */
function recordOf(plans: readonly Plan[], reason: string | undefined): Pick<RunStart, 'command' | 'reason'> {
  const undoes = plans.find(plan => plan.undoes !== undefined)?.undoes;
  if (undoes === undefined) return { command: 'apply', reason };
  return { command: 'undo', reason: `undo of run ${undoes}${reason === undefined ? '' : `: ${reason}`}` };
}

async function applyNew(call: Call, flags: ApplyFlags): Promise<ExitCode> {
  requireTerminal(call);
  await using session = await openSession(call, 'write');
  const { config, context } = session;
  await using lock = await lockState(call, session, { command: 'apply', takeOver: flags.takeOver });
  const targets = chosenTargets(config, flags.target);
  await tellPauses(call, session, { targets });
  const snapshot = snapshotting(call, session);
  const planned = await planRun(snapshot.context, {
    targets,
    attended: true,
    allow: chosenAllowances(config, flags.allow),
    noRemovals: !flags.removals,
    open: lock.open,
  });
  const keep = await snapshot.planned();
  await showPlans(call, session, planned, flags.full);
  const asked = call.now().getTime();
  if (!(await isApproved(call, planned.plans))) {
    call.screen.complain('Nothing was applied.');
    return ExitCode.CouldNot;
  }
  const start = runStart(call, session, { command: 'apply', attended: true, reason: flags.reason });
  // a plan that waited long for its yes is looked at again, like a saved one (A5)
  const isOld = call.now().getTime() - asked > STILL_FRESH_MS;
  return showResult(call, session, planned, await applyRun(context, start, planned, isOld, keep), flags.full);
}

const STILL_FRESH_MS = 5 * 60_000;

/** Nobody is there to say yes, and a run that nobody saw is what `sync` is for. */
function requireTerminal({ screen, globals }: Call): void {
  if (screen.canAsk && globals.json !== true) return;
  throw new ConfigError(
    globals.json === true
      ? 'apply without a plan file asks, and --json cannot'
      : 'apply without a plan file asks on a terminal, and there is none',
    'Save a plan, look at it, and apply it: rollcall plan --out FILE, then rollcall apply FILE. For scheduled runs there is rollcall sync.',
  );
}
