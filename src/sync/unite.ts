import type { ExistingAccount, LinkWrite } from '../model/change.js';
import type { Account } from '../model/directory.js';
import type { AccountId, PersonKey, SyncName } from '../model/ids.js';
import type { Note } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { AttributeName, Desired, DesiredGroup, DesiredPerson, Reason } from '../model/wish.js';
import type { Link } from '../state/store.js';
import type { Correlated, Correlation, Match } from './correlate.js';
import { valuesOf } from './map.js';
import { newcomersOf } from './newcomers.js';
import { byPriority, ownerAmong, wishAmong } from './opinions.js';

export interface UniteInput {
  readonly desired: Desired;
  readonly correlation: Correlated;
  /** open ones */
  readonly links: readonly Link[];
  readonly syncs: readonly SyncRules[];
  /** how the target would store a value: comparison is on that (U8) */
  readonly stored: (attribute: AttributeName, value: string) => string;
}

/** Everybody once: people of several providers who have one account, or will have, are one person from here on (C4). */
export interface United {
  readonly desired: Desired;
  readonly correlation: Correlation;
  /** one for each account: what is remembered of it, whoever it was remembered with */
  readonly links: readonly Link[];
  /** of those whom somebody else stands for: written with the plan as well */
  readonly others: readonly LinkWrite[];
  readonly notes: readonly Note[];
}

interface Union {
  readonly main: DesiredPerson;
  readonly all: readonly DesiredPerson[];
  /** of all who hold the account, also of those no sync speaks of any more */
  readonly keys: readonly PersonKey[];
}

/** People of several providers → one for each account, with every sync's word; memberships follow. Pure. */
export function unite(input: UniteInput): United {
  const { desired, correlation } = input;
  const turns = { syncs: input.syncs, turn: turnIn(input.syncs) };
  const { together, conflicts } = newcomersOf({
    ...{ people: desired.people.values(), matches: correlation.matches, syncs: input.syncs, stored: input.stored },
    turn: turns.turn,
  });
  const keysOf = (all: readonly DesiredPerson[]) => all.map(({ key }) => key);
  const made = together.map(all => unionOf(all, keysOf(all), turns, undefined));
  const unions = [...sharedAccounts(input, turns), ...made];
  const standsFor = new Map(unions.flatMap(({ main, keys }) => keys.map(key => [key, main.key] as const)));
  const people = new Map([...desired.people].filter(([key]) => (standsFor.get(key) ?? key) === key));
  for (const { main } of unions) people.set(main.key, main);
  const matches = new Map([...correlation.matches].filter(([key]) => (standsFor.get(key) ?? key) === key));
  const known = linksByAccount(input.links);
  for (const { main, all } of unions) matches.set(main.key, matchOf(main, all, correlation, known));
  for (const { person } of conflicts) matches.delete(person);
  return {
    desired: { ...desired, people, groups: withMembers(desired.groups, people, standsFor) },
    correlation: {
      ...correlation,
      matches,
      owners: new Map(
        [...correlation.holders].flatMap(([account, holders]) => {
          const [person] = holders.values();
          return person === undefined ? [] : [[account, standsFor.get(person) ?? person] as const];
        }),
      ),
    },
    links: mergedLinks(known, standsFor),
    others: unions.flatMap(union => otherLinks(union, correlation, input.links)),
    notes: conflicts,
  };
}

/** Those who hold one account, by link or by match keys. */
function sharedAccounts({ desired, correlation, links }: UniteInput, turns: Turns): Union[] {
  const before = ownersBefore(links, turns);
  return [...correlation.holders].flatMap(([account, holders]) => {
    const all = [...holders.values()].flatMap(key => desired.people.get(key) ?? []);
    return holders.size < 2 || all.length === 0 ? [] : [unionOf(all, [...holders.values()], turns, before.get(account))];
  });
}

interface Turns {
  readonly syncs: readonly SyncRules[];
  /** a sync's turn to speak: the lower, the earlier; last who is none of them */
  readonly turn: (sync: SyncName | undefined) => number;
}

function turnIn(syncs: readonly SyncRules[]): Turns['turn'] {
  const order = new Map<SyncName | undefined, number>(byPriority(syncs).map(({ name }, at) => [name, at]));
  return sync => order.get(sync) ?? order.size;
}

/** Who owned each account. Links of one account that disagree, as an edited backup may bring them, give it to the first in turn (C4). */
function ownersBefore(links: readonly Link[], { turn }: Turns): ReadonlyMap<AccountId, SyncName | undefined> {
  const owners = new Map<AccountId, SyncName | undefined>();
  for (const { account, owner } of links) if (turn(owner) < turn(owners.get(account))) owners.set(account, owner);
  return owners;
}

function unionOf(
  all: readonly DesiredPerson[],
  keys: readonly PersonKey[],
  { turn, syncs }: Turns,
  before: SyncName | undefined,
): Union {
  const opinions = all.flatMap(({ opinions }) => opinions).toSorted((a, b) => turn(a.sync) - turn(b.sync));
  const [first, ...rest] = opinions;
  if (first === undefined) throw new Error('nobody holds the account');
  const owner = ownerAmong([first, ...rest], before).sync;
  const main = ownedBy(owner, all, syncs);
  return { all, keys, main: { ...main, opinions, ...wishAmong(opinions, owner) } };
}

/**
 * The person through whom the owner speaks, with the attributes that it gives them: by themselves that person may be another
 * sync's of the same source.
 */
function ownedBy(owner: SyncName, all: readonly DesiredPerson[], syncs: readonly SyncRules[]): DesiredPerson {
  const found = all.find(({ opinions }) => opinions.some(({ sync }) => sync === owner));
  const sync = syncs.find(({ name }) => name === owner);
  if (found === undefined || sync === undefined) throw new Error('nobody holds the account');
  // what fails for them is counted where each sync is heard
  return found.owner === owner ? found : { ...found, owner, values: valuesOf(sync, found.record, { add: () => undefined }) };
}

/** A membership of one is a membership of the one who stands for them; of an account that is not wanted nothing is. */
function withMembers(
  groups: Desired['groups'],
  people: Desired['people'],
  standsFor: ReadonlyMap<PersonKey, PersonKey>,
): Desired['groups'] {
  if (standsFor.size === 0) return groups;
  return new Map(
    [...groups].map(([key, group]): [typeof key, DesiredGroup] => {
      const members = new Map<PersonKey, readonly Reason[]>();
      for (const [person, reasons] of group.members) {
        const main = standsFor.get(person) ?? person;
        if (people.get(main)?.wish.kind !== 'wanted') continue;
        members.set(main, [...(members.get(main) ?? []), ...reasons]);
      }
      return [key, { ...group, members }];
    }),
  );
}

type LinksByAccount = ReadonlyMap<AccountId, readonly [Link, ...Link[]]>;

function linksByAccount(links: readonly Link[]): LinksByAccount {
  const known = new Map<AccountId, [Link, ...Link[]]>();
  for (const link of links) {
    const same = known.get(link.account);
    if (same === undefined) known.set(link.account, [link]);
    else same.push(link);
  }
  return known;
}

/** Linked as soon as one of them is: what the state keeps of the account counts for all. */
function matchOf(main: DesiredPerson, all: readonly DesiredPerson[], { matches }: Correlated, known: LinksByAccount): Match {
  const found = all.flatMap(({ key }) => matches.get(key) ?? []);
  const linked = found.find(match => match.kind === 'linked');
  if (linked === undefined) return found[0] ?? { kind: 'none' };
  const link = mergedLink(known.get(linked.account.id) ?? [linked.link], main.key);
  // whose own value is not known yet has not changed it since (C3)
  const hasOwn = known.get(linked.account.id)?.some(({ person }) => person === main.key) === true;
  return { ...linked, link: hasOwn ? link : { ...link, values: main.values } };
}

function mergedLinks(known: LinksByAccount, standsFor: ReadonlyMap<PersonKey, PersonKey>): readonly Link[] {
  return [...known.values()].map(links => {
    const [first] = links;
    return mergedLink(links, standsFor.get(first.person) ?? first.person);
  });
}

function mergedLink(links: readonly [Link, ...Link[]], person: PersonKey): Link {
  const own = links.find(link => link.person === person) ?? links[0];
  const any = <K extends 'deactivatedAt' | 'accessCutAt' | 'owner'>(field: K) =>
    own[field] ?? links.find(link => link[field] !== undefined)?.[field];
  return {
    ...own,
    person,
    owner: any('owner'),
    deactivatedAt: any('deactivatedAt'),
    accessCutAt: any('accessCutAt'),
    owed: [...new Set(links.flatMap(({ owed }) => owed))],
  };
}

/** The links of those whom another stands for; and of the one who stands for them, where only they were linked. */
function otherLinks({ main, all }: Union, { matches }: Correlated, links: readonly Link[]): LinkWrite[] {
  if (all.some(({ key }) => matches.get(key)?.kind === 'ignored')) return [];
  const account = all.map(({ key }) => accountOf(matches.get(key))).find(found => found !== undefined);
  const linked = new Map(links.map(link => [link.person, link]));
  const isAnyLinked = all.some(({ key }) => linked.has(key));
  return all.flatMap((person): LinkWrite[] => {
    const known = linked.get(person.key);
    if (person.key === main.key && !isAnyLinked) return []; // the diff writes it
    if (known !== undefined && known.owner === main.owner) return [];
    const common = {
      person: person.key,
      owner: main.owner,
      how: account === undefined ? ('created' as const) : ('matched' as const),
      isActive: account?.active ?? true,
      standing: person.record?.standing.kind ?? ('inactive' as const),
      values: known?.values ?? person.values,
    };
    if (account !== undefined) return [{ ...common, account: existing(account) }];
    const { values, key } = main;
    const username = values.username ?? key;
    return [{ ...common, account: { kind: 'new', person: key, username, displayName: values.displayName ?? username } }];
  });
}

const accountOf = (match: Match | undefined): Account | undefined =>
  match?.kind === 'linked' || match?.kind === 'matched' ? match.account : undefined;

const existing = ({ id, username, displayName }: Account): ExistingAccount => ({ kind: 'existing', id, username, displayName });
