import { type Ask, changesOf, type Plan } from '../model/plan.js';
import { counted } from '../report/numbers.js';
import type { Call } from './call.js';

/** Whether somebody who saw these plans types yes. What guards would rather ask than hold is part of the question. */
export async function isApproved({ screen, signal }: Call, plans: readonly Plan[]): Promise<boolean> {
  const asked = questionOf(plans);
  if (asked === undefined) return true;
  return (await screen.ask(`\n${asked}\nType yes to apply: `, signal)).toLowerCase() === 'yes';
}

/** Nothing to ask where nothing is changed, and nothing becomes rollcall's business. */
export function questionOf(plans: readonly Plan[]): string | undefined {
  const lines = plans.flatMap(plan => {
    const changes = changesOf(plan).length;
    const taken = plan.takes.filter(({ how }) => how === 'adopted').length;
    const linked = plan.links.filter(({ account }) => account.kind === 'existing').length;
    if (changes + taken + linked === 0) return [];
    const also = [
      ...(linked > 0 ? [`  ${counted(linked, 'person is', 'people are')} linked with accounts that are there`] : []),
      ...(taken > 0
        ? [`  ${counted(taken, 'group that was', 'groups that were')} there already: rollcall's business from then on`]
        : []),
    ];
    return [`Apply ${counted(changes, 'change')} to ${plan.target}?`, ...also, ...plan.asks.map(askText)];
  });
  return lines.length === 0 ? undefined : lines.join('\n');
}

const askText = ({ guard, reason }: Ask) => `  ${guard}: ${reason}`;
