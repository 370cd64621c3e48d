import { describe, expect, it } from 'vitest';
import { never, readAll, type TestConfluence, testConfluence } from '../../../test/contracts/confluence-dc-fixture.js';
import { account, command, group, groupRef, membersOf, refOf } from '../../../test/contracts/target/steps.js';
import { personId, personKey, providerId } from '../../model/ids.js';
import { licensed } from '../../sandbox/confluence-dc/memberships.js';

const ADA = personKey(providerId('idp'), personId('ada'));
const VALUES = { username: 'Ada', email: 'ada@example.com', displayName: ' Ada Okafor ' };
const create = (username = 'Ada') => command({ kind: 'createUser', person: ADA, username, values: { ...VALUES, username } });
const stated = { leaver: 'stated' } as const;

const wrote = (confluence: TestConfluence) =>
  confluence.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, url }) => `${method} ${url.replace('/rest/api/', '')}`);
const ref = async (confluence: TestConfluence, name: string) => refOf(account(await readAll(confluence.target), name));

describe('confluence-dc creates users (U7, A4)', () => {
  it('as Confluence stores them, with a random password that is kept nowhere, and tells which groups it added', async () => {
    await using confluence = await testConfluence();

    const outcome = await confluence.target.apply(create(), never);

    expect(outcome).toEqual({
      kind: 'applied',
      account: { kind: 'existing', id: confluence.userNamed('ada')?.key, username: 'ada', displayName: 'Ada Okafor' },
      details: ['group confluence-users'],
    });
    const sent = confluence.requests.find(({ method }) => method === 'POST');
    const password = expect.stringMatching(/^[\w-]{47}$/);
    expect(sent?.body).toEqual({ userName: 'ada', email: 'ada@example.com', fullName: 'Ada Okafor', password });
    const kept = confluence.userNamed('ada')?.password ?? '';
    await confluence.target.apply(create('eve'), never);
    expect(confluence.userNamed('eve')?.password).not.toBe(kept);
    expect(JSON.stringify(outcome)).not.toContain(kept);
  });

  it.each(['a+b', 'a b', 'a/b'])('never sends %j, which Confluence cannot store (U8)', async username => {
    await using confluence = await testConfluence();

    expect(await confluence.target.apply(create(username), never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('cannot store'),
    });
    expect(wrote(confluence)).toEqual([]);
  });

  it('says that the licence is full, and tries nobody else until somebody has left (402)', async () => {
    await using confluence = await testConfluence({ seats: 2, users: [{ name: 'bob' }] });
    const bob = await ref(confluence, 'bob');

    const [first, second] = [await confluence.target.apply(create(), never), await confluence.target.apply(create('eve'), never)];
    expect(first).toMatchObject({ kind: 'failed', problem: expect.stringContaining('no seat left (402)') });
    expect(second).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/could not create eve.*as for ada before/) });
    expect(wrote(confluence)).toEqual(['POST admin/user']);

    await confluence.target.apply(command({ kind: 'deactivateUser', account: bob, ...stated }), never);
    expect(await confluence.target.apply(create('eve'), never)).toMatchObject({ kind: 'applied' });
  });

  it('takes over nobody who was made by another hand since the users were read (C2)', async () => {
    await using confluence = await testConfluence();
    await readAll(confluence.target);
    confluence.addUser({ name: 'ada', fullName: 'Ada Okafor' });

    expect(await confluence.target.apply(create(), never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('was not there when the users were read'),
    });
  });

  it.each(['reset', 'resetAfter', 'halfBody'] as const)('makes one account, whatever became of the first try: %s', async kind => {
    await using confluence = await testConfluence();
    confluence.fail(/^POST/, { kind }, { times: 1 });

    expect((await confluence.target.apply(create(), never)).kind).toBe('applied');
    expect(confluence.users.size).toBe(2);
  });
});

describe('confluence-dc changes users (sheet §2)', () => {
  it.each([{ displayName: 'Ann B' }, { email: 'ann.b@example.com' }])('sends name and address together: %j', async values => {
    await using confluence = await testConfluence({ version: '9.3.2', users: [{ name: 'ann', fullName: 'Ann' }] });
    const ann = await ref(confluence, 'ann');

    const outcome = await confluence.target.apply(command({ kind: 'updateUser', account: ann, before: {}, values }), never);

    expect(outcome.kind).toBe('applied');
    const after = {
      fullName: 'Ann',
      email: 'ann@example.com',
      ...('email' in values ? values : { fullName: values.displayName }),
    };
    expect(confluence.userNamed('ann')).toMatchObject(after);
  });

  it('changes no name where the address is not shown: it would be lost', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann', licensed: false }] });
    const ann = await ref(confluence, 'ann');

    const outcome = await confluence.target.apply(
      command({ kind: 'updateUser', account: ann, before: {}, values: { displayName: 'Ann B' } }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('is not shown') });
    expect(wrote(confluence)).toEqual([]);
  });

  it.each([
    ['8.5.4', []],
    ['9.2.21', []],
    ['9.3.2', ['email', 'displayName']],
    ['10.0.3', ['email', 'displayName']],
    ['10.2.14', ['email', 'displayName']],
  ] as const)('%s can write %j, and the planner knows beforehand', async (version, attributes) => {
    await using confluence = await testConfluence({ version, users: [{ name: 'ann' }] });

    expect(confluence.target.capabilities(version).updatableAttributes).toEqual(attributes);
    expect(confluence.target.capabilities(version)).toMatchObject({ renameUsers: false, renameGroups: false });
    const change = command({
      kind: 'updateUser',
      account: await ref(confluence, 'ann'),
      before: {},
      values: { email: 'x@example.com' },
    });
    expect((await confluence.target.apply(change, never)).kind).toBe(attributes.length > 0 ? 'applied' : 'failed');
  });

  it('learns that an account cannot be written, and asks for its access to be cut (G10, U4)', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    confluence.makeReadOnly({ user: 'ann' });
    const ann = await ref(confluence, 'ann');

    expect(await confluence.target.apply(command({ kind: 'deactivateUser', account: ann, ...stated }), never)).toMatchObject({
      kind: 'failed',
      refused: true,
      learned: { kind: 'readOnlyAccount', account: ann.id },
    });
  });

  it.each([
    ['a secure session', { message: 'This resource requires WebSudo.', 'status-code': 401 }, 401, 'secure administrator session'],
    ['a forgery check', 'XSRF check failed', 403, 'forgery'],
    ['a gateway', '<html><title>no</title></html>', 403, 'with a web page instead of data (403)'],
    ['a gateway that speaks JSON', { statusCode: 403, message: 'Forbidden' }, 403, 'may not do this'],
  ])('learns nothing of an account from %s', async (_, body, status, says) => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    const ann = await ref(confluence, 'ann');
    const headers = { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' };
    confluence.fail(/^PUT/, { kind: 'status', status, body, headers });

    const outcome = await confluence.target.apply(command({ kind: 'deactivateUser', account: ann, ...stated }), never);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining(says) });
    expect(outcome).not.toHaveProperty('learned');
    expect(outcome).not.toHaveProperty('refused');
  });

  it('learns nothing of accounts and groups from a right that it lost since the read: 403 is that as well (sheet §2, §3; G10)', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
    const directory = await readAll(confluence.target);
    const membership = { group: groupRef(group(directory, 'team')), account: refOf(account(directory, 'ann')) };
    confluence.rights = ['use'];

    for (const change of [
      command({ kind: 'deactivateUser', account: membership.account, ...stated }),
      command({ kind: 'deleteUser', account: membership.account, ...stated }),
      command({ kind: 'updateUser', account: membership.account, before: {}, values: { displayName: 'Ann B' } }),
      command({ kind: 'addMember', ...membership }),
    ]) {
      const outcome = await confluence.target.apply(change, never);
      expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('may not do this (403)') });
      expect(outcome).not.toHaveProperty('learned');
      expect(outcome).not.toHaveProperty('refused');
    }
  });

  it.each([403, 405] as const)(
    'says that Confluence is in read-only mode (%i), and learns nothing of its accounts and groups from that (sheet, gotchas; G10)',
    async status => {
      await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
      const directory = await readAll(confluence.target);
      const membership = { group: groupRef(group(directory, 'team')), account: refOf(account(directory, 'ann')) };
      Object.assign(confluence, { readOnlyMode: true, readOnlyModeStatus: status });

      for (const change of [
        create(),
        command({ kind: 'deactivateUser', account: membership.account, ...stated }),
        command({ kind: 'updateUser', account: membership.account, before: {}, values: { displayName: 'Ann B' } }),
        command({ kind: 'addMember', ...membership }),
      ]) {
        const outcome = await confluence.target.apply(change, never);
        expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/: Confluence is in read-only mode$/) });
        expect(outcome).not.toHaveProperty('learned');
        expect(outcome).not.toHaveProperty('refused');
      }
    },
  );

  it('writes nothing to an account whose username cannot stand in an address, and says why', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'a/b' }], groups: ['team'] });
    const [odd, team] = [await ref(confluence, 'a/b'), groupRef(group(await readAll(confluence.target), 'team'))];

    for (const change of [
      command({ kind: 'deactivateUser', account: odd, ...stated }),
      command({ kind: 'deleteUser', account: odd, ...stated }),
      command({ kind: 'addMember', group: team, account: odd }),
    ])
      expect(await confluence.target.apply(change, never)).toMatchObject({
        kind: 'failed',
        problem: expect.stringContaining('no username with /'),
      });
    expect(wrote(confluence)).toEqual([]);
  });
});

describe('confluence-dc writes memberships (A3, G9, G10)', () => {
  const join = async (confluence: TestConfluence, username: string, name: string) => {
    const directory = await readAll(confluence.target);
    return { group: groupRef(group(directory, name)), account: refOf(account(directory, username)) };
  };

  it('asks nothing more about a group that it has read: one call for each change', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
    const membership = await join(confluence, 'ann', 'team');
    const before = confluence.requests.length;

    await confluence.target.apply(command({ kind: 'addMember', ...membership }), never);

    expect(confluence.requests.length - before).toBe(1);
  });

  it('looks first where the group was not read: 204 does not tell whether it was so', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann', groups: ['team'] }] });
    const membership = await join(confluence, 'ann', 'team');
    await confluence.target.read({ membersOf: () => false }, { signal: never });

    expect((await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).kind).toBe('alreadySo');
    expect((await confluence.target.apply(command({ kind: 'removeMember', ...membership }), never)).kind).toBe('applied');
    expect((await confluence.target.apply(command({ kind: 'removeMember', ...membership }), never)).kind).toBe('alreadySo');
  });

  it('removes a direct member also where members of nested groups are not listed', async () => {
    await using confluence = await testConfluence({
      users: [{ name: 'ann' }],
      groups: [{ name: 'outer', members: ['ann'], children: ['inner'] }],
    });
    confluence.nestedShown = false;
    const membership = await join(confluence, 'ann', 'outer');

    expect((await confluence.target.apply(command({ kind: 'removeMember', ...membership }), never)).kind).toBe('applied');
    expect(membersOf(await readAll(confluence.target), 'outer')).toEqual([]);
  });

  it('learns that a group cannot be written', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
    confluence.makeReadOnly({ group: 'team' });
    const membership = await join(confluence, 'ann', 'team');

    expect(await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).toMatchObject({
      kind: 'failed',
      learned: { kind: 'readOnlyGroup', group: membership.group.id },
    });
  });

  it('makes a group with a / in its name, and learns that the server in front lets nobody into it, unless it does', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    await readAll(confluence.target);
    expect((await confluence.target.apply(command({ kind: 'createGroup', name: 'Dev/Ops' }), never)).kind).toBe('applied');
    const membership = await join(confluence, 'ann', 'dev/ops');

    expect(await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).toMatchObject({
      kind: 'failed',
      hint: expect.stringContaining('encodedSolidusHandling'),
      learned: { kind: 'readOnlyGroup' },
    });
    const sent = wrote(confluence).length;
    expect((await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).kind).toBe('failed');
    expect(wrote(confluence)).toHaveLength(sent);
    confluence.slashPasses = true;
    await readAll(confluence.target);
    expect((await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).kind).toBe('applied');
  });

  it('follows somebody whose username changed since the read', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
    const membership = await join(confluence, 'ann', 'team');
    const user = confluence.userNamed('ann');
    if (user) user.name = 'ann.b';

    expect((await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).kind).toBe('applied');
    expect(membersOf(await readAll(confluence.target), 'team')).toEqual(['ann.b']);
  });

  it('does nothing to a namesake: who is gone has another key than whoever has the username now (sheet §2, identity)', async () => {
    for (const groups of [[], ['team']]) {
      await using confluence = await testConfluence({ users: [{ name: 'ann' }], groups: ['team'] });
      const membership = await join(confluence, 'ann', 'team');
      await confluence.target.read({ membersOf: () => false }, { signal: never });
      confluence.removeUser(membership.account.id);
      confluence.addUser({ name: 'ann', groups });

      expect(await confluence.target.apply(command({ kind: 'addMember', ...membership }), never)).toMatchObject({
        kind: 'failed',
        problem: expect.stringContaining('not there any more'),
      });
      expect((await confluence.target.apply(command({ kind: 'removeMember', ...membership }), never)).kind).toBe('alreadySo');
      expect(wrote(confluence)).toEqual([]);
    }
  });

  it.each([true, false])(
    'cuts the access that comes through a nested group, shown among the groups of its members or not: %s (sheet §3)',
    async nestedShown => {
      await using confluence = await testConfluence({
        users: [{ name: 'ann', licensed: false, groups: ['the inner', 'team'] }],
        groups: [{ name: 'middle', children: ['the inner'] }],
      });
      confluence.nest('middle', 'confluence-users');
      confluence.nestedShown = nestedShown;
      const ann = await ref(confluence, 'ann');

      const cut = command({ kind: 'cutAccess', account: ann, ...stated, when: 'always' });
      expect((await confluence.target.apply(cut, never)).kind).toBe('applied');
      expect(licensed(confluence).map(({ name }) => name)).toEqual(['admin']);
      expect(confluence.group('team')?.members.size).toBe(1);
    },
  );

  it('cuts no access that an account has by a permission of its own, and says so (sheet §4)', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    const ann = await ref(confluence, 'ann');
    confluence.personalPermissions.use.add(ann.id);
    const cut = command({ kind: 'cutAccess', account: ann, ...stated, when: 'always' });

    for (const out of [', though out of confluence-users', ''])
      expect(await confluence.target.apply(cut, never)).toMatchObject({
        kind: 'failed',
        problem: `could not cut the access of ann: it has a global permission of its own${out}`,
      });
    confluence.personalPermissions.use.clear();
    expect((await confluence.target.apply(cut, never)).kind).toBe('alreadySo');
  });

  it('cuts the access by the groups that give it, which Confluence tells from 9.2 on; before, by all (U4)', async () => {
    for (const [version, left] of [
      ['10.2.14', ['team']],
      ['8.5.4', []],
    ] as const) {
      await using confluence = await testConfluence({ version, users: [{ name: 'ann', groups: ['team'] }] });
      const ann = await ref(confluence, 'ann');
      const { groups } = await confluence.target.access(ann, never);

      expect(groups.map(({ name }) => name)).toEqual(
        ['confluence-users', 'team'].filter(name => !left.some(each => each === name)),
      );
      const cut = command({ kind: 'cutAccess', account: ann, ...stated, when: 'always' });
      expect((await confluence.target.apply(cut, never)).kind).toBe('applied');
      expect((await confluence.target.apply(cut, never)).kind).toBe('alreadySo');
      const rest = [...confluence.groups.values()].filter(({ members }) => members.has(ann.id)).map(({ name }) => name);
      expect(rest).toEqual(left);
    }
  });
});
