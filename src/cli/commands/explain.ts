import { ExitCode } from '../../errors.js';
import { clean, cleanLine } from '../../report/clean.js';
import { explanationJson, groupExplanationJson } from '../../report/json.js';
import { renderExplanation, renderFollowing, renderFrom, renderGroupExplanation } from '../../report/text.js';
import { planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { askedOf, type ExplainFlags } from '../explain/asked.js';
import { explainGroups, explainUser } from '../explain/explained.js';
import { openSession } from '../session.js';
import { fromRun } from '../snapshot/from.js';

/** Why somebody has, or has not, an account or a group; or what makes a group. It plans what `sync` would do, and applies nothing. */
export async function explain(
  call: Call,
  who: string | undefined,
  where: string | undefined,
  flags: ExplainFlags,
): Promise<ExitCode> {
  const { screen, globals } = call;
  await using opened = await openSession(call, 'read');
  const from = flags.from === undefined ? undefined : await fromRun(call, opened, flags.from);
  const session = from?.session ?? opened;
  const { user, group, targets } = askedOf(session.config, who, where, flags);
  const trace = group === undefined ? {} : { group };
  const options = { targets, attended: false, allow: new Map(), noRemovals: false, open: [], trace };
  const { traces = [], problems } = await planRun(session.context, options);
  await session.listener.settle();
  for (const { system, problem, hint } of problems)
    screen.complain(`! ${clean(system)}: ${cleanLine(problem)}\n  → ${cleanLine(hint)}`);
  if (traces.length === 0) return ExitCode.CouldNot;

  if (from !== undefined) screen.tell(renderFrom(from.about(), screen.paperForMessages()));
  const paper = screen.paper(flags.full);
  const following = session.config.sharing.filter(({ of }) => traces.some(({ plan }) => plan.target === of));
  const followed = (text: string) => (following.length === 0 ? text : `${text}\n\n${renderFollowing(following, paper)}`);
  // what was done, and what waits, the state knows as it is now
  const known = { store: opened.store, now: session.now };
  if (user === undefined) {
    const groups = await explainGroups(known, traces, group ?? '');
    screen.show(
      globals,
      () => groupExplanationJson(groups, problems, following),
      () => followed(renderGroupExplanation(groups, paper)),
    );
  } else {
    const explanation = await explainUser(known, traces, user, group);
    screen.show(
      globals,
      () => explanationJson(explanation, problems, following),
      () => followed(renderExplanation(explanation, paper)),
    );
  }
  return problems.length > 0 ? ExitCode.CouldNot : ExitCode.Done;
}
