import type { MembershipExplanation, Miss, RuleSeen, TargetExplanation } from '../../sync/explain/explanation.js';
import { clean, cleanLine } from '../clean.js';
import { describe } from '../describe.js';
import { counted } from '../numbers.js';
import { describeReasons, ruleText } from '../reasons.js';
import type { Block, Row } from './blocks.js';
import { causeText, changedBy, missText, stepTexts } from './explain-words.js';
import { fold } from './fold.js';
import type { Paper, Tone } from './paper.js';

/** Each group: in it or not, which rule gives it, what is to happen; of one that was asked about every rule that names it. */
export const membershipBlocks = (target: TargetExplanation, isAboutGroup: boolean, paper: Paper): Block[] =>
  target.memberships.map(one => ({
    ...markOf(one),
    subject: one.group,
    rows: [
      ...stateRows(one, target),
      ...stepRows(one),
      ...(isAboutGroup ? evidenceRows(one, paper) : []),
      ...(one.lastChange === undefined || !isAboutGroup
        ? []
        : [{ what: changedBy(one.lastChange, describe), tone: 'faint' as const }]),
    ],
  }));

function markOf({ isMember, step }: MembershipExplanation): { mark: string; tone: Tone } {
  if (step?.fate.kind === 'held' || step?.fate.kind === 'pinned') return { mark: '!', tone: 'held' };
  if (step !== undefined) return step.change.kind === 'addMember' ? { mark: '+', tone: 'added' } : { mark: '-', tone: 'removed' };
  if (isMember === undefined) return { mark: '?', tone: 'changed' };
  return isMember ? { mark: '✓', tone: 'added' } : { mark: '✗', tone: 'changed' };
}

function stateRows({ isMember, reasons, causes, exists }: MembershipExplanation, { account }: TargetExplanation): Row[] {
  const said = causes.filter(({ kind }) => kind !== 'noSuchGroup').map(one => causeText(one, account));
  const why = [...(reasons.length > 0 ? [describeReasons(reasons)] : []), ...said];
  return [{ what: stateText(isMember, exists), tone: 'plain', ...(why.length > 0 ? { why: why.join('; ') } : {}) }];
}

function stateText(isMember: boolean | undefined, exists: boolean): string {
  if (isMember === undefined) return 'who is in it is not known';
  if (isMember) return 'in it';
  return exists ? 'not in it' : 'not there';
}

const stepRows = ({ step }: MembershipExplanation): Row[] =>
  step === undefined
    ? []
    : stepTexts(step).flatMap(({ text, hint }): Row[] => [
        { what: text, tone: step.fate.kind === 'next' ? 'changed' : 'held' },
        ...(hint === undefined ? [] : [{ what: `→ ${hint}`, tone: 'hint' as const }]),
      ]);

const MOST = 8;

function evidenceRows({ rules, misses, mode, managed, exists }: MembershipExplanation, paper: Paper): Row[] {
  const { shown, hidden } = fold(misses, MOST, paper);
  return [
    ...rules.map(ruleRow),
    ...shown.map(missRow),
    ...(hidden.length > 0
      ? [{ what: `… ${counted(hidden.length, 'more near miss')} (--full shows all)`, tone: 'faint' as const }]
      : []),
    ...(mode === undefined ? [] : [{ what: `membership: ${mode}${managedText(managed, exists)}`, tone: 'faint' as const }]),
  ];
}

function managedText(managed: MembershipExplanation['managed'], exists: boolean): string {
  if (managed === 'none') return exists ? '; not adopted: an unattended run changes nothing in it' : '';
  return managed === 'made' ? '; rollcall made it' : '; adopted';
}

function ruleRow({ rule, source, through, says }: RuleSeen): Row {
  const from = through === undefined ? ruleText(rule) : `${ruleText(rule)}, from ${clean(source)}: ${clean(through)}`;
  return { what: `rule ${from}`, tone: says.kind === 'gives' ? 'added' : 'plain', why: saysText(says) };
}

function saysText(says: RuleSeen['says']): string {
  switch (says.kind) {
    case 'gives':
      return 'gives it';
    case 'notInGroup':
      return 'the person is not in that source group';
    case 'nobody':
      return 'no source has anybody for this account';
    case 'onlyNewUsers':
      return 'only for accounts that rollcall makes';
    case 'notWanted':
      return 'the sync wants no account for the person';
    case 'unknown':
      return `unknown: ${cleanLine(says.why)}`;
  }
}

const isInText = (isIn: Miss['isIn']): string => {
  if (isIn === undefined) return 'who is in it was not read';
  return isIn ? 'the person is in it' : 'the person is not in it either';
};

const missRow = (miss: Miss): Row => ({
  what: `nearly: ${ruleText(miss.rule)}, from ${clean(miss.through)}: ${missText(miss)}`,
  tone: 'plain',
  why: isInText(miss.isIn),
});

/** Source groups of theirs that lead nowhere, and what kept each rule from them. */
export function missBlocks({ misses, unmapped }: TargetExplanation, paper: Paper): Block[] {
  const { shown, hidden } = fold(unmapped, MOST, paper);
  return [
    ...misses.map(
      (miss): Block => ({
        ...{ mark: '·', tone: 'plain', subject: miss.to === '' ? miss.through : miss.to },
        rows: [{ what: `${ruleText(miss.rule)}, from ${clean(miss.through)}: ${missText(miss)}` }],
      }),
    ),
    ...shown.map(
      (name): Block => ({ mark: '·', tone: 'plain', subject: name, rows: [{ what: 'a source group that no rule maps' }] }),
    ),
    ...(hidden.length > 0
      ? [
          {
            mark: ' ',
            tone: 'faint' as const,
            subject: '',
            rows: [{ what: `… ${counted(hidden.length, 'more source group')} (--full shows all)` }],
          },
        ]
      : []),
  ];
}
