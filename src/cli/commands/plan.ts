import { resolve } from 'node:path';
import type { ExitCode } from '../../errors.js';
import { plansJson } from '../../report/json.js';
import { renderFrom, renderPlans } from '../../report/text.js';
import { savePlan } from '../../state/plan-file.js';
import { planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenAllowances, chosenTargets } from '../choose.js';
import { exitCodeOfPlan } from '../exit-codes.js';
import { tellPauses } from '../pause/tell.js';
import { openSession } from '../session.js';
import { fromRun } from '../snapshot/from.js';

interface PlanFlags {
  readonly out?: string;
  readonly allow?: readonly string[];
  readonly removals: boolean;
  readonly unattended?: boolean;
  readonly detailedExitcode?: boolean;
  readonly full?: boolean;
  /** a run's number, or `last` */
  readonly from?: string;
}

/** Shows what an attended `apply` would do. A saved plan is signed with the state's key, so that `--out` makes the state. */
export async function plan(call: Call, names: readonly string[], flags: PlanFlags): Promise<ExitCode> {
  const { screen, toolVersion, cwd, globals } = call;
  await using opened = await openSession(call, flags.out === undefined ? 'read' : 'write');
  const from = flags.from === undefined ? undefined : await fromRun(call, opened, flags.from);
  const session = from?.session ?? opened;
  const { config, store, context, listener, now } = session;
  const targets = chosenTargets(config, names);
  await tellPauses(call, session, { targets });
  const planned = await planRun(context, {
    targets,
    attended: flags.unattended !== true,
    allow: chosenAllowances(config, flags.allow),
    noRemovals: !flags.removals,
    open: [],
  });
  await listener.settle();
  const saves = planned.plans.length > 0; // of what could not be read at all there is nothing to apply
  if (flags.out !== undefined && saves) {
    const file = {
      toolVersion,
      configFingerprint: config.fingerprint,
      madeAt: now(),
      plans: planned.plans,
      counts: planned.counts,
      reads: planned.reads,
    };
    await savePlan(resolve(cwd, flags.out), { format: 'rollcall-plan', version: 1, ...file }, await store.signingKey());
  }
  screen.show(
    globals,
    () => plansJson(planned, from?.about()),
    () =>
      [
        ...(from === undefined ? [] : [renderFrom(from.about(), screen.paper())]),
        renderPlans(planned, screen.paper(flags.full)),
      ].join('\n'),
  );
  if (flags.out !== undefined && saves) screen.tell(`Saved. To apply exactly this: rollcall apply ${flags.out}`);
  return exitCodeOfPlan(planned, flags.detailedExitcode === true);
}
