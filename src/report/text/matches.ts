import type { Plan } from '../../model/plan.js';
import { number } from '../numbers.js';
import { valueText } from '../reasons.js';
import { type Block, renderBlocks } from './blocks.js';
import { fold } from './fold.js';
import type { Paper } from './paper.js';

const MOST = 4;

/** Accounts that match keys found: applying links them, so an admin must be able to look at each (`--full`). */
export function matchLines({ links }: Pick<Plan, 'links'>, paper: Paper): string[] {
  const blocks = links.flatMap(({ account, how, values }): Block[] => {
    if (how !== 'matched' || account.kind !== 'existing') return [];
    const what = `is ${valueText(values.username ?? '')}${values.email === undefined ? '' : ` <${values.email}>`}`;
    return [{ mark: '=', tone: 'faint', subject: account.username, rows: [{ what, mayCut: true }] }];
  });
  const sorted = blocks.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  const { shown, hidden } = fold(sorted, MOST, paper);
  if (hidden.length === 0) return renderBlocks(shown, 4, paper);
  const more: Block = {
    mark: '=',
    tone: 'faint',
    subject: `… ${number(hidden.length)} more`,
    rows: [{ what: '(--full shows all)' }],
  };
  return renderBlocks([...shown, more], 4, paper);
}

export const matchCount = ({ links }: Pick<Plan, 'links'>): number =>
  links.filter(({ how, account }) => how === 'matched' && account.kind === 'existing').length;
