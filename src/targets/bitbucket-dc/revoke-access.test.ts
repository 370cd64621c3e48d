import { describe, expect, it } from 'vitest';
import { never, readAll, type TestBitbucket, targetOn, testBitbucket } from '../../../test/contracts/bitbucket-dc-fixture.js';
import { account, command, refOf } from '../../../test/contracts/target.js';
import type { ExistingAccount } from '../../model/change.js';
import { Secret } from '../../secrets.js';

const refIn = async ({ target }: TestBitbucket, username: string) => refOf(account(await readAll(target), username));
const end = (ref: ExistingAccount) => command({ kind: 'deactivateUser', account: ref, leaver: 'stated', by: 'revokeAccess' });

describe('an end where nobody can be switched off (U3)', () => {
  it('is out of every group, unmanaged ones too, and without a permission of one’s own; all of it was told before', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann', groups: ['stash-users', 'unmanaged/+&'], permission: 'PROJECT_CREATE' }],
    });
    const ann = await refIn(bitbucket, 'ann');

    const access = await bitbucket.target.access(ann, never);
    const outcome = await bitbucket.target.apply(end(ann), never);

    expect(access.groups.map(({ name }) => name)).toEqual(['stash-users', 'unmanaged/+&']);
    expect(access.permissions).toEqual(['PROJECT_CREATE']);
    expect(outcome).toMatchObject({
      kind: 'applied',
      details: ['the permission PROJECT_CREATE', 'stash-users', 'unmanaged/+&'],
    });
    expect(bitbucket.userNamed('ann')?.permission).toBeUndefined();
    expect(
      [...bitbucket.groups.values()].filter(({ name }) => name !== 'stash-administrators').flatMap(({ members }) => [...members]),
    ).toEqual([]);
  });

  it('who was ended cannot sign in any more, and could before', async () => {
    const seed = { name: 'ann', password: 'ann-password', groups: ['stash-users'] };
    await using bitbucket = await testBitbucket({ users: [seed] });
    const ann = await refIn(bitbucket, 'ann');
    const asAnn = targetOn(bitbucket, { username: 'ann', password: new Secret('ann-password') });
    expect((await readAll(asAnn)).self).toBe(ann.id);

    expect((await bitbucket.target.apply(end(ann), never)).kind).toBe('applied');

    await expect(readAll(asAnn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('access is not called cut where one group cannot be left; the others are', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['first', 'theirs', 'last'] }] });
    const ann = await refIn(bitbucket, 'ann');
    bitbucket.readOnlyGroup('theirs');

    const outcome = await bitbucket.target.apply(end(ann), never);

    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(/access not cut: ann is still in theirs, who is out of first, last \(theirs: .*read-only/),
    });
  });

  it('access is not called cut while they get in through a group nested in another', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann' }],
      groups: [{ name: 'outer', permission: 'LICENSED_USER', children: ['inner'] }],
    });
    bitbucket.addMember('inner', 'ann');
    const ann = await refIn(bitbucket, 'ann');
    bitbucket.fail(/more-members\?context=ann/, {
      kind: 'status',
      status: 200,
      headers: { 'x-ausername': 'admin' },
      body: { size: 0, limit: 500, isLastPage: true, values: [], start: 0 },
    });

    expect(await bitbucket.target.apply(end(ann), never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('access not cut'),
    });
  });

  it.each([
    ['permissions', /^DELETE .*admin\/permissions\/users/],
    ['groups', /^POST .*remove-group/],
    ['what is left', /^POST .*remove-group/, 1],
  ])(
    'who is renamed meanwhile is followed by number: of a name that nobody has Bitbucket lists nothing (%s)',
    async (_, match, skip = 0) => {
      await using bitbucket = await testBitbucket({
        users: [{ name: 'ann', groups: ['stash-users', 'unmanaged'], permission: 'PROJECT_CREATE' }],
      });
      const ann = await refIn(bitbucket, 'ann');
      bitbucket.before(match, () => Object.assign(bitbucket.userNamed('ann') ?? raise(), { name: 'maria' }), skip);

      const outcome = await bitbucket.target.apply(end(ann), never);

      expect(outcome).toMatchObject({
        kind: 'applied',
        details: ['the permission PROJECT_CREATE', 'stash-users', 'unmanaged'],
      });
      expect(await bitbucket.target.access(ann, never)).toEqual({ groups: [] });
      expect(bitbucket.userNamed('maria')?.permission).toBeUndefined();
    },
  );

  it('an ADMIN cannot end a SYS_ADMIN, and says what is left', async () => {
    await using bitbucket = await testBitbucket({
      users: [
        { name: 'deputy', permission: 'ADMIN', password: 'deputy-password' },
        { name: 'boss', permission: 'SYS_ADMIN', groups: ['devs'] },
      ],
    });
    const target = targetOn(bitbucket, { username: 'deputy', password: new Secret('deputy-password') });
    const boss = await refIn(bitbucket, 'boss');

    expect(await target.apply(end(boss), never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(/still in the permission SYS_ADMIN, who is out of devs/),
    });
  });

  it('whoever cannot see the permissions is not told that there are none', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', permission: 'LICENSED_USER' }] });
    const ann = await refIn(bitbucket, 'ann');
    const target = targetOn(bitbucket, { token: new Secret(bitbucket.token) });

    await expect(target.access(ann, never)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await target.apply(end(ann), never)).toMatchObject({ kind: 'failed' });
  });

  it('who is renamed, and skipped because somebody was deleted between two pages, is not taken for gone', async () => {
    const people = ['user00', 'user01', 'user02', 'user03'].map(name => ({ name }));
    await using bitbucket = await testBitbucket({ users: [...people, { name: 'ann', groups: ['stash-users'] }] });
    const ann = await refIn(bitbucket, 'ann');
    Object.assign(bitbucket.userNamed('ann') ?? raise(), { name: 'user04', displayName: 'Maria', emailAddress: 'm@example.com' });
    bitbucket.limits.users = 5;
    bitbucket.before(/admin\/users\?start=5/, () => bitbucket.removeUser(bitbucket.userNamed('user00') ?? raise()));

    expect((await bitbucket.target.apply(end(ann), never)).kind).toBe('applied');
    expect(bitbucket.group('stash-users')?.members.size).toBe(0);
  });

  it('who has nothing to lose loses nothing, and who is gone neither (A3)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }, { name: 'bob' }] });
    const [ann, bob] = [await refIn(bitbucket, 'ann'), await refIn(bitbucket, 'bob')];
    bitbucket.removeUser(bitbucket.userNamed('bob') ?? raise());

    expect((await bitbucket.target.apply(end(ann), never)).kind).toBe('alreadySo');
    expect((await bitbucket.target.apply(end(bob), never)).kind).toBe('alreadySo');
    expect(await bitbucket.target.access(bob, never)).toEqual({ groups: [] });
  });
});

describe('a permission is given back (A8)', () => {
  it.each([
    ['nothing', undefined, 'applied', 'PROJECT_CREATE'],
    ['less', 'LICENSED_USER', 'applied', 'PROJECT_CREATE'],
    ['the same', 'PROJECT_CREATE', 'alreadySo', 'PROJECT_CREATE'],
    ['more: nobody is demoted by it', 'ADMIN', 'alreadySo', 'ADMIN'],
  ] as const)('who has %s meanwhile', async (_, has, kind, after) => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', ...(has === undefined ? {} : { permission: has }) }] });
    const ann = await refIn(bitbucket, 'ann');

    const outcome = await bitbucket.target.apply(
      command({ kind: 'grantPermission', account: ann, permission: 'PROJECT_CREATE' }),
      never,
    );

    expect(outcome.kind).toBe(kind);
    expect(bitbucket.userNamed('ann')?.permission).toBe(after);
  });

  it('not past the licence (403)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }], seats: 1 });
    const ann = await refIn(bitbucket, 'ann');

    const outcome = await bitbucket.target.apply(
      command({ kind: 'grantPermission', account: ann, permission: 'LICENSED_USER' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('403') });
  });
});

function raise(): never {
  throw new Error('nobody of that name');
}
