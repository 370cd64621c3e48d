import type { PersonWish } from '../../model/wish.js';
import type { AccountExplanation, AttributeNow, KeyTried, MatchNow, SourceRecord } from '../../sync/explain/explanation.js';
import { clean, cleanLine } from '../clean.js';
import { describe } from '../describe.js';
import { noteText } from '../notes.js';
import { day, listed, moment } from '../numbers.js';
import { valueText } from '../reasons.js';
import type { Block, Row } from './blocks.js';
import { changedBy, inputText, leftText, stepTexts, wishText } from './explain-words.js';
import type { Tone } from './paper.js';
import { age } from './status-waiting.js';

/** What each source has of the person, how fresh that is, and in which of its groups the person is. */
export const recordBlocks = (records: readonly SourceRecord[], now: string): Block[] =>
  records.map(record => {
    const { source, readAt, state, groups } = record;
    const read = readAt === undefined ? '' : `read ${age(readAt, now)} ago, ${moment(readAt)}`;
    const isThere = state.kind === 'found' && state.standing.kind === 'active';
    return {
      ...{ mark: isThere ? '✓' : state.kind === 'unread' ? '?' : '✗', tone: isThere ? ('added' as const) : ('changed' as const) },
      subject: source,
      rows: [
        { what: recordText(state), tone: 'plain' as const },
        ...(state.kind === 'found' ? [{ what: `id ${clean(state.id)}`, tone: 'faint' as const }] : []),
        ...(read === '' ? [] : [{ what: read, tone: 'faint' as const }]),
        ...(groups.length > 0 ? [{ what: 'in', names: groups, tone: 'plain' as const }] : []),
      ],
    };
  });

function recordText(state: SourceRecord['state']): string {
  switch (state.kind) {
    case 'found': {
      const { login, displayName, email, standing } = state;
      const since = standing.kind === 'inactive' && standing.since !== undefined ? ` since ${day(standing.since)}` : '';
      const is = standing.kind === 'active' ? 'active' : `${clean(standing.status).toLowerCase()}${since}`;
      return `${clean(login)} · ${clean(displayName)}${email === '' || email === login ? '' : ` <${clean(email)}>`} · ${is}`;
    }
    case 'absent':
      return `not in its list${state.lookedUp === undefined ? '' : `; asked by id: ${lookedUpText(state.lookedUp)}`}`;
    case 'notUnderstood':
      return `its row is not understood: ${cleanLine(state.problem)}`;
    case 'unread':
      return `could not be read: ${cleanLine(state.why)}`;
  }
}

type LookedUp = NonNullable<Extract<SourceRecord['state'], { kind: 'absent' }>['lookedUp']>;

function lookedUpText(found: LookedUp): string {
  switch (found.kind) {
    case 'inactive':
      return `${clean(found.status).toLowerCase()}${found.since === undefined ? '' : ` since ${day(found.since)}`}`;
    case 'deleted':
      return 'deleted';
    case 'outOfScope':
      return cleanLine(found.why);
    case 'present':
      return 'there';
    case 'unknown':
      return `no answer (${cleanLine(found.why)})`;
  }
}

/** Each sync's word, its filter, and what the filter saw. */
export const wordBlocks = ({ words, account }: AccountExplanation): Block[] =>
  words.map(({ sync, isOwner, wish, filter }) => ({
    ...WORDS[wish.kind],
    subject: sync,
    rows: [
      {
        what: wishText(wish, account !== undefined),
        tone: 'plain',
        ...(isOwner && words.length > 1 ? { why: 'its word counts for the account' } : {}),
      },
      ...(filter === undefined || isNamed(wish) ? [] : [{ what: `filter: ${cleanLine(filter.text)}`, tone: 'faint' as const }]),
      ...(filter === undefined || filter.inputs.length === 0
        ? []
        : [{ what: `it saw: ${filter.inputs.map(inputText).join(', ')}`, tone: 'faint' as const }]),
    ],
  }));

/** The reason says the filter already. */
const isNamed = (wish: PersonWish): boolean => 'reasons' in wish && wish.reasons.some(({ kind }) => kind === 'filteredOut');

const WORDS: Readonly<Record<'wanted' | 'notWanted' | 'inGrace' | 'unknown', { readonly mark: string; readonly tone: Tone }>> = {
  wanted: { mark: '✓', tone: 'added' },
  notWanted: { mark: '✗', tone: 'removed' },
  inGrace: { mark: '·', tone: 'changed' },
  unknown: { mark: '?', tone: 'changed' },
};

/** The account: how it was found, its attributes, what is to happen, and what last did. */
export function accountBlock(about: AccountExplanation, isAboutGroup: boolean): Block {
  const { account, match, guarded, keys, link, attributes, steps, left, notes, lastChange } = about;
  const isOn = account?.active === true;
  const state = account === undefined ? 'no account' : `${isOn ? 'active' : 'switched off'}, id ${clean(account.id)}`;
  const rows: Row[] = [
    { what: state, tone: 'plain' },
    { what: matchText(match, link), tone: 'plain' },
    ...(guarded === undefined ? [] : [{ what: guarded, tone: 'plain' as const }]),
    ...(match.kind === 'linked' ? [] : keys.map(keyRow)),
    ...(isAboutGroup || account === undefined ? [] : attributes.map(attributeRow)),
    ...steps.flatMap(step =>
      stepTexts(step).flatMap(({ text, hint }): Row[] => [
        { what: text, tone: step.fate.kind === 'next' ? 'changed' : 'held' },
        ...(hint === undefined ? [] : [{ what: `→ ${hint}`, tone: 'hint' as const }]),
      ]),
    ),
    ...left.map(one => ({ what: leftText(one), tone: 'plain' as const })),
    ...notes
      .filter(({ kind }) => kind !== 'conflict' && kind !== 'needsAdoption')
      .map(note => ({ what: noteText(note).text, tone: 'plain' as const })),
    ...(lastChange === undefined ? [] : [{ what: changedBy(lastChange, describe), tone: 'faint' as const }]),
  ];
  return { mark: isOn ? '✓' : '✗', tone: isOn ? 'added' : 'changed', subject: account?.username ?? '–', rows };
}

function matchText(match: MatchNow, link: AccountExplanation['link']): string {
  switch (match.kind) {
    case 'linked':
      return link === undefined
        ? 'linked'
        : `linked (${link.how}) on ${day(link.since)}${link.owner === undefined ? '' : `, owner ${clean(link.owner)}`}`;
    case 'matched':
      return 'found by a match key in this read, and not linked yet';
    case 'none':
      return 'no match key finds an account';
    case 'ignored':
      return 'the config ignores this account';
    case 'stranger':
      return 'no source has anybody for it';
    case 'contested':
      return 'somebody may have a claim to it, and nobody has it until that is settled';
    case 'notLooked':
      return 'not looked for: nobody wants one';
    case 'closed':
      return `the link to ${clean(match.account)} is closed: that account was deleted or anonymised`;
    case 'unknown':
      return cleanLine(match.why);
    case 'conflict':
      return `in conflict: ${cleanLine(match.why)}${match.accounts.length > 0 ? ` (${match.accounts.map(clean).join(', ')})` : ''}`;
    case 'needsAdoption':
      return `${listed(match.accounts.map(clean))} fits, but ${cleanLine(match.why)}`;
  }
}

function keyRow({ key, value, found, hidden }: KeyTried): Row {
  if (value === undefined) return { what: `match key ${key}: empty, or could not be computed`, tone: 'faint' };
  const hits = found.length > 0 ? `finds ${found.map(clean).join(', ')}` : 'finds nobody';
  return {
    what: `match key ${key} = ${valueText(value)}: ${hits}${hidden ? ', but the target does not show it of every account' : ''}`,
    tone: 'faint',
  };
}

function attributeRow({ attribute, expression, wanted, had }: AttributeNow): Row {
  const from = expression === undefined ? {} : { why: cleanLine(expression) };
  const now = had === undefined ? '(not shown)' : valueText(had);
  if (wanted === undefined)
    return { what: `${attribute}  ${now}, left as it is: the wanted value is empty`, tone: 'plain', ...from };
  return {
    what: wanted === had ? `${attribute}  ${now}` : `${attribute}  ${now}, wanted ${valueText(wanted)}`,
    tone: 'plain',
    ...from,
  };
}
