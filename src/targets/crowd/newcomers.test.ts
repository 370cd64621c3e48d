import { describe, expect, it } from 'vitest';
import { never, readAll, type TestCrowd, testCrowd } from '../../../test/contracts/crowd-fixture.js';
import { account, command, refOf } from '../../../test/contracts/target.js';
import type { ExistingAccount } from '../../model/change.js';
import { personId, personKey, providerId } from '../../model/ids.js';

const person = personKey(providerId('https://idp.example.com'), personId('ada'));
const ADA = { username: 'ada', email: 'ada@example.com', displayName: 'Ada Okafor' };
const mia = {
  ...{ name: 'Mia', firstName: 'Mia', lastName: 'Krystof', displayName: 'Mia Krystof', email: 'mia@example.com' },
  attributes: { department: ['IT'] },
  extra: { 'external-id': 'e-17', 'cost-centre': '4711' },
};

const refTo = async ({ target }: TestCrowd, username: string): Promise<ExistingAccount> =>
  refOf(account(await readAll(target), username));

const create = (crowd: TestCrowd, values = ADA) =>
  crowd.target.apply(command({ kind: 'createUser', person, username: values.username, values }), never);

describe('creating', () => {
  it('fills all three names, and a random password that is another each time (U7)', async () => {
    await using crowd = await testCrowd();

    await create(crowd);
    await create(crowd, { ...ADA, username: 'other' });

    expect(crowd.directory.user('ada')).toMatchObject({
      firstName: 'Ada',
      lastName: 'Okafor',
      displayName: 'Ada Okafor',
      active: true,
    });
    const sent = crowd.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.stringify(body));
    const passwords = sent.map(text => /"value":"([^"]+)"/.exec(text)?.[1] ?? '');
    expect(new Set(passwords).size).toBe(2);
    for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*-).{40,}$/);
  });

  it('reads back what the directory adds by itself (U7)', async () => {
    await using crowd = await testCrowd({ groups: ['everybody'] });
    crowd.defaultGroups.push('everybody');

    expect(await create(crowd)).toMatchObject({ kind: 'applied', details: ['group everybody'] });
  });

  it.each([
    ['somebody else’s e-mail', { email: 'else@example.com' }],
    ['an inactive account (C2)', { email: ADA.email, active: false }],
  ])('takes no account over that has the name: %s', async (_, values) => {
    await using crowd = await testCrowd({ users: [{ name: 'Ada', ...values }] });

    expect(await create(crowd)).toMatchObject({ kind: 'failed', problem: expect.stringContaining('belongs to another account') });
  });

  it('says so where the application does not see whom it created', async () => {
    await using crowd = await testCrowd();
    crowd.fail(/POST .*\/user$/, { kind: 'status', status: 201 });
    crowd.fail(/GET .*\/user\?username=ada/, { kind: 'status', status: 404, body: { reason: 'USER_NOT_FOUND', message: '' } });

    expect(await create(crowd)).toMatchObject({ kind: 'failed', problem: expect.stringContaining('does not see it') });
  });
});

describe('renaming', () => {
  it('says what to do where a directory tells no key', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    crowd.keysHidden = true;
    const ref = await refTo(crowd, 'Mia');

    const outcome = await crowd.target.apply(command({ kind: 'renameUser', account: ref, before: 'Mia', username: 'x' }), never);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('tells no key') });
    expect(crowd.directory.user('mia')).toBeDefined();
  });

  it.each([
    ['as it is', false],
    ['in lower case (crowd sheet §5)', true],
  ])('finds a rename whose answer got lost, where names are told %s', async (_, lowerCaseOutput) => {
    await using crowd = await testCrowd({ users: [mia] });
    crowd.lowerCaseOutput = lowerCaseOutput;
    const ref = await refTo(crowd, lowerCaseOutput ? 'mia' : 'Mia');
    crowd.fail(/user\/rename/, { kind: 'resetAfter' }, { times: 1 });

    const outcome = await crowd.target.apply(command({ kind: 'renameUser', account: ref, before: 'Mia', username: 'X' }), never);

    expect(outcome).toMatchObject({ kind: 'applied', account: { username: 'X' } });
  });

  it('renames nobody who has the name by now: the account is known by its key', async () => {
    await using crowd = await testCrowd({ users: [mia] });
    const ref = await refTo(crowd, 'Mia');
    const user = crowd.directory.user('mia');
    if (user) crowd.directory.renameUser(user, 'mia.park');
    crowd.directory.seedUser({ name: 'Mia', displayName: 'Another Mia' });

    const outcome = await crowd.target.apply(command({ kind: 'renameUser', account: ref, before: 'Mia', username: 'x' }), never);

    expect(outcome).toMatchObject({ kind: 'applied', account: { username: 'x' } });
    expect(crowd.directory.user('mia')?.displayName).toBe('Another Mia');
    expect(crowd.directory.user('x')?.key).toBe(ref.id);
  });

  it('tells a name that is taken', async () => {
    await using crowd = await testCrowd({ users: [mia, { name: 'ann' }] });
    const ref = await refTo(crowd, 'Mia');

    const outcome = await crowd.target.apply(
      command({ kind: 'renameUser', account: ref, before: 'Mia', username: 'ANN' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('already exists') });
  });
});
