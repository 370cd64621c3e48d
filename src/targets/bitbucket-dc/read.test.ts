import { describe, expect, it } from 'vitest';
import { never, readAll, targetOn, testBitbucket } from '../../../test/contracts/bitbucket-dc-fixture.js';
import { account, group, membersOf } from '../../../test/contracts/target.js';
import type { TargetDirectory } from '../../model/directory.js';
import { Secret } from '../../secrets.js';

const usernames = ({ accounts }: TargetDirectory) => [...accounts.values()].map(({ username }) => username).sort();
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `user${String(index).padStart(2, '0')}` }));

describe('what a Bitbucket holds is read whole (R1)', () => {
  it('follows nextPageStart over places that are hidden from us: anonymised accounts are not listed, and nobody else is missed', async () => {
    await using bitbucket = await testBitbucket({
      users: [...people(6), ...[0, 1, 2, 3, 4].map(index => ({ name: `anonymous${index}`, erased: true }))],
    });
    bitbucket.limits.users = 3;

    const directory = await readAll(bitbucket.target);

    expect(usernames(directory)).toEqual(['admin', ...people(6).map(({ name }) => name)]);
    expect(directory.evidence.lists[0]).toMatchObject({ what: 'users', pages: 4, rows: 7, end: 'isLastPage' });
  });

  it('finds who was skipped because somebody was deleted between two pages, where they must be there (C5)', async () => {
    await using bitbucket = await testBitbucket({ users: people(6) });
    bitbucket.limits.users = 3;
    const all = await readAll(bitbucket.target);
    const ids = ['user02', 'user03'].map(name => account(all, name).id);
    let pages = 0;
    const onProgress = ({ what }: { what: string }) => {
      if (what === 'users' && ++pages === 1) bitbucket.removeUser(bitbucket.userNamed('user00') ?? fail());
    };

    const scope = { membersOf: () => false, accounts: ids };
    const directory = await bitbucket.target.read(scope, { signal: never, onProgress });

    for (const id of ids) expect(directory.accounts.has(id)).toBe(true);
  });

  it.each([
    ['goes back', { nextPageStart: 0 }],
    ['does not say where it goes on', {}],
  ])('believes no list that %s', async (_, next) => {
    await using bitbucket = await testBitbucket({ users: people(1) });
    const body = { size: 0, limit: 25, isLastPage: false, values: [], start: 0, ...next };
    bitbucket.fail(/admin\/users\?start=0/, { kind: 'status', status: 200, body });

    await expect(readAll(bitbucket.target)).rejects.toMatchObject({ name: 'UnexpectedReply' });
  });

  it('gives up on a list of ever new pages with nobody on them', async () => {
    await using bitbucket = await testBitbucket({
      users: Array.from({ length: 110 }, (_, index) => ({ name: `anonymous${index}`, erased: true })),
    });
    bitbucket.limits.users = 1;

    await expect(readAll(bitbucket.target)).rejects.toThrow(/empty pages/);
  });

  it('believes no list that lacks the account we sign in with', async () => {
    await using bitbucket = await testBitbucket();
    const body = { size: 0, limit: 25, isLastPage: true, values: [], start: 0 };
    bitbucket.fail(/admin\/users\?start=0/, { kind: 'status', status: 200, body });

    await expect(readAll(bitbucket.target)).rejects.toThrow(/without admin/);
  });

  it.each(['empty', 'notFound'] as const)(
    'never takes a group for empty that went away while it was read, whatever Bitbucket says of it: %s',
    async absentGroup => {
      await using bitbucket = await testBitbucket({ groups: ['gone', 'empty'] });
      bitbucket.absentGroup = absentGroup;
      const onProgress = ({ what }: { what: string }) => {
        if (what === 'groups') bitbucket.groups.delete('gone');
      };

      const { groups } = await bitbucket.target.read({ membersOf: () => true }, { signal: never, onProgress });

      const gone = [...groups.values()].find(({ name }) => name === 'gone');
      expect(gone?.members.kind ?? 'not there').toMatch(/unknown|not there/);
      expect([...groups.values()].find(({ name }) => name === 'empty')?.members).toEqual({ kind: 'read', ids: new Set() });
    },
  );

  it('asks for no more than 500 at once: a larger page of a filtered search loses people (BSERV-11884)', async () => {
    await using bitbucket = await testBitbucket({ users: people(2) });

    await readAll(bitbucket.target);

    const limits = bitbucket.requests.flatMap(({ url }) => /limit=(\d+)/.exec(url)?.[1] ?? []).map(Number);
    expect(Math.max(...limits)).toBe(500);
  });

  it('writes to neither of two groups of one name but for the way its letters are composed', async () => {
    await using bitbucket = await testBitbucket({ groups: ['caf\u00e9', 'cafe\u0301'] });

    const { groups } = await readAll(bitbucket.target);

    const found = [...groups.values()].filter(({ name }) => name.startsWith('caf'));
    expect(found).toEqual([
      expect.objectContaining({
        readOnly: expect.stringContaining('same name'),
        members: expect.objectContaining({ kind: 'unknown' }),
      }),
    ]);
  });
});

describe('what a Bitbucket says beforehand', () => {
  it('who may get in, however: by a group, by one it is nested in, or of their own (U3)', async () => {
    await using bitbucket = await testBitbucket({
      users: [
        { name: 'bygroup', groups: ['stash-users'] },
        { name: 'nested', groups: ['inner'] },
        { name: 'direct', permission: 'LICENSED_USER' },
        { name: 'outside', groups: ['other'] },
        { name: 'off', groups: ['stash-users'], active: false },
      ],
      groups: [{ name: 'stash-users', children: ['inner'] }],
    });

    const directory = await readAll(bitbucket.target);

    const access = ['bygroup', 'nested', 'direct', 'outside', 'off'].map(name => account(directory, name).hasAccess);
    expect(access).toEqual([true, true, true, false, false]);
  });

  it('which accounts and groups nobody can change here, and why (G10); service users are left alone', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ldap' }, { name: 'bot', type: 'SERVICE' }, { name: 'ann' }],
      groups: ['theirs', 'ours'],
    });
    bitbucket.makeReadOnly('ldap');
    bitbucket.readOnlyGroup('theirs');

    const directory = await readAll(bitbucket.target);

    const why = 'its directory "Corp LDAP" is read-only';
    expect(account(directory, 'ldap').readOnly).toEqual({ values: why, memberships: why, deletion: why });
    expect(account(directory, 'ann').readOnly).toBeUndefined();
    expect(group(directory, 'theirs').readOnly).toContain('read-only');
    expect(group(directory, 'ours').readOnly).toBeUndefined();
    expect([account(directory, 'bot').kind, account(directory, 'ann').kind]).toEqual(['service', 'person']);
  });

  it('leaves alone an account of a kind that it has never heard of', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'robot' }] });
    Object.assign(bitbucket.userNamed('robot') ?? fail(), { type: 'AGENT' });

    expect(account(await readAll(bitbucket.target), 'robot').kind).toBe('service');
  });

  it('who administers: by whatever group has the permission, nested or not, and of their own (C2)', async () => {
    await using bitbucket = await testBitbucket({
      users: [
        { name: 'own', permission: 'ADMIN' },
        { name: 'nested', groups: ['inner'] },
        { name: 'ann', permission: 'PROJECT_CREATE' },
      ],
      groups: [{ name: 'Bosses', permission: 'ADMIN', children: ['inner'] }],
    });

    const directory = await bitbucket.target.read({ membersOf: () => false }, { signal: never });

    const ids = ['admin', 'own', 'nested'].map(name => account(directory, name).id);
    expect(directory.administrators).toEqual(new Set(ids));
    expect(directory.administratorGroups).toEqual(new Set(['stash-administrators', 'Bosses']));
    expect(membersOf(directory, 'stash-administrators')).toEqual(['admin']);
  });

  it('an account with ADMIN sees beforehand what it cannot change of system administrators (G10)', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'deputy', permission: 'ADMIN', password: 'deputy-password' }, { name: 'ann' }],
    });
    const target = targetOn(bitbucket, { username: 'deputy', password: new Secret('deputy-password') });

    const directory = await readAll(target);

    expect(account(directory, 'admin').readOnly).toMatchObject({ values: expect.stringContaining('SYS_ADMIN') });
    expect(group(directory, 'stash-administrators').readOnly).toContain('SYS_ADMIN');
    expect(account(directory, 'ann').readOnly).toBeUndefined();
  });

  it('with an HTTP access token everything can be read but who is in which group by permission (plan only)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['stash-users', 'devs'] }] });
    const target = targetOn(bitbucket, { token: new Secret(bitbucket.token), administratorGroups: ['stash-administrators'] });

    const directory = await readAll(target);

    expect(membersOf(directory, 'devs')).toEqual(['ann']);
    expect(account(directory, 'ann').hasAccess).toBe(true);
    expect(directory.administrators).toEqual(new Set([account(directory, 'admin').id]));
    expect(directory.administratorGroups).toEqual(new Set(['stash-administrators']));
    expect(directory.seats).toEqual([]);
  });
});

describe('seats (guard `seats`)', () => {
  it('are told with the groups that take one; where a group in play does, all of those are read', async () => {
    await using bitbucket = await testBitbucket({
      ...{
        seats: 10,
        users: [
          { name: 'ann', groups: ['stash-users'] },
          { name: 'bob', groups: ['makers'] },
        ],
      },
      groups: [{ name: 'makers', permission: 'PROJECT_CREATE' }, 'plain'],
    });
    const isPlain = ({ name }: { name: string }) => name === 'plain';
    const isMakers = ({ name }: { name: string }) => name === 'makers';

    const elsewhere = await bitbucket.target.read({ membersOf: isPlain }, { signal: never });
    const inPlay = await bitbucket.target.read({ membersOf: isMakers }, { signal: never });

    const ids = ['stash-users', 'stash-administrators', 'makers'].map(name => group(inPlay, name).id);
    expect(inPlay.seats).toEqual([{ application: 'Bitbucket', groups: new Set(ids), remaining: 7 }]);
    expect(group(elsewhere, 'stash-users').members.kind).toBe('notRead');
    expect(membersOf(inPlay, 'stash-users')).toEqual(['ann']);
  });

  it('without a limit there are as many as needed', async () => {
    await using bitbucket = await testBitbucket();

    expect((await readAll(bitbucket.target)).seats).toEqual([expect.objectContaining({ remaining: undefined })]);
  });
});

describe('some people only (DESIGN §2)', () => {
  it('whoever has one of the values, and nobody who merely contains it', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann', groups: ['devs'] }, { name: 'joanna' }, { name: 'Ann.B', displayName: 'ANN' }],
    });

    const found = await bitbucket.target.readPeople(
      { accounts: [], having: { username: ['ANN'], displayName: ['ann'] } },
      { signal: never },
    );

    expect([...found.accounts.values()].map(({ username }) => username).sort()).toEqual(['Ann.B', 'ann']);
    expect([...found.memberships.values()].map(groups => [...groups])).toContainEqual(['devs']);
  });

  it('finds an account by its id though it is called otherwise now, and says nothing of who is gone', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }, { name: 'bob', permission: 'LICENSED_USER' }] });
    const before = await readAll(bitbucket.target);
    const [ann, bob] = [account(before, 'ann'), account(before, 'bob')];
    Object.assign(bitbucket.userNamed('bob') ?? fail(), { name: 'robert' });
    bitbucket.removeUser(bitbucket.userNamed('ann') ?? fail());

    const found = await bitbucket.target.readPeople({ accounts: [ann.id, bob.id], having: {} }, { signal: never });

    expect([...found.accounts.values()]).toEqual([expect.objectContaining({ id: bob.id, username: 'robert', hasAccess: true })]);
  });

  it('reads all administrators where one of them is meant: whether they are the last two can be told only from all', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'root2', groups: ['stash-administrators'] }, { name: 'ann' }],
    });

    const found = await bitbucket.target.readPeople({ accounts: [], having: { username: ['root2'] } }, { signal: never });

    expect([...found.accounts.values()].map(({ username }) => username).sort()).toEqual(['admin', 'root2']);
  });
});

function fail(): never {
  throw new Error('nobody of that name');
}
