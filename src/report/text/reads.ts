import type { ReadRecord } from '../../state/store.js';
import { clean, cleanLine } from '../clean.js';
import { counted, listed, moment, number } from '../numbers.js';
import { items, paragraph, renderBlocks } from './blocks.js';
import { fold } from './fold.js';
import { type Paper, paint } from './paper.js';

type Whole = Extract<ReadRecord['result'], { kind: 'whole' }>;
/** What can be told of a whole read; the lists themselves need not be there. */
export type Count = Pick<Whole, 'people' | 'groups' | 'before'>;

/** A plan's evidence, one line for each system that was read whole; unfolded, each of its lists. What failed is told elsewhere. */
export function evidenceLines(reads: readonly ReadRecord[], paper: Paper): string[] {
  return reads.flatMap(({ system, kind, result }) => {
    if (result.kind !== 'whole') return [];
    const [first = '', ...more] = wholeItems(kind, result);
    return [
      ...indented(items([`read ${clean(system)}: ${first}`, ...more], 0, paper, 'faint')),
      ...(paper.full ? listLines(result, 2, paper) : []),
    ];
  });
}

/** How a run read each system: what proved that it was whole, or why it was not believed (R1). */
export function readLines(reads: readonly ReadRecord[], paper: Paper): string[] {
  return reads.flatMap(({ system, kind, result }) => {
    const name = clean(system);
    if (result.kind === 'failed')
      return renderBlocks(
        [
          {
            ...{ mark: '✗', tone: 'alarm', subject: name },
            rows: [{ what: `not read: ${cleanLine(result.problem)}` }, { what: `→ ${cleanLine(result.hint)}`, tone: 'hint' }],
          },
        ],
        2,
        paper,
      );
    const [first = '', ...more] = items(wholeItems(kind, result), 4, paper, 'plain');
    return [
      `  ${paint(paper, 'added', '✓')} ${paint(paper, 'strong', name)}`,
      ...[first, ...more].filter(line => line !== ''),
      ...listLines(result, 6, paper),
      ...unknownLines(result, paper),
    ];
  });
}

/** `1,509 people, 782 groups in 796 calls, every list to its end` and what is odd about it. */
function wholeItems(kind: ReadRecord['kind'], result: Whole): string[] {
  const { calls, quarantined, unknownGroups } = result;
  const changed = differenceText(kind, result);
  return [
    `${countText(kind, result)} in ${counted(calls, 'call')}, ${
      unknownGroups.length === 0 ? 'every list' : `all but the members of ${counted(unknownGroups.length, 'group')}`
    } to ${unknownGroups.length === 0 ? 'its' : 'their'} end`,
    ...(quarantined > 0 ? [`${counted(quarantined, 'row')} set aside`] : []),
    ...(changed === undefined ? [] : [changed]),
  ];
}

/** `1,509 people, 782 groups` */
export const countText = (kind: ReadRecord['kind'], { people, groups }: Pick<Count, 'people' | 'groups'>): string =>
  `${kind === 'source' ? counted(people, 'active person', 'active people') : counted(people, 'account')}, ${counted(groups, 'group')}`;

/** `+3 people and -1 group since 2026-11-21 08:30 UTC`; undefined: there was no whole read before. */
export function differenceText(kind: ReadRecord['kind'], { people, groups, before }: Count): string | undefined {
  if (before === undefined) return undefined;
  const parts = [
    signed(people - before.people, kind === 'source' ? ['person', 'people'] : ['account', 'accounts']),
    signed(groups - before.groups, ['group', 'groups']),
  ].filter(part => part !== undefined);
  return `${parts.length === 0 ? 'no change in number' : listed(parts)} since ${moment(before.readAt)}`;
}

const signed = (n: number, [one, many]: readonly [string, string]): string | undefined =>
  n === 0 ? undefined : `${n > 0 ? '+' : '-'}${counted(Math.abs(n), one, many)}`;

const MOST = 4;

function listLines({ lists }: Whole, indent: number, paper: Paper): string[] {
  const { shown, hidden } = fold(lists, MOST, paper);
  const rest = hidden.reduce((sum, { rows }) => sum + rows, 0);
  return [
    ...shown.flatMap(({ what, pages, rows, end, total }) => {
      const vendor = total === undefined ? '' : `; the system itself counts ${number(total)}`;
      return paragraph(
        `${cleanLine(what)}: ${counted(rows, 'row')} in ${counted(pages, 'page')}, ${cleanLine(end)}${vendor}`,
        indent,
        paper,
        'faint',
      );
    }),
    ...(hidden.length === 0
      ? []
      : paragraph(
          `… ${counted(hidden.length, 'more list')}, ${counted(rest, 'row')} (--full shows all)`,
          indent,
          paper,
          'faint',
        )),
  ];
}

function unknownLines({ unknownGroups }: Whole, paper: Paper): string[] {
  if (unknownGroups.length === 0) return [];
  const { shown, hidden } = fold(unknownGroups, MOST, paper);
  const rest = hidden.length > 0 ? ` … ${number(hidden.length)} more` : '';
  return paragraph(`! members not known: ${shown.map(clean).join(', ')}${rest}`, 4, paper, 'changed');
}

const indented = (lines: readonly string[]): string[] => lines.map((line, at) => (at === 0 ? line : `  ${line}`));
