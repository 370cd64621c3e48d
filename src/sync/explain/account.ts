import type { Account } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { attributeNames, type DesiredPerson } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import type { Match } from '../correlate.js';
import { guardedBecause } from '../privileged.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { AccountExplanation, AttributeNow, KeyTried, MatchNow, Step, SyncWord } from './explanation.js';
import { groupIn, type Who } from './steps.js';

export interface AboutAccount {
  readonly trace: TargetTrace;
  readonly person: DesiredPerson | undefined;
  readonly who: Who;
  /** the account that is theirs, or that was asked about */
  readonly account: Account | undefined;
  readonly steps: readonly Step[];
  /** what the journal has of them, oldest first */
  readonly journal: readonly JournalEntry[];
}

/** Why somebody has, or has not, an account, and what it looks like: what map, correlate and diff said. Pure. */
export function explainAccount({ trace, person, who, account, steps, journal }: AboutAccount): AccountExplanation {
  const { links, difference, plan } = trace;
  const mine = links.filter(link => who.people.includes(link.person));
  return {
    person: person?.key,
    account: account === undefined ? undefined : { id: account.id, username: account.username, active: account.active },
    owner: person?.owner,
    wish: person?.wish,
    words: person === undefined ? [] : wordsOn(person, trace),
    match: matchOf(person, account?.id, trace),
    guarded: account === undefined ? undefined : guardedBecause(account, trace.whole, trace.rules, trace.measured.privileged),
    keys: person === undefined ? [] : keysOf(person, who, trace),
    link: mine.find(({ status }) => status === 'open') ?? mine[0],
    attributes: person === undefined ? [] : attributesOf(person, account, trace),
    steps: steps.filter(({ change }) => groupIn(change) === undefined),
    left: person === undefined ? [] : (difference.trace?.left.get(person.key) ?? []),
    notes: plan.notes.filter(note => 'person' in note && note.kind !== 'inGrace' && who.people.includes(note.person)),
    lastChange: journal.findLast(({ change, outcome }) => groupIn(change) === undefined && isDone(outcome)),
  };
}

export const isDone = (outcome: JournalEntry['outcome']): boolean => outcome?.kind === 'applied';

function wordsOn({ opinions, owner, provider }: DesiredPerson, { syncs, providers, mapped }: TargetTrace): SyncWord[] {
  const records = [...mapped.desired.people.values()];
  return opinions.flatMap(opinion => {
    const sync = syncs.find(({ name }) => name === opinion.sync);
    if (sync === undefined) return [];
    const at = providers.get(sync.from) ?? provider;
    const record = records.find(one => one.provider === at && one.opinions.includes(opinion))?.record;
    const { filter } = sync.users;
    const inputs = record === undefined ? [] : (filter?.inputs(record) ?? []);
    return {
      ...{ sync: sync.name, source: sync.from, isOwner: sync.name === owner, wish: opinion.wish },
      filter: filter === undefined ? undefined : { text: filter.text, inputs },
    };
  });
}

function matchOf(person: DesiredPerson | undefined, account: AccountId | undefined, trace: TargetTrace): MatchNow {
  const { united, whole, rules } = trace;
  if (person === undefined) {
    const username = account === undefined ? undefined : whole.accounts.get(account)?.username;
    if (username !== undefined && rules.ignore.users.matches(username)) return { kind: 'ignored' };
    return { kind: account !== undefined && united.correlation.contested.has(account) ? 'contested' : 'stranger' };
  }
  const match = united.correlation.matches.get(person.key);
  const conflict = trace.plan.notes.find(note => note.kind === 'conflict' && note.person === person.key);
  if (match === undefined && conflict?.kind === 'conflict')
    return { kind: 'conflict', why: conflict.why, accounts: conflict.accounts };
  return match === undefined ? { kind: 'notLooked' } : plainMatch(match);
}

function plainMatch(match: Match): MatchNow {
  switch (match.kind) {
    case 'conflict':
      return { kind: 'conflict', why: match.why, accounts: match.accounts.map(({ username }) => username) };
    case 'needsAdoption':
      return { kind: 'needsAdoption', why: match.why, accounts: [match.account.username] };
    case 'closed':
      return { kind: 'closed', account: match.account };
    case 'unknown':
      return { kind: 'unknown', why: match.why };
    case 'linked':
    case 'matched':
    case 'none':
    case 'ignored':
      return { kind: match.kind };
  }
}

const keysOf = ({ key }: DesiredPerson, { people }: Who, { correlated }: TargetTrace): KeyTried[] =>
  [...new Set([key, ...people])].flatMap(one =>
    (correlated.tried?.get(one) ?? []).map(({ found, ...rest }) => ({ ...rest, found: found.map(({ username }) => username) })),
  );

function attributesOf({ values, owner }: DesiredPerson, account: Account | undefined, { syncs }: TargetTrace): AttributeNow[] {
  const expressions = syncs.find(({ name }) => name === owner)?.users.attributes;
  return attributeNames.map(attribute => ({
    attribute,
    expression: expressions?.[attribute]?.text,
    wanted: values[attribute],
    had: account?.[attribute],
  }));
}
