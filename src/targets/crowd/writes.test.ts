import { describe, expect, it } from 'vitest';
import { never, readAll, type TestCrowd, targetOn, testCrowd } from '../../../test/contracts/crowd-fixture.js';
import { account, command, group, membersOf, refOf } from '../../../test/contracts/target.js';
import type { ExistingAccount, ExistingGroup } from '../../model/change.js';

const mia = {
  ...{ name: 'Mia', firstName: 'Mia', lastName: 'Krystof', displayName: 'Mia Krystof', email: 'mia@example.com' },
  attributes: { department: ['IT'] },
  extra: { 'external-id': 'e-17', 'cost-centre': '4711' },
};

const refTo = async ({ target }: TestCrowd, username: string): Promise<ExistingAccount> =>
  refOf(account(await readAll(target), username));

async function groupTo({ target }: TestCrowd, name: string): Promise<ExistingGroup> {
  const found = group(await readAll(target), name);
  return { kind: 'existing', id: found.id, name: found.name };
}

describe('a whole user is written, and nothing of it is lost (crowd sheet §2: PUT empties what it leaves out)', () => {
  it('a change of the e-mail keeps all the rest, fields that we do not know too', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    const before = { ...crowd.directory.user('mia') };
    const ref = await refTo(crowd, 'Mia');

    const change = { before: { email: 'mia@example.com' }, values: { email: 'new@example.com' } };
    expect(await crowd.target.apply(command({ kind: 'updateUser', account: ref, ...change }), never)).toMatchObject({
      kind: 'applied',
    });

    expect(crowd.directory.user('mia')).toEqual({ ...before, email: 'new@example.com' });
  });

  it('switching off and on keeps all the rest, and the groups', async () => {
    await using crowd = await testCrowd({ users: [mia], groups: [{ name: 'blue', members: ['Mia'] }] });
    const before = { ...crowd.directory.user('mia') };
    const ref = await refTo(crowd, 'Mia');

    await crowd.target.apply(command({ kind: 'deactivateUser', account: ref, leaver: 'stated' }), never);
    expect(crowd.directory.user('mia')).toEqual({ ...before, active: false });
    await crowd.target.apply(command({ kind: 'reactivateUser', account: ref }), never);

    expect(crowd.directory.user('mia')).toEqual(before);
    expect(membersOf(await readAll(crowd.target), 'blue')).toEqual(['Mia']);
  });

  it('several changes of one account, one after another, all stay', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    const ref = await refTo(crowd, 'Mia');

    for (const change of [
      command({ kind: 'renameUser', account: ref, before: 'Mia', username: 'mia.park' }),
      command({ kind: 'updateUser', account: ref, before: {}, values: { displayName: 'Mia Park' } }),
      command({ kind: 'deactivateUser', account: ref, leaver: 'stated' }),
    ])
      expect((await crowd.target.apply(change, never)).kind).toBe('applied');

    expect(crowd.directory.user('mia.park')).toMatchObject({ displayName: 'Mia Park', lastName: 'Park', active: false });
  });

  it('what somebody else changed since the plan is stale, and not written over (A5)', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    const ref = await refTo(crowd, 'Mia');
    const change = { before: { displayName: 'Mia K.' }, values: { displayName: 'Mia Park' } };

    const outcome = await crowd.target.apply(command({ kind: 'updateUser', account: ref, ...change }), never);

    expect(outcome).toEqual({ kind: 'stale', found: 'displayName is "Mia Krystof" by now' });
    expect(crowd.directory.user('mia')?.displayName).toBe('Mia Krystof');
  });
});

describe('memberships', () => {
  it('follow somebody whom an administrator renamed since the plan', async () => {
    await using crowd = await testCrowd({ users: [mia], groups: ['blue'] });
    const [ref, blue] = [await refTo(crowd, 'Mia'), await groupTo(crowd, 'blue')];
    const user = crowd.directory.user('mia');
    if (user) crowd.directory.renameUser(user, 'mia.park');

    const add = await crowd.target.apply(command({ kind: 'addMember', group: blue, account: ref }), never);
    const names = membersOf(await readAll(crowd.target), 'blue');
    const remove = await crowd.target.apply(command({ kind: 'removeMember', group: blue, account: ref }), never);

    expect([add.kind, names, remove.kind]).toEqual(['applied', ['mia.park'], 'applied']);
  });

  it('of names that an address must encode', async () => {
    const odd = 'a+b&c/d#é?=%41';
    await using crowd = await testCrowd({ users: [{ name: odd }], groups: [odd] });
    const [ref, team] = [await refTo(crowd, odd), await groupTo(crowd, odd)];

    await crowd.target.apply(command({ kind: 'addMember', group: team, account: ref }), never);

    expect(membersOf(await readAll(crowd.target), odd)).toEqual([odd]);
  });

  it('through a nested group are learned as such, and never called removed (G9)', async () => {
    await using crowd = await testCrowd({
      users: [mia],
      groups: [
        { name: 'inner', members: ['Mia'] },
        { name: 'outer', children: ['inner'] },
      ],
    });
    const [ref, outer] = [await refTo(crowd, 'Mia'), await groupTo(crowd, 'outer')];

    const outcome = await crowd.target.apply(command({ kind: 'removeMember', group: outer, account: ref }), never);

    expect(outcome).toMatchObject({ kind: 'failed', learned: { kind: 'nestedMember', group: outer.id, account: ref.id } });
  });

  it('a 409 that is not Crowd’s own is no success', async () => {
    await using crowd = await testCrowd({ users: [mia], groups: ['blue'] });
    const [ref, blue] = [await refTo(crowd, 'Mia'), await groupTo(crowd, 'blue')];
    crowd.fail(/POST .*group\/user\/direct/, { kind: 'status', status: 409, body: 'Conflict' });

    expect(await crowd.target.apply(command({ kind: 'addMember', group: blue, account: ref }), never)).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('what is not ours to write', () => {
  it('a read-only group is learned (G10); of an account nothing is, nor of a missing right: its end is tried in each run', async () => {
    await using crowd = await testCrowd({ users: [mia, { name: 'ann' }], groups: ['blue'] });
    const [ref, ann, blue] = [await refTo(crowd, 'Mia'), await refTo(crowd, 'ann'), await groupTo(crowd, 'blue')];
    crowd.directory.makeReadOnly('mia');
    crowd.directory.makeGroupReadOnly('blue');
    crowd.permit('updateUser', false);
    const off = (account: ExistingAccount) =>
      crowd.target.apply(command({ kind: 'deactivateUser', account, leaver: 'stated' }), never);

    expect(await off(ann)).toEqual({
      kind: 'failed',
      problem: expect.stringContaining(
        'the application "rollcall" may not do this (403): Application "rollcall" does not allow user modification',
      ),
      hint: expect.stringContaining('Applications > rollcall'),
    });
    crowd.permit('updateUser');
    expect(await off(ref)).not.toHaveProperty('learned');
    expect(await crowd.target.apply(command({ kind: 'addMember', group: blue, account: ann }), never)).toMatchObject({
      ...{ kind: 'failed', learned: { kind: 'readOnlyGroup', group: blue.id } },
    });
  });

  it('a remote directory that takes a switch-off and keeps the account on is told (crowd sheet, gotchas)', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    crowd.statusIgnored = true;

    const outcome = await crowd.target.apply(
      command({ kind: 'deactivateUser', account: await refTo(crowd, 'Mia'), leaver: 'stated' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', hint: expect.stringContaining('Manage user status locally') });
  });

  it('an empty answer of a gateway is no success', async () => {
    await using crowd = await testCrowd({ users: [mia], groups: ['blue'] });
    const [ref, blue] = [await refTo(crowd, 'Mia'), await groupTo(crowd, 'blue')];
    crowd.fail(/POST .*group\/user\/direct/, { kind: 'status', status: 201 });

    expect(await crowd.target.apply(command({ kind: 'addMember', group: blue, account: ref }), never)).toMatchObject({
      ...{ kind: 'failed', uncertain: true, problem: expect.stringContaining('did not answer itself') },
    });
  });

  it('what Crowd cannot do is refused with a word, and nothing is sent', async () => {
    await using crowd = await testCrowd({ users: [mia], groups: ['blue'] });
    const [ref, blue] = [await refTo(crowd, 'Mia'), await groupTo(crowd, 'blue')];
    const before = crowd.requests.length;
    const target = targetOn(crowd);

    for (const change of [
      command({ kind: 'renameGroup', group: blue, name: 'green' }),
      command({ kind: 'cutAccess', account: ref, leaver: 'stated', when: 'onRefusal' }),
      command({ kind: 'grantPermission', account: ref, permission: 'x' }),
    ])
      expect(await target.apply(change, never)).toMatchObject({ kind: 'failed', hint: expect.stringMatching(/./) });
    expect(await target.access(ref, never)).toEqual({ groups: [] });
    expect(crowd.requests.length).toBe(before);
  });
});
