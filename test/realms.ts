import fc from 'fast-check';
import type { World } from './expected/index.js';
import { fold } from './expected/names.js';
import type { Realm } from './expected/several/index.js';
import { fateOf } from './expected/several/members.js';
import type { RealmPerson, RealmSource, RealmSync } from './expected/several/world.js';
import { memories, ruleSets, sources, targets } from './worlds.js';

/** Small companies with several sources and syncs, of the same few names as those of one: so that they collide. */
const SYNCS = ['staff', 'second', 'third'];
const MORE_PEOPLE = ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'gone3', 'gone4'];
const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'gone1', 'gone2'];

/** One source for all syncs, or two. */
export type Shape = 'twoSources' | 'oneSource';

const filters = fc.record({
  second: fc.constantFrom('passes', 'passes', 'passes', 'drops', 'fails'),
  third: fc.constantFrom('passes', 'passes', 'drops'),
} as const);

/** A source like those of a world with one; its people have ids of their own. */
const sourceNamed = (name: string, ids: readonly string[]): fc.Arbitrary<RealmSource> =>
  fc.tuple(sources, fc.array(filters, { minLength: 8, maxLength: 8 })).map(([source, each]) => {
    const idOf = (id: string) => ids[PEOPLE.indexOf(id)] ?? id;
    const people = source.people.map(
      ({ filter, ...one }, at): RealmPerson => ({
        ...one,
        id: idOf(one.id),
        filters: { ...each[at], staff: filter },
      }),
    );
    const groups = source.groups.map(({ members, ...group }) => ({
      ...{ ...group, id: `${name}-${group.id}` },
      members: members === 'unknown' ? members : members.map(idOf),
    }));
    const lookUps = Object.fromEntries(Object.entries(source.lookUps).map(([id, found]) => [idOf(id), found]));
    return { name, read: source.read, people, groups, lookUps };
  });

const syncNamed = (name: string, from: string): fc.Arbitrary<RealmSync> =>
  fc
    .tuple(ruleSets, fc.constantFrom(0, 0, 1), fc.constantFrom<'keep' | 'revoke'>('keep', 'revoke'))
    .map(([{ groups, match, create, update, rename, reactivate, leavers }, priority, onRetire]) => ({
      ...{ name, from, priority, match, create, update, rename, reactivate, leavers },
      groups: { ...groups, onRetire },
    }));

const linksOf = (realm: Pick<Realm, 'sources'>, memory: World['memory'], other: World['memory'], owners: readonly string[]) => {
  const links = (known: World['memory']['links'], ids: readonly string[], source: string) =>
    known.map((link, at) => ({
      ...link,
      source,
      person: ids[PEOPLE.indexOf(link.person)] ?? link.person,
      owner: owners[at % owners.length],
    }));
  return realm.sources.flatMap(({ name }, at) =>
    at === 0 ? links(memory.links, PEOPLE, name) : links(other.links, MORE_PEOPLE, name),
  );
};

/** The same human being in another source, or nearly: by one key or both. */
function twinOf(one: RealmPerson, first: RealmSource | undefined): RealmPerson {
  const at = MORE_PEOPLE.indexOf(one.id);
  const twin = at < 0 ? undefined : first?.people.find(({ id }) => id === PEOPLE[at]);
  return twin === undefined ? one : { ...one, email: twin.email, login: at % 3 === 2 ? one.login : twin.login };
}

/** Every other link of theirs is to the account that their twin is linked to. */
const halfOf = (first: World['memory'], other: World['memory']): World['memory'] => {
  const same = first.links.filter((_, at) => at % 2 === 0);
  const isFree = (link: World['memory']['links'][number]) =>
    same.every(({ person, account }) => person !== link.person && account !== link.account);
  return { ...other, links: [...same.map(link => ({ ...link, closed: false })), ...other.links.filter(isFree)] };
};

const ledgerRules = fc.constantFrom('staff manual 1', 'second manual 2', 'third onTheFly 2', 'second gone', 'nobody 1');

export const realms = (shape: Shape): fc.Arbitrary<Realm> => {
  const froms = shape === 'oneSource' ? ['okta', 'okta', 'okta'] : ['okta', 'idcs', 'idcs'];
  const all =
    shape === 'oneSource' ? [sourceNamed('okta', PEOPLE)] : [sourceNamed('okta', PEOPLE), sourceNamed('idcs', MORE_PEOPLE)];
  return fc
    .record({
      sources: fc.tuple(...all),
      syncs: fc
        .tuple(...SYNCS.map((name, at) => syncNamed(name, froms[at] ?? 'okta')))
        .chain(three => fc.shuffledSubarray(three, { minLength: 2 })),
      target: targets,
      memory: memories,
      other: memories,
      owners: fc
        .array(fc.constantFrom(undefined, ...SYNCS), { minLength: 3, maxLength: 3 })
        .map(some => some.map(one => one ?? '')),
      by: fc.array(ledgerRules, { minLength: 1, maxLength: 5 }),
      wishes: fc.dictionary(fc.constantFrom(...SYNCS), fc.subarray(['devs', 'team-b', 'Everyone', 'solo'])),
      areTwins: fc.boolean(),
      down: fc.constantFrom(undefined, undefined, undefined, 'okta', 'idcs'),
    })
    .map(({ owners, other, by, wishes, memory, areTwins, down, ...realm }) => ({
      ...realm,
      sources: realm.sources.map(source => {
        const { people } = source;
        const [first] = realm.sources;
        return {
          ...source,
          read: source.read && source.name !== down,
          people: areTwins ? people.map(one => twinOf(one, first)) : people,
        };
      }),
      memory: {
        links: linksOf(realm, memory, areTwins ? halfOf(memory, other) : other, owners),
        ledger: memory.ledger.map((row, at) => ({ ...row, by: row.by === 'newUsers' ? row.by : (by[at % by.length] ?? row.by) })),
        adopted: memory.adopted,
        graceOver: [...memory.graceOver, ...other.graceOver.map(id => MORE_PEOPLE[PEOPLE.indexOf(id)] ?? id)],
        wishes,
      },
      ...{ protectUsers: ['breakglass'], protectGroups: ['vault'], ignoreUsers: ['bot'] },
    }));
};

/** A realm in which nobody stands in another one's way: whoever is called alike is one human being, with one account at the most. */
export const tidied = (realm: Realm): Realm => {
  const human = (id: string) => `h${id.replace(/^gone[34]$/, at => `gone${at === 'gone3' ? 1 : 2}`).replace(/^[pq]/, '')}`;
  const mail = (id: string) => `${human(id)}@x.com`;
  const people = realm.sources.flatMap(source => source.people);
  // two people of two sources are linked to one account only where they are one
  const links = realm.memory.links.filter(({ person, account }) => {
    const others = realm.memory.links.filter(link => link.account === account || human(link.person) === human(person));
    return others.every(link => link.account === account && human(link.person) === human(person));
  });
  // somebody new to an account that is off, or privileged until this run, joins it once it is not: that takes a second run (C2)
  const joins = (owner: string) =>
    people.some(({ id }) => human(id) === human(owner) && !links.some(({ person }) => person === id));
  // what a retired rule gave keeps an exclusive sync out of the group until the last such person has left it (G6, G11)
  const isExclusive = realm.syncs.some(sync => sync.groups.exclusive);
  const ledger = realm.memory.ledger.filter(({ by }) => !isExclusive || fateOf(by, realm) !== 'keep');
  const joined = links.flatMap(({ person, account }) => (joins(person) ? [account] : []));
  const isPrivileged = (group: string) => [...realm.target.administratorGroups, ...realm.protectGroups].includes(fold(group));
  const groups = realm.target.groups.map(group => ({
    ...group,
    members: isPrivileged(group.name) ? group.members.filter(id => !joined.includes(id)) : group.members,
  }));
  const accounts = realm.target.accounts.map(account => {
    const owner = links.find(link => link.account === account.id)?.person;
    // where an e-mail address is hidden, whose account it is shows only when it bears a login of somebody's (C1)
    if (owner === undefined) return { ...account, email: account.email ?? `${account.username}@x.com` };
    const isJoined = joins(owner);
    const isActive = isJoined || account.active;
    return {
      ...account,
      username: human(owner),
      email: mail(owner),
      active: isActive,
      kind: isJoined ? ('person' as const) : account.kind,
    };
  });
  return {
    ...realm,
    sources: realm.sources.map(source => ({
      ...source,
      people: source.people.map(one => ({ ...one, login: human(one.id), email: mail(one.id) })),
    })),
    target: { ...realm.target, accounts, groups },
    memory: { ...realm.memory, links, ledger },
  };
};

/** Another day at a source of a realm. */
export const anotherDay = sourceNamed('okta', PEOPLE);

/** A world of one source and one sync, as one of several: both expectations must say the same of it. */
export function asRealm({ source, config, target, memory }: World): Realm {
  const { groups, match, create, update, rename, reactivate, leavers } = config;
  const people = source.people.map(({ filter, ...one }) => ({ ...one, filters: { staff: filter } }));
  return {
    sources: [{ ...source, name: 'okta', people }],
    syncs: [
      {
        ...{ name: 'staff', from: 'okta', priority: 0, match, create, update, rename, reactivate, leavers },
        groups: { ...groups, onRetire: 'keep' },
      },
    ],
    target,
    memory: {
      links: memory.links.map(one => ({ ...one, source: 'okta', owner: 'staff' })),
      ledger: memory.ledger.map(row => ({ ...row, by: row.by === 'newUsers' ? row.by : `staff ${row.by}` })),
      ...{ adopted: memory.adopted, graceOver: memory.graceOver, wishes: {} },
    },
    ...{ protectUsers: config.protectUsers, protectGroups: config.protectGroups, ignoreUsers: config.ignoreUsers },
  };
}
