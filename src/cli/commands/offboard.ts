import { ExitCode } from '../../errors.js';
import { applyRun } from '../../sync/apply-run.js';
import { endingAtLeast } from '../../sync/people/end.js';
import { type PlannedRun, planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { tellPauses } from '../pause/tell.js';
import { peopleToOffboard } from '../people/ended.js';
import { forWhom } from '../people/named.js';
import { isApproved } from '../question.js';
import { lockState, openSession, runStart, type Session } from '../session.js';
import { showPlans, showResult } from '../show-run.js';
import { tellWarning } from '../warnings.js';

interface OffboardFlags {
  readonly yes?: boolean;
  readonly reason?: string;
  readonly takeOver?: string;
  readonly full?: boolean;
}

/** Ends the accounts of named people now, in every target: named is approved. At a terminal it is shown and asked first. */
export async function offboard(call: Call, logins: readonly string[], flags: OffboardFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  tellStronger(call, session);
  await using _lock = await lockState(call, session, { command: 'offboard', takeOver: flags.takeOver });
  await tellPauses(call, session, { targets: [] });
  const people = await peopleToOffboard(call, session, logins);
  const context = { ...session.context, syncs: endingAtLeast(session.context.syncs) };
  const planned = await planRun(context, { targets: [], attended: false, allow: new Map(), noRemovals: false, open: [], people });
  await showPlans(call, session, planned, flags.full);
  const isAsked = call.screen.canAsk && call.globals.json !== true && flags.yes !== true;
  if (isAsked && !(await isSure(call, planned))) {
    call.screen.complain('Nothing was applied.');
    return ExitCode.CouldNot;
  }
  const start = runStart(call, session, { command: 'offboard', attended: isAsked, reason: forWhom(logins, flags.reason) });
  return showResult(call, session, planned, await applyRun(context, start, planned, false), flags.full);
}

const isSure = (call: Call, { plans }: PlannedRun) => isApproved(call, plans);

/** Whatever the sync does with leavers: who is offboarded is switched off. */
function tellStronger({ screen, globals }: Call, { context }: Session): void {
  for (const { name, users } of context.syncs)
    if (users.leavers.action === 'keep' || users.leavers.action === 'removeGroups')
      tellWarning(
        screen,
        `leavers.action of the sync ${name} is ${users.leavers.action}: offboard switches off all the same`,
        globals,
      );
}
