import type { AccountExplanation, MembershipExplanation, Step, TargetExplanation } from '../../sync/explain/explanation.js';
import { clean, cleanLine } from '../clean.js';
import { describeNote } from '../notes.js';
import { counted, day, listed, moment, number } from '../numbers.js';
import { describeReasons, ruleText } from '../reasons.js';
import { causeText, leftText, missText, wishText } from './explain-words.js';

/** The answer to a ticket in one sentence: about the account, or about one group. */
export const answersOf = (name: string, { target, account, memberships }: TargetExplanation, isAboutGroup: boolean): string[] =>
  isAboutGroup
    ? memberships.map(one => membershipAnswer(clean(name), `${clean(target)}/${clean(one.group)}`, one, account))
    : [[accountAnswer(clean(name), clean(target), account), ...groupsSentence(memberships)].join(' ')];

/** `Mia has an account in jira: …` */
export function accountAnswer(name: string, target: string, about: AccountExplanation): string {
  const { account, steps } = about;
  const step = steps.find(({ change }) => change.kind === 'createUser') ?? steps.find(({ change }) => isEnd(change.kind));
  if (account === undefined)
    return `${name} has no account in ${target}: ${step === undefined ? whyNone(about) : fateText(step, 'it is created')}.`;
  if (!account.active) return `The account of ${name} in ${target} is switched off: ${whyOff(about)}.`;
  if (step !== undefined)
    return `${name} has an account in ${target} that is to end (${describeReasons(step.change.reasons)}): ${fateText(step, 'it ends')}.`;
  return `${name} has an account in ${target}: ${whyThere(about)}.`;
}

const isEnd = (kind: string): boolean => kind === 'deactivateUser' || kind === 'deleteUser' || kind === 'cutAccess';

/** `the next run does it`, or what keeps it from that. */
export function fateText({ fate, change }: Step, done: string): string {
  switch (fate.kind) {
    case 'next':
      return `${done} by the next run`;
    case 'held':
      return `${listed([...new Set(fate.holds.map(({ guard }) => guard))])} ${fate.holds.length > 1 ? 'hold' : 'holds'} it back: ${cleanLine(fate.holds[0]?.reason ?? '')}`;
    case 'pinned':
      return `run ${fate.run} took it back (${change.kind === 'createUser' ? 'the creation' : 'the change'}), and it stays so until the config changes or rollcall unpin`;
  }
}

function whyNone({ match, wish, words, left, notes }: AccountExplanation): string {
  const [said] = left.filter(({ kind }) => kind === 'notCreated');
  switch (match.kind) {
    case 'closed':
      return 'it was deleted or anonymised there, and is not made again without rollcall links set';
    case 'conflict':
      return `${cleanLine(match.why)}${match.accounts.length > 0 ? ` (${match.accounts.map(clean).join(', ')})` : ''}`;
    case 'needsAdoption':
      return `the match keys point to ${match.accounts.map(clean).join(', ')}, which is not taken over: ${cleanLine(match.why)}`;
    case 'unknown':
      return cleanLine(match.why);
    case 'ignored':
      return 'the config ignores the linked account';
    case 'linked':
    case 'matched':
    case 'none':
    case 'stranger':
    case 'contested':
    case 'notLooked':
      if (said !== undefined) return leftText(said);
  }
  const note = notes.find(({ kind }) => kind !== 'ownerChanged');
  if (wish?.kind === 'wanted' && note !== undefined) return describeNote(note);
  const unwanting = words.filter(word => word.wish.kind !== 'wanted');
  if (unwanting.length > 0) return unwanting.map(({ sync, wish: word }) => `${clean(sync)} ${wishText(word, false)}`).join('; ');
  return wish === undefined ? 'no source has anybody of that name' : wishText(wish, false);
}

function whyOff({ link, wish, steps, notes }: AccountExplanation): string {
  const back = steps.find(({ change }) => change.kind === 'reactivateUser');
  if (back !== undefined) return fateText(back, 'it is switched on again');
  const ended = link?.deactivatedAt === undefined ? 'not by rollcall' : `by rollcall on ${moment(link.deactivatedAt)}`;
  const note = notes.find(({ kind }) => kind === 'needsAdoption');
  if (wish?.kind === 'wanted') return note === undefined ? ended : `${ended}; ${describeNote(note)}`;
  if (wish?.kind === 'notWanted') return `${describeReasons(wish.reasons)} (switched off ${ended})`;
  return wish?.kind === 'unknown' ? `${ended}; ${cleanLine(wish.why)}` : ended;
}

function whyThere({ match, wish, words, owner, left }: AccountExplanation): string {
  if (match.kind === 'ignored') return 'the config ignores it, so rollcall leaves it alone';
  if (match.kind === 'contested') return 'somebody may have a claim to it, and until that is settled nobody has it';
  if (wish === undefined) return 'no source has anybody for it, so rollcall leaves it alone';
  const wanting = words.filter(word => word.wish.kind === 'wanted').map(({ sync }) => clean(sync));
  if (wish.kind === 'wanted')
    return `${listed(wanting)} ${wanting.length > 1 ? 'want' : 'wants'} it${wanting.length > 1 && owner !== undefined ? `, and ${clean(owner)} owns it` : ''}`;
  const kept = left.find(({ kind }) => kind === 'leaverKept' || kind === 'readOnlyAccount');
  const said = words.map(({ sync, wish: word }) => `${clean(sync)} ${wishText(word, true)}`).join('; ');
  return kept === undefined ? said : `${said}; ${leftText(kept)}`;
}

/** `In 3 groups; 1 more is to be added by the next run, 2 changes are held back.` */
function groupsSentence(memberships: readonly MembershipExplanation[]): string[] {
  const within = memberships.filter(({ isMember }) => isMember === true).length;
  const steps = memberships.flatMap(({ step }) => step ?? []);
  const next = steps.filter(({ fate }) => fate.kind === 'next');
  const adds = next.filter(({ change }) => change.kind === 'addMember').length;
  const parts = [
    `in ${counted(within, 'group')} that rollcall looks at`,
    ...(adds > 0 ? [`the next run adds ${number(adds)}`] : []),
    ...(next.length > adds ? [`the next run takes away ${number(next.length - adds)}`] : []),
    ...(steps.length > next.length ? [`${counted(steps.length - next.length, 'change')} held back`] : []),
  ];
  return memberships.length === 0 ? [] : [`${parts.join(', ').replace(/^i/, 'I')}.`];
}

/** `Mia is not in jira/wiki-users: …` */
function membershipAnswer(name: string, group: string, about: MembershipExplanation, account: AccountExplanation): string {
  const { isMember, step, reasons, causes } = about;
  if (step !== undefined) return stepAnswer(name, group, step);
  if (isMember === undefined)
    return `Whether ${name} is in ${group} is not known: ${causes.map(one => causeText(one, account)).join('; ')}.`;
  if (isMember && reasons.length > 0) return `${name} is in ${group}: ${describeReasons(reasons)}.`;
  const why = causes.map(one => causeText(one, account)).join('; ');
  if (isMember) return `${name} is in ${group}, and stays: ${why}.`;
  const accountless = causes.some(({ kind }) => kind === 'noAccount')
    ? ` ${accountAnswer('This person', clean(group.split('/')[0] ?? ''), account)}`
    : '';
  return `${name} is not in ${group}: ${why}${nearly(about)}.${accountless}`;
}

/** The nearest of the near misses: of a source group that the person is in. */
function nearly({ misses }: MembershipExplanation): string {
  const near = misses.find(({ isIn }) => isIn === true);
  return near === undefined ? '' : `; ${ruleText(near.rule)} would, through ${clean(near.through)}, but: ${missText(near)}`;
}

function stepAnswer(name: string, group: string, step: Step): string {
  const why = describeReasons(step.change.reasons);
  const since = step.waiting === undefined ? '' : ` since ${day(step.waiting.since)}`;
  if (step.change.kind === 'addMember') {
    if (step.fate.kind === 'next') return `${name} is not in ${group} yet: ${why} gives it, and the next run adds it.`;
    return `${name} is not in ${group}${since}, though ${why} gives it: ${fateText(step, 'it is added')}.`;
  }
  if (step.fate.kind === 'next') return `${name} is in ${group}, and the next run takes it away: ${why}.`;
  return `${name} is still in ${group}${since}, and should not be (${why}): ${fateText(step, 'it is taken away')}.`;
}
