import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command, ExistingAccount, ExistingGroup, Outcome } from '../../../src/model/change.js';
import type { TargetDirectory } from '../../../src/model/directory.js';
import { nameKey } from '../../../src/model/names.js';
import type { Capabilities } from '../../../src/targets/target.js';
import { distinctNames, folded, hostileName, hostileNames } from '../../hostile/names.js';
import { quickHttp } from '../okta-fixture.js';
import { ADA, abilities, command, insiders, NEW, never, read, refOf } from './steps.js';
import type { OpenWorld, TargetWorld } from './world.js';

/** What is there already is Unicode: no database keeps half a surrogate pair. */
const some = distinctNames(
  { minLength: 1, maxLength: 4 },
  hostileName.map(name => name.toWellFormed()),
);
const RUNS = { numRuns: 12 };

/** A name reaches its own object and no other, or is refused: whatever signs are in it. */
export function withstandsNames(kind: string, open: OpenWorld): void {
  let base: TargetWorld;
  let goBack: () => void;
  let able: Capabilities;
  let version: string;

  /** People and groups all have such names, as the product keeps them; everybody is in every one of those groups. */
  async function hostileWorld(people: readonly string[], groups: readonly string[]): Promise<Fortress> {
    goBack();
    // one that remembers nothing of the names before
    const target = { ...base, target: base.connect(quickHttp()), able, version };
    const stored = keptBy(target);
    const names = people.flatMap(name => stored('username', name));
    const teams = groups.flatMap(name => stored('group', name));
    const taken = new Set(base.byHand.content().people.map(({ username }) => nameKey(username)));
    const members = names.filter(username => !taken.has(nameKey(username)));
    for (const [at, username] of members.entries())
      base.byHand.addPerson({ username, displayName: `Person ${at}`, email: `${at}@example.com` });
    for (const group of teams) {
      base.byHand.addGroup(group);
      for (const username of members) base.byHand.addMember(group, username);
    }
    return { ...target, members, teams };
  }

  describe(`${kind} keeps the contract of targets: hostile names`, () => {
    beforeAll(async () => {
      base = await open({ people: [], groups: [], pageSize: 50 });
      goBack = base.byHand.keep();
      able = await abilities(base);
      version = (await read(base)).product.version;
    });
    afterAll(() => base[Symbol.asyncDispose]());

    it('everybody and every group is read under exactly its own name (R1)', async () => {
      const names = [...new Map(hostileNames.map(name => [folded(name), name.toWellFormed()])).values()];
      const world = await hostileWorld(names, names);
      expect(world.members.length).toBeGreaterThan(10);

      const directory = await read(world);

      const content = world.byHand.content();
      expect([...directory.accounts.values()].map(({ username }) => username).toSorted()).toEqual(
        content.people.map(({ username }) => username).toSorted(),
      );
      expect([...directory.groups.values()].map(({ name }) => name).toSorted()).toEqual(
        content.groups.map(({ name }) => name).toSorted(),
      );
      for (const team of world.teams) expect(namesIn(directory, team)).toEqual(insiders(world, team));
    });

    it('createUser makes an account of that name and of no other, and takes nobody over', async () => {
      await fc.assert(
        fc.asyncProperty(some, hostileName, async (people, username) => {
          const world = await hostileWorld(people, ['team']);
          const values = { ...NEW, username };
          const { outcome, touched } = await touchedBy(world, command({ kind: 'createUser', person: ADA, username, values }));

          const made = world.byHand.content().people.find(({ email }) => email === NEW.email);
          if (outcome.kind === 'applied')
            expect([nameKey(made?.username ?? '')]).toEqual(keptBy(world)('username', username).map(nameKey));
          // what the product gives to everybody new is its own business
          const own = made === undefined ? [] : [`person ${made.id}`, ...groupNames(world).map(name => `${made.id} in ${name}`)];
          expect(touched.filter(name => !own.includes(name))).toEqual([]);
        }),
        RUNS,
      );
    });

    it.each(['updateUser', 'renameUser', 'deactivateUser', 'deleteUser'] as const)('%s', async change => {
      await fc.assert(
        fc.asyncProperty(some, hostileName, fc.nat(), async (people, value, at) => {
          const world = await hostileWorld(people, ['team']);
          const account = someoneOf(world, await read(world), at);
          if (account === undefined || !canDo(world.able, change)) return;
          const { outcome, touched } = await touchedBy(world, changeOf(change, account, value, world.able));

          const own = [`person ${account.id}`, ...groupNames(world).map(name => `${account.id} in ${name}`)];
          expect(touched.filter(name => !isOwn(name, own, world))).toEqual([]);
          if (outcome.kind === 'failed' && outcome.uncertain !== true) expect(touched).toEqual([]);
          if (change === 'deactivateUser' || change === 'deleteUser') expect(outcome.kind).toMatch(/^(applied|alreadySo)$/);
          const now = world.byHand.content().people.find(({ id }) => id === account.id);
          if (outcome.kind === 'applied' && change === 'updateUser')
            expect([now?.displayName]).toEqual(keptBy(world)('displayName', value));
        }),
        RUNS,
      );
    });

    it('createGroup and deleteGroup', async () => {
      await fc.assert(
        fc.asyncProperty(some, hostileName, fc.nat(), async (names, name, at) => {
          const world = await hostileWorld(['mia'], names);
          await read(world); // as every run does first: it tells the version, and so which names it takes
          const made = await touchedBy(world, command({ kind: 'createGroup', name }));
          expect(made.touched).toEqual(
            made.outcome.kind === 'applied' ? keptBy(world)('group', name).map(stored => `group ${stored}`) : [],
          );

          const group = teamOf(world, await read(world), at);
          if (group === undefined || !world.able.deleteGroups) return;
          const { outcome, touched } = await touchedBy(world, command({ kind: 'deleteGroup', group }));
          expect(touched.filter(object => !object.endsWith(` in ${group.name}`))).toEqual(
            isDone(outcome) ? [`group ${group.name}`] : [],
          );
        }),
        RUNS,
      );
    });

    it('addMember and removeMember', async () => {
      await fc.assert(
        fc.asyncProperty(some, some, fc.nat(), fc.nat(), async (people, names, which, at) => {
          const world = await hostileWorld(people, names);
          const directory = await read(world);
          const [account, group] = [someoneOf(world, directory, which), teamOf(world, directory, at)];
          if (account === undefined || group === undefined) return;
          const membership = `${account.id} in ${group.name}`;

          const removed = await touchedBy(world, command({ kind: 'removeMember', group, account }));
          expect(removed.touched).toEqual(isDone(removed.outcome) ? [membership] : []);
          if (!isDone(removed.outcome)) return;
          const added = await touchedBy(world, command({ kind: 'addMember', group, account }));
          expect([added.outcome.kind, added.touched]).toEqual(['applied', [membership]]);
        }),
        RUNS,
      );
    });
  });
}

/** Else it is a refusal, with a word why: what is there may have a name that its own calls cannot take. */
function isDone(outcome: Outcome): boolean {
  if (outcome.kind !== 'applied') expect(outcome).toMatchObject({ kind: 'failed', hint: expect.stringMatching(/./) });
  return outcome.kind === 'applied';
}

type Fortress = TargetWorld & {
  readonly able: Capabilities;
  readonly version: string;
  /** as they were put in */
  readonly members: readonly string[];
  readonly teams: readonly string[];
};

type Values = 'username' | 'displayName' | 'group';

/** How the product keeps a name, if it can. */
const keptBy =
  ({ target, version }: Pick<Fortress, 'target' | 'version'>) =>
  (attribute: Values, value: string): readonly string[] => {
    const stored = target.storable(attribute, value, version);
    return stored.kind === 'ok' ? [stored.stored] : [];
  };

/** All that it holds, object by object. */
function objectsOf({ byHand }: TargetWorld): Map<string, string> {
  const { people, groups, rest = [] } = byHand.content();
  const ids = new Map(people.map(({ id, username }) => [username, id]));
  return new Map([
    ...people.map((one): [string, string] => [`person ${one.id}`, JSON.stringify(one)]),
    ...groups.map(({ name }): [string, string] => [`group ${name}`, 'there']),
    ...groups.flatMap(({ name, members }) => members.map((one): [string, string] => [`${ids.get(one)} in ${name}`, 'member'])),
    ...rest.map((line): [string, string] => [line, 'so']),
  ]);
}

/** Which objects a change made, altered or took away. */
async function touchedBy(world: TargetWorld, change: Command): Promise<{ outcome: Outcome; touched: string[] }> {
  const before = objectsOf(world);
  const outcome = await world.target.apply(change, never);
  const after = objectsOf(world);
  const names = new Set([...before.keys(), ...after.keys()]);
  return { outcome, touched: [...names].filter(name => before.get(name) !== after.get(name)).toSorted() };
}

/** Where accounts end by what they lose, that is theirs too. */
const isOwn = (name: string, own: readonly string[], { able }: Fortress): boolean =>
  own.includes(name) || (able.ending === 'revokeAccess' && !/^(person|group) | in /.test(name));

const groupNames = ({ byHand }: TargetWorld) => byHand.content().groups.map(({ name }) => name);
const namesIn = ({ groups, accounts }: TargetDirectory, name: string) => {
  const found = [...groups.values()].find(group => group.name === name);
  const ids = found?.members.kind === 'read' ? [...found.members.ids] : [];
  return ids.map(id => accounts.get(id)?.username).toSorted();
};

function someoneOf({ members }: Fortress, { accounts }: TargetDirectory, at: number): ExistingAccount | undefined {
  const own = [...accounts.values()].filter(({ username }) => members.includes(username));
  const found = own[at % Math.max(own.length, 1)];
  return found === undefined ? undefined : refOf(found);
}

function teamOf({ teams }: Fortress, { groups }: TargetDirectory, at: number): ExistingGroup | undefined {
  const own = [...groups.values()].filter(({ name }) => teams.includes(name));
  const found = own[at % Math.max(own.length, 1)];
  return found === undefined ? undefined : { kind: 'existing', id: found.id, name: found.name };
}

type Kind = 'updateUser' | 'renameUser' | 'deactivateUser' | 'deleteUser';

function canDo({ updatableAttributes, renameUsers, deleteUsers }: Capabilities, kind: Kind): boolean {
  if (kind === 'updateUser') return updatableAttributes.includes('displayName');
  if (kind === 'renameUser') return renameUsers;
  return kind === 'deactivateUser' || deleteUsers;
}

function changeOf(kind: Kind, account: ExistingAccount, value: string, { ending }: Capabilities): Command {
  const before = { username: account.username, displayName: account.displayName };
  switch (kind) {
    case 'updateUser':
      return command({ kind, account, before, values: { displayName: value } });
    case 'renameUser':
      return command({ kind, account, before: account.username, username: value });
    case 'deactivateUser':
      return command({ kind, account, leaver: 'stated', ...(ending === 'revokeAccess' ? { by: ending } : {}) });
    case 'deleteUser':
      return command({ kind, account, leaver: 'stated' });
  }
}
