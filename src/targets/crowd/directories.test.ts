import { describe, expect, it } from 'vitest';
import { never, readAll, type TestCrowd, testCrowd } from '../../../test/contracts/crowd-fixture.js';
import { account, command, refOf } from '../../../test/contracts/target.js';
import type { ExistingAccount } from '../../model/change.js';
import { personId, personKey, providerId } from '../../model/ids.js';

const refTo = async ({ target }: TestCrowd, username: string): Promise<ExistingAccount> =>
  refOf(account(await readAll(target), username));

const end = async (crowd: TestCrowd, kind: 'deleteUser' | 'deactivateUser', whom: ExistingAccount) =>
  crowd.target.apply(command({ kind, account: whom, leaver: 'stated' }), never);

const below = { name: 'mia', key: '9:below' };

describe('deleting somebody whose name another directory has too (crowd sheet §5: the first match wins)', () => {
  it('is told as failed where an active account of that name comes to light: nobody lost access by it', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia', active: false }] });
    crowd.directory.seedBelow(below);

    expect(await end(crowd, 'deleteUser', await refTo(crowd, 'mia'))).toMatchObject({
      ...{ kind: 'failed', uncertain: true },
      problem: 'deleted mia, and an active account of that name is there: that of another directory, which was hidden until now',
    });
  });

  it('is done where the account that comes to light is switched off', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia' }] });
    crowd.directory.seedBelow({ ...below, active: false });

    expect(await end(crowd, 'deleteUser', await refTo(crowd, 'mia'))).toMatchObject({
      ...{ kind: 'applied', details: ['an inactive account of another directory is called mia now'] },
    });
  });

  it('is not sent a second time when its answer got lost: that would delete the next one of the name (A4)', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia' }] });
    crowd.directory.seedBelow({ ...below, active: false });
    const ref = await refTo(crowd, 'mia');
    crowd.fail(/^DELETE .*\/user\?/, { kind: 'resetAfter' }, { times: 1 });

    expect((await end(crowd, 'deleteUser', ref)).kind).toBe('applied');

    expect(crowd.directory.user('mia')?.key).toBe(below.key);
  });

  it('is left to the next run where no key tells the two apart', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia' }] });
    crowd.directory.seedBelow(below);
    crowd.keysHidden = true;
    const ref = await refTo(crowd, 'mia');
    crowd.fail(/^DELETE .*\/user\?/, { kind: 'resetAfter' }, { times: 1 });

    expect(await end(crowd, 'deleteUser', ref)).toMatchObject({ kind: 'failed', uncertain: true });

    expect(crowd.directory.user('mia')?.key).toBe(below.key);
  });
});

describe('a remote directory (crowd sheet, gotchas)', () => {
  it('that refuses an e-mail may take a switch-off: nothing is learned of the one for the other', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia' }] });
    const ref = await refTo(crowd, 'mia');
    crowd.directory.makeReadOnly('mia');
    crowd.statusIsLocal = true;
    const change = { before: {}, values: { email: 'new@example.com' } };

    const update = await crowd.target.apply(command({ kind: 'updateUser', account: ref, ...change }), never);

    expect(update).toMatchObject({ kind: 'failed', problem: expect.stringContaining('cannot do this (403)') });
    expect(update).not.toHaveProperty('learned');
    expect((await end(crowd, 'deactivateUser', ref)).kind).toBe('applied');
    expect(crowd.directory.user('mia')?.active).toBe(false);
  });

  it('or a permission that is missing: which of the two the reason stands for is unsure, so the hint names both (§1)', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia' }] });
    const ref = await refTo(crowd, 'mia');
    crowd.directory.makeReadOnly('mia');

    const outcome = await end(crowd, 'deactivateUser', ref);

    expect(outcome).toMatchObject({
      kind: 'failed',
      hint: expect.stringMatching(/LDAP.*Applications > rollcall .* Permissions/),
    });
    expect(outcome).not.toHaveProperty('learned');
  });
});

it('says of a name that exists and is not shown that somebody hidden may have it (crowd sheet, gotchas)', async () => {
  await using crowd = await testCrowd({ users: [{ name: 'ada' }] });
  crowd.hidden.add('ada');
  const person = personKey(providerId('https://idp.example.com'), personId('ada'));
  const values = { email: 'ada@example.com', displayName: 'Ada' };

  expect(await crowd.target.apply(command({ kind: 'createUser', person, username: 'Ada', values }), never)).toMatchObject({
    kind: 'failed',
    problem: expect.stringContaining('already exists'),
    hint: expect.stringContaining('allow all users to authenticate'),
  });
});

it('finds somebody without display name by first and last name, as the list of all shows them (C1)', async () => {
  await using crowd = await testCrowd({
    users: [{ name: 'mia', firstName: 'Mia', lastName: 'Park', displayName: '' }, { name: 'ann' }],
  });
  const having = { displayName: ['MIA Park'] };

  const { accounts } = await crowd.target.readPeople({ accounts: [], having }, { signal: never });

  expect([...accounts.values()].map(({ username }) => username)).toEqual(['mia']);
});
