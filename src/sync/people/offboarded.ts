import type { AccountId, NameKey, PersonKey, RunId, SyncName } from '../../model/ids.js';
import { splitPersonKey } from '../../model/ids.js';
import type { Note } from '../../model/plan.js';
import type { SyncRules } from '../../model/rules.js';
import type { DesiredGroup, DesiredPerson, PersonWish } from '../../model/wish.js';
import type { Link, Pin } from '../../state/store.js';
import type { Mapped } from '../map.js';
import { isOffboardPin, offboardKey } from '../pins.js';

/** Since when an account is ended by an admin's word, and by which run; this one has no number yet. */
export interface Offboarding {
  readonly since: string;
  readonly run?: RunId;
}

export interface OffboardInput {
  /** open ones */
  readonly links: readonly Link[];
  /** of earlier runs */
  readonly pins: readonly Pin[];
  /** who is offboarded by this run */
  readonly named: ReadonlySet<PersonKey>;
  readonly syncs: readonly SyncRules[];
  readonly now: string;
}

/**
 * Whom an admin offboarded is nobody whom a source may want: their account ends, and stays ended. Once every source that knows
 * the person says so itself, the word has done its work, and its pin is over. Pure.
 */
export function withOffboarded(mapped: Mapped, input: OffboardInput): Mapped {
  const ended = accountsEnded(input);
  if (ended.size === 0) return mapped;
  const people = new Map(mapped.desired.people);
  const notes: Note[] = [];
  const settled: string[] = [];
  for (const [account, links] of Map.groupBy(input.links, link => link.account)) {
    const word = ended.get(account);
    if (word === undefined) continue;
    const known = links.flatMap(link => people.get(link.person) ?? []);
    const isNamed = links.some(({ person }) => input.named.has(person));
    if (!isNamed && known.length > 0 && known.every(({ wish }) => isStated(wish))) {
      settled.push(offboardKey(account));
      continue;
    }
    for (const link of links) {
      const person = people.get(link.person) ?? (isNamed ? gone(link, input.syncs) : undefined);
      if (person === undefined) continue;
      if (!isNamed && person.wish.kind === 'wanted')
        notes.push({ kind: 'offboarded', person: link.person, login: person.record?.login ?? person.id, ...word });
      people.set(link.person, notWanted(person, word));
    }
  }
  return {
    ...mapped,
    desired: { ...mapped.desired, people, groups: withoutThem(mapped.desired.groups, people) },
    notes: [...mapped.notes, ...notes],
    settledPins: settled,
  };
}

function accountsEnded({ pins, links, named, now }: OffboardInput): ReadonlyMap<AccountId, Offboarding> {
  const before = new Map(pins.filter(isOffboardPin).map(({ key, since, run }) => [key, { since, run }] as const));
  const ended = new Map<AccountId, Offboarding>();
  for (const { person, account } of links) {
    const word = named.has(person) ? { since: now } : before.get(offboardKey(account));
    if (word !== undefined) ended.set(account, word);
  }
  return ended;
}

const isStated = (wish: PersonWish) => wish.kind === 'notWanted' && wish.leaver === 'stated';

function notWanted(person: DesiredPerson, word: Offboarding): DesiredPerson {
  const wish: PersonWish = { kind: 'notWanted', leaver: 'stated', reasons: [{ kind: 'offboarded', ...word }] };
  const opinions = person.opinions.map(({ sync }) => ({ sync, wish }));
  return { ...person, opinions, wish, wantedBy: new Set<SyncName>(), unsureFor: new Set<SyncName>() };
}

/** Somebody of whom no source was asked, or whose source the config has no more. */
function gone({ person: key, owner, values }: Link, syncs: readonly SyncRules[]): DesiredPerson | undefined {
  const sync = syncs.find(({ name }) => name === owner) ?? syncs[0];
  if (sync === undefined) return undefined;
  const wish: PersonWish = { kind: 'unknown', why: 'not asked' };
  return {
    ...{ key, ...splitPersonKey(key), owner: sync.name, record: undefined, wish, values },
    opinions: [{ sync: sync.name, wish }],
    wantedBy: new Set<SyncName>(),
    unsureFor: new Set<SyncName>(),
  };
}

function withoutThem(
  groups: ReadonlyMap<NameKey, DesiredGroup>,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
): ReadonlyMap<NameKey, DesiredGroup> {
  const isWanted = (key: PersonKey) => people.get(key)?.wish.kind === 'wanted';
  return new Map(
    [...groups].map(([key, group]) => [key, { ...group, members: new Map([...group.members].filter(([who]) => isWanted(who))) }]),
  );
}
