import fc from 'fast-check';
import type { Account, Person, TargetDirectory } from '../src/model/directory.js';
import { accountId, personId, syncName, targetGroupId } from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import type { LookedUp } from '../src/sources/source.js';
import {
  granted,
  hoursBefore,
  inactive,
  key,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  unread,
} from './directories.js';
import type { End, World } from './expected/index.js';
import { fold } from './expected/names.js';
import type { Setup } from './planning.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, selector, sync } from './rules.js';

/** Small companies in which everything happens that the rules speak of: few names, so that they collide. */
const LOGINS = ['ann', 'ANN', 'Bob', 'cid', 'Jos\u00e9', 'Jose\u0301', 'dan', 'root1', 'svc', 'breakglass', 'bot'];
const SOURCE_GROUPS = [
  'Engineering',
  'atl-a',
  'atl-B',
  'ATL-b',
  'Everyone',
  'jira-administrators',
  'vault',
  '\uff56ault',
  'secret-x',
];
const TARGET_GROUPS = ['devs', 'Team-a', 'team-b', 'vault', 'everyone', 'solo', 'Engineering'];
const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'gone1', 'gone2'];
const ACCOUNTS = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'];

const some = <T>(...values: readonly T[]) => fc.subarray([...values]);
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(usual, ...others) });
const emails = (login: string) => mostly(`${login.toLowerCase()}@x.com`, 'team@x.com', 'ann@x.com', '', `${login}@X.com`);

const people = fc.array(
  fc.constantFrom(...LOGINS).chain(login =>
    fc.record({
      login: fc.constant(login),
      email: emails(login),
      name: fc.constantFrom(`N ${login}`, 'Jos\u00e9', 'Jose\u0301 '),
      standing: mostly<'active' | 'inactive' | 'pending'>('active', 'inactive', 'pending'),
      filter: mostly<'passes' | 'drops' | 'fails'>('passes', 'drops', 'fails'),
    }),
  ),
  { maxLength: 6 },
);

const accounts = fc.uniqueArray(
  fc.constantFrom('ann', 'bob', 'cid', 'jos\u00e9', 'dan', 'eve', 'svc', 'breakglass', 'bot').chain(username =>
    fc.record({
      username: fc.constant(username),
      email: fc.oneof({ weight: 12, arbitrary: emails(username) }, { weight: 1, arbitrary: fc.constant(undefined) }),
      name: fc.constantFrom(`N ${username}`, 'Jos\u00e9'),
      active: mostly(true, false),
      kind: mostly<Account['kind']>('person', 'service', 'anonymised'),
    }),
  ),
  { selector: ({ username }) => username, maxLength: 6 },
);

/** The rules of one sync, and what the target protects. */
export const ruleSets = fc.record<World['config']>({
  match: fc.constantFrom<World['config']['match']>(['username', 'email'], ['username'], ['email']),
  create: mostly(true, false),
  update: mostly(true, false),
  rename: fc.constantFrom('changed', 'always', 'never'),
  reactivate: fc.constantFrom('ours', 'always', 'never'),
  leavers: fc.constantFrom('deactivate', 'removeGroups', 'keep'),
  groups: fc.record<World['config']['groups']>({
    exclude: some('/^secret/', 'atl-a'),
    manual: some<World['config']['groups']['manual'][number]>(
      { id: 'manual 1', from: ['engineering'], to: 'devs' },
      { id: 'manual 2', from: ['/^atl-/'], to: 'Everyone', mode: 'managed' },
      { id: 'manual 3', from: ['Engineering', 'Everyone'], to: 'Vault', mode: 'strict' },
      { id: 'manual 4', from: ['Everyone', 'Missing'], to: 'solo', mode: 'strict' },
      { id: 'manual 5', from: ['Everyone'], to: 'Devs', mode: 'additive' },
    ),
    onTheFly: some<World['config']['groups']['onTheFly'][number]>(
      { id: 'onTheFly 1', match: 'atl-(?<team>.+)', to: 'team-{team}' },
      { id: 'onTheFly 2', match: '.*' },
    ),
    create: mostly(true, false),
    mode: fc.constantFrom('additive', 'granted', 'managed', 'strict'),
    newUsers: some('everyone', 'devs'),
    allUsers: some('everyone', 'solo'),
    exclusive: fc.boolean(),
  }),
  protectUsers: fc.constant(['breakglass']),
  protectGroups: fc.constant(['vault']),
  ignoreUsers: fc.constant(['bot']),
});

/** The three `root` accounts keep the last administrators' guard out of it. */
const ROOTS: World['target']['accounts'] = ['root1', 'root2', 'root3'].map(username => ({
  id: username,
  username,
  email: `${username}@x.com`,
  name: username,
  active: true,
  kind: 'person',
}));
const SELF: World['target']['accounts'][number] = {
  id: 'id-rollcall',
  username: 'rollcall',
  email: 'rollcall@example.com',
  name: 'The rollcall',
  active: true,
  kind: 'service',
};

export const targets = accounts.chain(found => {
  const mine = found.map((account, at) => ({ id: ACCOUNTS[at] ?? '', ...account }));
  const members = fc.subarray([...mine.map(({ id }) => id), SELF.id]);
  const groups = fc
    .subarray(TARGET_GROUPS)
    .chain(names =>
      fc.tuple(...names.map(name => fc.record({ name: fc.constant(name), members, readOnly: mostly(false, true) }))),
    );
  return fc.tuple(groups, members).map(([some, admins]): World['target'] => ({
    self: SELF.id,
    accounts: [...mine, ...ROOTS, SELF],
    groups: [...some, { name: 'jira-administrators', members: [...ROOTS.map(({ id }) => id), ...admins], readOnly: false }],
    administratorGroups: ['jira-administrators'],
  }));
});

export const sources = people.chain(found => {
  const mine = found.map((one, at) => ({ id: PEOPLE[at] ?? '', ...one }));
  const members = fc.oneof(
    { weight: 8, arbitrary: fc.subarray(mine.map(({ id }) => id)) },
    { weight: 1, arbitrary: fc.constant('unknown' as const) },
  );
  const groups = fc
    .subarray(SOURCE_GROUPS)
    .chain(names =>
      fc.tuple(...names.map((name, at) => fc.record({ id: fc.constant(`g${at}`), name: fc.constant(name), members }))),
    );
  return fc.record<World['source']>({
    read: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    people: fc.constant(mine),
    groups,
    lookUps: fc.dictionary(fc.constantFrom('gone1', 'gone2'), fc.constantFrom('inactive', 'deleted', 'outOfScope', 'unknown')),
  });
});

export const memories = fc
  .tuple(fc.shuffledSubarray(PEOPLE), fc.shuffledSubarray([...ACCOUNTS, 'deleted']))
  .chain(([who, whose]) =>
    fc.record<World['memory']>({
      links: fc.tuple(
        ...who.slice(0, whose.length).map((one, at) =>
          fc.record<World['memory']['links'][number]>({
            person: fc.constant(one),
            account: fc.constant(whose[at] ?? ''),
            username: fc.constantFrom('ann', 'bob', 'old'),
            switchedOffByUs: fc.boolean(),
            closed: mostly(false, true),
          }),
        ),
      ),
      ledger: fc.uniqueArray(
        fc.record({
          group: fc.constantFrom(...TARGET_GROUPS),
          account: fc.constantFrom(...ACCOUNTS),
          by: mostly('defaults.allUsers', 'newUsers'),
        }),
        { selector: ({ group, account }) => `${group} ${account}` },
      ),
      adopted: some(...TARGET_GROUPS, 'jira-administrators'),
      graceOver: fc.subarray(PEOPLE),
    }),
  );

export const worlds: fc.Arbitrary<World> = fc.record({
  source: sources,
  config: ruleSets,
  target: targets,
  memory: memories,
});

/** Worlds in which nobody stands in another one's way, so that one plan says it all. */
export const tidyWorlds: fc.Arbitrary<World> = worlds.map(world => ({
  ...world,
  source: { ...world.source, people: world.source.people.map(one => ({ ...one, login: one.id, email: `${one.id}@x.com` })) },
  target: {
    ...world.target,
    accounts: world.target.accounts.map(one => {
      const owner = world.memory.links.find(({ account }) => account === one.id)?.person ?? one.id;
      return one.id in FIXED ? one : { ...one, username: `${owner}-${one.id}`, email: `${owner}@x.com` };
    }),
  },
}));
const FIXED: Readonly<Record<string, true>> = { root1: true, root2: true, root3: true, [SELF.id]: true };

/** A world as the pipeline takes it: everything attended, and no guard that counts. */
export function setupOf(world: World): Setup {
  const { config, source: from, memory: known } = world;
  return {
    attended: true,
    guards: LOOSE_GUARDS,
    protectUsers: config.protectUsers,
    protectGroups: config.protectGroups,
    ignoreUsers: config.ignoreUsers,
    syncs: [syncOf(world)],
    pulled: from.read ? readOf(world) : unread(),
    actual: directoryOf(world),
    everApplied: true,
    sightings: known.graceOver.map(id => ({
      person: key(id),
      sync: syncName('staff'),
      since: hoursBefore(1000),
      reads: 9,
      why: '',
    })),
    links: known.links.map(({ person: id, account, username, switchedOffByUs, closed }) =>
      link(id, {
        account: accountId(account),
        values: { username },
        status: closed ? 'closed' : 'open',
        deactivatedAt: switchedOffByUs ? hoursBefore(100) : undefined,
      }),
    ),
    managed: [...new Set([...known.ledger.map(({ group }) => group), ...known.adopted])].map(group => managed(group)),
    ledger: known.ledger.map(({ group, account, by }) => ({
      ...granted(group, account, [by === 'newUsers' ? 'defaults.newUsers' : `staff ${by}`]),
      account: accountId(account),
    })),
  };
}

function syncOf({ config: { groups, leavers, ...users } }: World) {
  return sync({
    users: {
      match: users.match,
      create: users.create,
      update: users.update,
      rename: users.rename,
      reactivate: users.reactivate,
      leavers: { action: leavers, after: { reads: 2, atLeastMs: 3_600_000 }, deleteAfterMs: 1e12 },
      filter: expression('filter', ({ attributes }) => {
        if (attributes.filter === 'fails') throw new Error('it fails');
        return attributes.filter === 'passes';
      }),
    },
    groups: {
      exclude: groups.exclude.map(selector),
      manual: groups.manual.map(({ id, from, to, mode }) => manual(from, to, { id, membership: mode })),
      onTheFly: groups.onTheFly.map(({ id, match, to }) => onTheFly(match, to, { id })),
      create: groups.create,
      membership: groups.mode,
      newUsers: groups.newUsers,
      allUsers: groups.allUsers,
      exclusive: groups.exclusive,
    },
  });
}

function readOf({ source: from }: World) {
  const standings: Record<string, Person['standing']> = {
    active: { kind: 'active' },
    inactive: inactive('x').standing,
    pending: { kind: 'pending', status: 'STAGED' },
  };
  const rows = from.people.map(({ id, login, email, name, standing, filter }) =>
    person(login, {
      id: personId(id),
      email,
      displayName: name,
      standing: standings[standing] ?? { kind: 'active' },
      attributes: { filter },
    }),
  );
  const answers: Record<string, LookedUp> = {
    inactive: { kind: 'inactive', status: 'DEPROVISIONED' },
    deleted: { kind: 'deleted' },
    outOfScope: { kind: 'outOfScope', why: 'not assigned to the app' },
    unknown: { kind: 'unknown', why: '503' },
  };
  const lookedUp = Object.entries(from.lookUps).map(([id, answer]) => [id, answers[answer] ?? { kind: 'deleted' }] as const);
  const groups = from.groups.map(({ id, name, members }) => sourceGroup(name, members, id));
  return pulled({ people: rows, groups }, Object.fromEntries(lookedUp));
}

export function directoryOf({ target: { accounts: all, groups, administratorGroups } }: Pick<World, 'target'>): TargetDirectory {
  return targetDirectory({
    administratorGroups,
    accounts: all.map(({ id, name, ...rest }) => ({ ...rest, id: accountId(id), displayName: name })),
    groups: groups.map(({ name, members, readOnly }) => ({
      id: targetGroupId(nameKey(name)),
      name,
      members: { kind: 'read', ids: new Set(members.map(accountId)) },
      ...(readOnly ? { readOnly: 'kept elsewhere' } : {}),
    })),
  });
}

/** A directory in the words of the expectation. */
export function endOf({ accounts: all, groups }: TargetDirectory): End {
  const newId = (id: string) => (id.startsWith('new ') ? `new ${id.split('\u001f')[1]}` : id);
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  return {
    accounts: [...all.values()]
      .map(({ id, username, email, displayName, active }) => ({ id: newId(id), username, email, name: displayName, active }))
      .toSorted(byId),
    groups: Object.fromEntries(
      [...groups.values()].map(({ name, members }) => [
        fold(name),
        members.kind === 'read' ? [...members.ids].map(newId).toSorted() : [],
      ]),
    ),
  };
}

export const sortedEnd = ({ accounts: all, groups }: End): End => ({
  accounts: all.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  groups,
});
