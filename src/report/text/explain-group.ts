import type { GroupExplanation, GroupRule, Step } from '../../sync/explain/explanation.js';
import { clean, cleanLine } from '../clean.js';
import { subjectOf } from '../describe.js';
import { noteText } from '../notes.js';
import { counted, day, number } from '../numbers.js';
import { ruleText } from '../reasons.js';
import { type Block, paragraph, type Row, renderBlocks } from './blocks.js';
import { missText, outText, stepTexts } from './explain-words.js';
import { fold, grouped } from './fold.js';
import { heldLines } from './held.js';
import { type Paper, paint } from './paper.js';

const MOST = 12;

/** What makes a group, whose it is, who is in it and what is to become of it; the answer first. */
export function renderGroupExplanation(groups: readonly GroupExplanation[], paper: Paper): string {
  return groups
    .map(group =>
      [
        [
          ...paragraph(groupAnswer(group), 0, paper, 'strong'),
          ...(group.out === undefined ? [] : paragraph(outText(group.out), 2, paper, 'changed')),
        ].join('\n'),
        ...section('rules', renderBlocks(ruleBlocks(group, paper), 2, paper), paper),
        ...section('members', renderBlocks([memberBlock(group)], 2, paper), paper),
        ...section('changes', changeLines(group.steps, paper), paper),
        ...section(
          'notes',
          group.notes.flatMap(note => paragraph(noteText(note).text, 2, paper, 'plain')),
          paper,
        ),
      ].join('\n\n'),
    )
    .join('\n\n');
}

const section = (title: string, lines: readonly string[], paper: Paper): string[] =>
  lines.length === 0 ? [] : [[paint(paper, 'strong', title), ...lines].join('\n')];

function groupAnswer({ target, group, exists, rules, managed, misses }: GroupExplanation): string {
  const name = `${clean(target)}/${clean(group)}`;
  const whose =
    managed === undefined
      ? exists
        ? 'is not adopted, so an unattended run changes nothing in it'
        : 'is not there yet'
      : `is ${managed.how === 'made' ? 'made by rollcall' : 'adopted'} since ${day(managed.since)}`;
  if (rules.length > 0)
    return `${name} is given by ${counted(new Set(rules.map(({ rule }) => ruleText(rule))).size, 'rule')}, and ${whose}.`;
  const near = misses.length > 0 ? ` ${counted(misses.length, 'rule')} nearly ${misses.length > 1 ? 'do' : 'does'}.` : '';
  return `${name} is given by no rule, so rollcall leaves it alone${managed === undefined ? '' : ` (it ${whose})`}.${near}`;
}

function ruleBlocks({ rules, misses }: GroupExplanation, paper: Paper): Block[] {
  const { shown, hidden } = fold(misses, MOST, paper);
  const byRule = grouped(rules, ({ rule }) => ruleText(rule));
  return [
    ...byRule.map((same): Block => ({ mark: '✓', tone: 'added', subject: ruleText(same[0].rule), rows: same.map(ruleRow) })),
    ...shown.map(
      (miss): Block => ({
        ...{ mark: '✗', tone: 'changed', subject: ruleText(miss.rule) },
        rows: [{ what: `from ${clean(miss.through)}`, tone: 'plain', why: `gives nothing: ${missText(miss)}` }],
      }),
    ),
    ...(hidden.length > 0
      ? [
          {
            mark: ' ',
            tone: 'faint' as const,
            subject: '',
            rows: [{ what: `… ${number(hidden.length)} more (--full shows all)` }],
          },
        ]
      : []),
  ];
}

function ruleRow({ source, through, membership, people, unknown }: GroupRule): Row {
  const from = through === undefined ? 'not through a source group' : `from ${clean(source)}: ${clean(through)}`;
  const gives = unknown === undefined ? `${counted(people ?? 0, 'person', 'people')}` : `unknown: ${cleanLine(unknown)}`;
  return { what: from, tone: 'plain', why: `${gives} · membership: ${membership}` };
}

function memberBlock({ counts, mode, exists }: GroupExplanation): Block {
  const { members, wanted, granted } = counts;
  const now = exists
    ? members === undefined
      ? 'who is in it was not read'
      : `${number(members)} in it now`
    : 'the group is not there';
  return {
    ...{ mark: '·', tone: 'plain', subject: '' },
    rows: [
      { what: `${now}; the rules want ${number(wanted)}; ${number(granted)} granted by rollcall or seen while wanted` },
      ...(mode === undefined ? [] : [{ what: `membership: ${mode} (the gentlest of its rules counts)`, tone: 'faint' as const }]),
    ],
  };
}

/** What the next run does by kind, and what guards hold. */
function changeLines(steps: readonly Step[], paper: Paper): string[] {
  const next = steps.filter(({ fate }) => fate.kind === 'next');
  const blocks = grouped(next, ({ change }) => change.kind).map((same): Block => {
    const mark = same[0].change.kind === 'addMember' ? '+' : same[0].change.kind === 'removeMember' ? '-' : '~';
    return {
      ...{ mark, tone: mark === '+' ? 'added' : mark === '-' ? 'removed' : 'changed', subject: `${number(same.length)}` },
      rows: [{ what: '', names: same.map(({ change }) => subjectOf(change)) }],
    };
  });
  const held = steps.flatMap(({ change, fate }) =>
    fate.kind === 'held'
      ? fate.holds.map(({ allow, ...rest }) => ({ change, ...rest, ...(allow === undefined ? {} : { allow }) }))
      : [],
  );
  const pinned = steps.filter(({ fate }) => fate.kind === 'pinned').flatMap(step => stepTexts(step));
  return [
    ...renderBlocks(blocks, 2, paper),
    ...heldLines(held, paper),
    ...pinned.flatMap(({ text }) => paragraph(text, 4, paper, 'held')),
  ];
}
