import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, ExistingAccount, ExistingGroup, Outcome } from '../../src/model/change.js';
import type { TargetDirectory } from '../../src/model/directory.js';
import { personId, personKey, providerId } from '../../src/model/ids.js';
import { never, readAll, type TestJira, testJira } from '../contracts/jira-dc-fixture.js';
import { command, refOf } from '../contracts/target.js';
import { distinctNames, folded, hostileName, hostileNames } from './names.js';

/** A Jira whose people and groups all have such names, everybody in every group that is not the administrators'. */
async function hostileJira(people: readonly string[], groups: readonly string[]): Promise<TestJira> {
  const jira = await testJira({ projects: [{ key: 'OPS', lead: 'admin' }] });
  for (const [at, name] of people.entries()) jira.addUser({ name, displayName: name, emailAddress: `${at}@example.com` });
  const members = [...jira.users.values()].filter(({ key }) => key !== jira.account);
  for (const name of groups) if (jira.group(name) === undefined) jira.addGroup(name);
  for (const group of jira.groups.values())
    if (group.name !== 'jira-administrators') for (const { key } of members) group.members.add(key);
  return jira;
}

/** All that a Jira holds, object by object; a group without its members, which are objects of their own. */
function objectsOf(jira: TestJira): Map<string, string> {
  const memberships = [...jira.groups.values()].flatMap(({ name, members }) =>
    [...members].map((key): [string, string] => [`${key} in ${name}`, 'member']),
  );
  return new Map([
    ...[...jira.users.values()].map((user): [string, string] => [`user ${user.key}`, JSON.stringify(user)]),
    ...[...jira.groups.values()].map(({ name, readOnly }): [string, string] => [`group ${name}`, String(readOnly)]),
    ...[...jira.projects.values()].map(({ key, lead }): [string, string] => [`project ${key}`, lead]),
    ...jira.endedSessions.map((name, at): [string, string] => [`session ${at} of ${name}`, 'ended']),
    ...memberships,
  ]);
}

/** Which objects a change made, altered or took away. */
async function touchedBy(jira: TestJira, change: Command): Promise<{ outcome: Outcome; touched: string[] }> {
  const before = objectsOf(jira);
  const outcome = await jira.target.apply(change, never);
  const after = objectsOf(jira);
  const names = new Set([...before.keys(), ...after.keys()]);
  return { outcome, touched: [...names].filter(name => before.get(name) !== after.get(name)).sort() };
}

const accountsOf = ({ accounts, self }: TargetDirectory): readonly ExistingAccount[] =>
  [...accounts.values()].filter(({ id }) => id !== self).map(refOf);
const groupsOf = ({ groups }: TargetDirectory): readonly ExistingGroup[] =>
  [...groups.values()].map(({ id, name }) => ({ kind: 'existing', id, name }));

const isMade = ({ kind }: Outcome) => kind === 'applied';
/** What is there already is Unicode: no database keeps half a surrogate pair. */
const some = distinctNames(
  { minLength: 1, maxLength: 4 },
  hostileName.map(name => name.toWellFormed()),
);
const RUNS = { numRuns: 25 };

describe('jira-dc: a name reaches its own object and no other, or is refused', () => {
  it('everybody and every group is read under exactly its own name (R1)', async () => {
    const names = [...new Map(hostileNames.map(name => [folded(name), name.toWellFormed()])).values()];
    await using jira = await hostileJira(names, names);

    const directory = await readAll(jira.target);

    expect([...directory.accounts.values()].map(({ username }) => username).sort()).toEqual(
      [...jira.users.values()].map(({ name }) => name).sort(),
    );
    expect(
      groupsOf(directory)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...jira.groups.values()].map(({ name }) => name).sort());
    for (const { name, members } of directory.groups.values()) {
      expect([name, members]).toEqual([name, { kind: 'read', ids: jira.group(name)?.members }]);
    }
  });

  it('two names that Jira tells apart and we do not are nobody’s to write to', async () => {
    await using jira = await hostileJira([], ['Jos\u00e9', 'Jose\u0301']);

    expect([...(await readAll(jira.target)).groups.values()].filter(({ readOnly }) => readOnly).length).toBe(1);
  });

  it.each(['updateUser', 'renameUser', 'deactivateUser', 'deleteUser'] as const)('%s', async kind => {
    await fc.assert(
      fc.asyncProperty(some, hostileName, fc.nat(), async (people, value, at) => {
        await using jira = await hostileJira(people, ['team']);
        const accounts = accountsOf(await readAll(jira.target));
        const account = accounts[at % accounts.length];
        if (account === undefined) throw new Error('nobody');
        const { outcome, touched } = await touchedBy(jira, changeOf(kind, account, value));

        const own = [`user ${account.id}`, ...[...jira.groups.keys(), 'team'].map(group => `${account.id} in ${group}`)];
        expect(touched.filter(name => !own.includes(name))).toEqual([]);
        if (outcome.kind === 'failed') expect(touched).toEqual([]);
        const isTaken = kind === 'renameUser' && people.some(name => folded(name) === folded(value));
        if (isStorable(jira, kind, value) && !isTaken) expect(outcome.kind).toMatch(/^(applied|alreadySo)$/);
        if (isMade(outcome) && kind === 'updateUser')
          expect(jira.users.get(account.id)?.displayName).toBe(storedAs(jira, 'displayName', value));
        if (isMade(outcome) && kind === 'renameUser')
          expect(jira.users.get(account.id)?.name).toBe(storedAs(jira, 'username', value));
        if (isMade(outcome) && kind === 'deactivateUser') expect(jira.users.get(account.id)?.active).toBe(false);
        if (isMade(outcome) && kind === 'deleteUser') expect(jira.users.get(account.id)?.deleted).toBe(true);
      }),
      RUNS,
    );
  });

  it('createUser makes an account of that name and of no other, and takes nobody over', async () => {
    await fc.assert(
      fc.asyncProperty(some, hostileName, async (people, username) => {
        await using jira = await hostileJira(people, []);
        await readAll(jira.target);
        const before = jira.users.size;
        const person = personKey(providerId('idp'), personId('p'));
        const values = { username, email: 'new@example.com', displayName: 'New' };
        const { outcome, touched } = await touchedBy(jira, command({ kind: 'createUser', person, username, values }));

        const made = [...jira.users.values()].slice(before);
        expect(touched).toEqual(made.map(({ key }) => `user ${key}`));
        expect(made.map(({ name }) => name)).toEqual(isMade(outcome) ? [storedAs(jira, 'username', username)] : []);
      }),
      RUNS,
    );
  });

  it('createGroup and deleteGroup', async () => {
    await fc.assert(
      fc.asyncProperty(some, hostileName, fc.nat(), async (names, name, at) => {
        await using jira = await hostileJira(['mia'], names);
        const groups = groupsOf(await readAll(jira.target)).filter(group => !group.name.startsWith('jira-'));
        const made = await touchedBy(jira, command({ kind: 'createGroup', name }));
        expect(made.touched).toEqual(isMade(made.outcome) ? [`group ${storedAs(jira, 'group', name)}`] : []);

        const group = groups[at % groups.length];
        if (group === undefined) return;
        const { outcome, touched } = await touchedBy(jira, command({ kind: 'deleteGroup', group }));
        expect(touched.filter(object => !object.endsWith(` in ${group.name}`))).toEqual(
          isMade(outcome) ? [`group ${group.name}`] : [],
        );
      }),
      RUNS,
    );
  });

  it('addMember and removeMember', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, fc.nat(), fc.nat(), async (people, names, which, at) => {
        await using jira = await hostileJira(people, names);
        const directory = await readAll(jira.target);
        const account = accountsOf(directory)[which % people.length];
        const group = groupsOf(directory)[at % directory.groups.size];
        if (account === undefined || group === undefined) throw new Error('nothing there');
        const membership = `${account.id} in ${group.name}`;
        const was = jira.group(group.name)?.members.has(account.id) === true;

        const removed = await touchedBy(jira, command({ kind: 'removeMember', group, account }));
        expect([removed.outcome.kind, removed.touched]).toEqual(was ? ['applied', [membership]] : ['alreadySo', []]);
        const added = await touchedBy(jira, command({ kind: 'addMember', group, account }));
        expect([added.outcome.kind, added.touched]).toEqual(['applied', [membership]]);
      }),
      RUNS,
    );
  });

  it('cutAccess ends the sessions and the memberships of that account alone', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (people, at) => {
        await using jira = await hostileJira(people, []);
        const account = accountsOf(await readAll(jira.target))[at % people.length];
        if (account === undefined) throw new Error('nobody');
        const { outcome, touched } = await touchedBy(
          jira,
          command({ kind: 'cutAccess', account, leaver: 'stated', when: 'always' }),
        );

        const mine = [`${account.id} in jira-software-users`, `session 0 of ${account.username}`].sort();
        expect(touched.filter(object => !mine.includes(object))).toEqual([]);
        if (isMade(outcome)) expect(touched).toEqual(mine);
        else expect(outcome.kind).toBe('failed');
      }),
      RUNS,
    );
  });

  it('handOver gives a project to that successor and to nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.nat(), async (people, at) => {
        await using jira = await hostileJira(['leaver', ...people.filter(name => folded(name) !== 'leaver')], []);
        const accounts = accountsOf(await readAll(jira.target));
        const [leaver, ...others] = accounts;
        const heir = others[at % Math.max(others.length, 1)];
        if (leaver === undefined || heir === undefined) return;
        jira.addProject({ key: 'WEB', lead: leaver.username });
        const responsibility = {
          ...{ id: 'project:WEB', label: 'project WEB', holder: leaver.id },
          successor: { kind: 'account', username: heir.username } as const,
        };
        const { outcome, touched } = await touchedBy(
          jira,
          command({ kind: 'handOver', account: leaver, leaver: 'stated', responsibility }),
        );

        expect(touched).toEqual(isMade(outcome) ? ['project WEB'] : []);
        if (isMade(outcome)) expect(jira.projects.get('WEB')?.lead).toBe(heir.id);
      }),
      RUNS,
    );
  });
});

/** Whether the change is one that Jira can do: an end always is. */
const isStorable = (jira: TestJira, kind: Command['kind'], value: string) =>
  kind === 'updateUser' || kind === 'renameUser'
    ? jira.target.storable(kind === 'updateUser' ? 'displayName' : 'username', value).kind === 'ok'
    : true;

const storedAs = (jira: TestJira, attribute: 'username' | 'displayName' | 'group', value: string) => {
  const result = jira.target.storable(attribute, value);
  return result.kind === 'ok' ? result.stored : `not ${JSON.stringify(value)}: ${result.why}`;
};

function changeOf(
  kind: 'updateUser' | 'renameUser' | 'deactivateUser' | 'deleteUser',
  account: ExistingAccount,
  value: string,
): Command {
  const before = { username: account.username, displayName: account.displayName };
  switch (kind) {
    case 'updateUser':
      return command({ kind, account, before, values: { displayName: value } });
    case 'renameUser':
      return command({ kind, account, before: account.username, username: value });
    case 'deactivateUser':
    case 'deleteUser':
      return command({ kind, account, leaver: 'stated' });
  }
}
