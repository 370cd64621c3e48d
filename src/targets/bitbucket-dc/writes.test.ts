import { describe, expect, it } from 'vitest';
import { never, readAll, type TestBitbucket, targetOn, testBitbucket } from '../../../test/contracts/bitbucket-dc-fixture.js';
import { account, command, group, membersOf, refOf } from '../../../test/contracts/target.js';
import { createHttp } from '../../http/create-http.js';
import type { HttpEvent } from '../../http/options.js';
import type { ExistingGroup } from '../../model/change.js';
import { personId, personKey, providerId } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import type { AddMember } from '../target.js';

const person = personKey(providerId('https://idp.example.com'), personId('ada'));
const values = { email: 'ada+1@example.com', displayName: 'Ada & Bob / Co' };
const createAda = (username = 'ada') => command({ kind: 'createUser', person, username, values });

const writes = ({ requests }: TestBitbucket) => requests.filter(({ method }) => method !== 'GET');
const refIn = async ({ target }: TestBitbucket, username: string) => refOf(account(await readAll(target), username));
const groupIn = async ({ target }: TestBitbucket, name: string): Promise<ExistingGroup> => {
  const { id, name: asStored } = group(await readAll(target), name);
  return { kind: 'existing', id, name: asStored };
};

describe('creating an account', () => {
  it('sends a random password that no log, no error and no outcome ever shows, and declines the default group (U7)', async () => {
    const events: HttpEvent[] = [];
    await using bitbucket = await testBitbucket();
    const http = createHttp({ toolVersion: '0.0.0', debug: event => events.push(event), limits: { maxAttempts: 1 } });
    const target = targetOn(bitbucket, {}, http);
    const passwords = () =>
      writes(bitbucket).map(({ url }) => new URL(url, bitbucket.url).searchParams.get('password') ?? fail('no password'));

    const made = await target.apply(createAda(), never);
    bitbucket.fail(
      /^POST/,
      { kind: 'status', status: 400, body: { errors: [{ message: 'x', exceptionName: 'y' }] } },
      { times: 1 },
    );
    const refused = await target.apply(createAda('bob'), never);
    bitbucket.fail(/^POST/, { kind: 'reset' });
    const lost = await target.apply(createAda('cid'), never);

    expect([made.kind, refused.kind, lost.kind]).toEqual(['applied', 'failed', 'failed']);
    expect(new Set(passwords()).size).toBe(passwords().length);
    expect(passwords()[0]?.length).toBeGreaterThan(40);
    const shown = JSON.stringify([events, made, refused, lost]);
    expect(events.some(event => event.kind === 'sent' && event.url.includes('password='))).toBe(true);
    for (const password of passwords()) expect(shown).not.toContain(password);
    expect([...(bitbucket.group('stash-users')?.members ?? [])]).toEqual([]);
  });

  it('names with +, &, / and what is no Latin arrive as they are: they travel in the query', async () => {
    await using bitbucket = await testBitbucket();

    const username = 'a+b&c/d é%20#1';
    const outcome = await bitbucket.target.apply(createAda(username), never);

    expect(outcome).toMatchObject({ kind: 'applied', account: { username } });
    expect(bitbucket.userNamed(username)).toMatchObject({ emailAddress: values.email, displayName: values.displayName });
  });

  it('a name that only contains the wished one is another’s; one that differs in case is this one (C1)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'joada' }, { name: 'Bob', emailAddress: values.email }] });

    expect(await bitbucket.target.apply(createAda('ada'), never)).toMatchObject({ kind: 'applied' });
    expect(await bitbucket.target.apply(createAda('bob'), never)).toMatchObject({
      kind: 'alreadySo',
      account: { username: 'Bob' },
    });
  });

  it.each([
    ['has another address', { emailAddress: 'other@example.com' }],
    ['is inactive', { emailAddress: values.email, active: false }],
    ['is a service', { emailAddress: values.email, type: 'SERVICE' as const }],
  ])('takes over no account of that name that %s (C2)', async (_, seed) => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ada', ...seed }] });

    const outcome = await bitbucket.target.apply(createAda(), never);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('belongs to another account') });
  });

  it('a name that is taken by an account which is not listed is a refusal, and nobody’s to take over', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ada', erased: true }] });

    expect(await bitbucket.target.apply(createAda(), never)).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('409'),
    });
  });
});

describe('several additions in one call', () => {
  const people = Array.from({ length: 250 }, (_, index) => ({ name: `user${index}` }));

  async function additions(bitbucket: TestBitbucket, name: string, usernames: readonly string[]): Promise<AddMember[]> {
    const directory = await readAll(bitbucket.target);
    const { id, name: asStored } = group(directory, name);
    return usernames.map(username => {
      const to: ExistingGroup = { kind: 'existing', id, name: asStored };
      return {
        kind: 'addMember',
        id: `addMember ${username}`,
        group: to,
        account: refOf(account(directory, username)),
        reasons: [],
      };
    });
  }

  it('takes a hundred with one write, and needs no more than a look besides (A3)', async () => {
    await using bitbucket = await testBitbucket({ users: people, groups: ['devs'] });
    const adds = await additions(
      bitbucket,
      'devs',
      people.slice(0, 100).map(({ name }) => name),
    );
    const before = bitbucket.requests.length;

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    expect(bitbucket.target.bulk?.most).toBe(100);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['applied']));
    expect(bitbucket.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('names that spoil the call fail alone, in few tries; who was there is "already so"; who was renamed is found (A3)', async () => {
    await using bitbucket = await testBitbucket({ users: people, groups: ['devs'] });
    const usernames = people.slice(0, 64).map(({ name }) => name);
    const adds = await additions(bitbucket, 'devs', usernames);
    bitbucket.removeUser(bitbucket.userNamed('user10') ?? fail('user10'));
    Object.assign(bitbucket.userNamed('user20') ?? fail('user20'), { name: 'renamed' });
    bitbucket.addMember('devs', 'user30');
    const before = writes(bitbucket).length;

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    const kinds = Object.fromEntries(outcomes.map(({ kind }, at) => [usernames[at], kind]));
    expect(kinds).toMatchObject({ user10: 'failed', user20: 'applied', user30: 'alreadySo', user40: 'applied' });
    expect(membersOf(await readAll(bitbucket.target), 'devs')).toHaveLength(63);
    expect(writes(bitbucket).length - before).toBeLessThan(30);
  });

  it('adds nobody while it cannot see who is in already: an undo would take out whom nobody put in (A8)', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann' }, { name: 'bob' }],
      groups: [{ name: 'team', members: ['ann'] }],
    });
    const team = await groupIn(bitbucket, 'team');
    const adds: AddMember[] = [];
    for (const name of ['ann', 'bob']) {
      const add = command({ kind: 'addMember', group: team, account: await refIn(bitbucket, name) });
      if (add.kind === 'addMember') adds.push(add);
    }
    bitbucket.fail(/groups\/more-members/, { kind: 'status', status: 500 });

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'failed']);
    expect(writes(bitbucket)).toEqual([]);
  });

  it('a group that is gone is told of each of them, without trying every name', async () => {
    await using bitbucket = await testBitbucket({ users: people, groups: ['devs'] });
    const adds = await additions(
      bitbucket,
      'devs',
      people.slice(0, 50).map(({ name }) => name),
    );
    bitbucket.groups.delete('devs');
    const before = writes(bitbucket).length;

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    expect(outcomes.map(outcome => outcome.kind === 'failed' && /group is not there/.test(outcome.problem))).toEqual(
      adds.map(() => true),
    );
    expect(writes(bitbucket).length - before).toBe(1);
  });

  it('where the licence has room for some of them, some get in (403)', async () => {
    await using bitbucket = await testBitbucket({ users: people.slice(0, 8), seats: 4 });
    const adds = await additions(
      bitbucket,
      'stash-users',
      people.slice(0, 8).map(({ name }) => name),
    );

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    expect(outcomes.filter(({ kind }) => kind === 'applied')).toHaveLength(3);
    const failed = outcomes.find(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject({ problem: expect.stringContaining('403'), hint: expect.stringContaining('licence') });
  });

  it('who belongs to a read-only directory spoils nobody else’s, and that is learned (G10)', async () => {
    await using bitbucket = await testBitbucket({ users: people.slice(0, 4), groups: ['devs'] });
    const adds = await additions(
      bitbucket,
      'devs',
      people.slice(0, 4).map(({ name }) => name),
    );
    bitbucket.makeReadOnly('user2');

    const outcomes = (await bitbucket.target.bulk?.addMembers(adds, never)) ?? [];

    expect(outcomes.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'failed', 'applied']);
    expect(outcomes[2]).toMatchObject({ learned: { kind: 'readOnlyAccount', account: adds[2]?.account.id } });
  });

  it('a group of a read-only directory is learned as such (G10)', async () => {
    await using bitbucket = await testBitbucket({ users: people.slice(0, 1), groups: ['devs'] });
    const [add] = await additions(bitbucket, 'devs', ['user0']);
    bitbucket.readOnlyGroup('devs');

    const outcome = await bitbucket.target.apply(add ?? fail('nobody to add'), never);

    expect(outcome).toMatchObject({ kind: 'failed', learned: { kind: 'readOnlyGroup', group: 'devs' } });
  });
});

describe('refusals', () => {
  it('what an ADMIN must not do to system administrators is an outcome, and not tried again', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'deputy', permission: 'ADMIN', password: 'deputy-password' }, { name: 'ann' }],
    });
    const target = targetOn(bitbucket, { username: 'deputy', password: new Secret('deputy-password') });
    const [admin, ann, group] = [
      await refIn(bitbucket, 'admin'),
      await refIn(bitbucket, 'ann'),
      await groupIn(bitbucket, 'stash-administrators'),
    ];
    const changes = [
      command({ kind: 'addMember', group, account: ann }),
      command({ kind: 'removeMember', group, account: admin }),
      command({ kind: 'updateUser', account: admin, before: {}, values: { displayName: 'Somebody' } }),
      command({ kind: 'renameUser', account: admin, before: 'admin', username: 'root' }),
      command({ kind: 'deleteUser', account: admin, leaver: 'stated' }),
      command({ kind: 'deleteGroup', group }),
    ];

    for (const change of changes) {
      const before = writes(bitbucket).length;
      const outcome = await target.apply(change, never);
      expect(outcome, change.kind).toMatchObject({
        kind: 'failed',
        problem: expect.stringMatching(/40[13]/),
        hint: expect.stringMatching(/ADMIN/),
      });
      expect(writes(bitbucket).length - before, change.kind).toBe(1);
    }
  });

  it('our own account is neither deleted nor loses its rights (409), and that is told', async () => {
    await using bitbucket = await testBitbucket();
    const [admin, group] = [await refIn(bitbucket, 'admin'), await groupIn(bitbucket, 'stash-administrators')];

    for (const change of [
      command({ kind: 'deleteUser', account: admin, leaver: 'stated' }),
      command({ kind: 'removeMember', group, account: admin }),
      command({ kind: 'deleteGroup', group }),
    ])
      expect(await bitbucket.target.apply(change, never), change.kind).toMatchObject({
        kind: 'failed',
        hint: expect.stringMatching(/as somebody else|in Bitbucket/),
      });
    expect(membersOf(await readAll(bitbucket.target), 'stash-administrators')).toEqual(['admin']);
  });

  it('who belongs to a read-only directory is learned (G10)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }] });
    const ann = await refIn(bitbucket, 'ann');
    bitbucket.makeReadOnly('ann');

    for (const change of [
      command({ kind: 'updateUser', account: ann, before: {}, values: { displayName: 'Anna' } }),
      command({ kind: 'renameUser', account: ann, before: 'ann', username: 'anna' }),
      command({ kind: 'deleteUser', account: ann, leaver: 'stated' }),
    ])
      expect(await bitbucket.target.apply(change, never)).toMatchObject({
        kind: 'failed',
        learned: { kind: 'readOnlyAccount', account: ann.id },
      });
  });

  it('a name that is taken by now is a refusal', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }, { name: 'bob' }] });
    const ann = await refIn(bitbucket, 'ann');

    const outcome = await bitbucket.target.apply(
      command({ kind: 'renameUser', account: ann, before: 'ann', username: 'Bob' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('409') });
  });

  it('every write has the header against forgeries and says that it is JSON, with a body or without', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', permission: 'LICENSED_USER', groups: ['devs'] }] });
    const ann = await refIn(bitbucket, 'ann');
    await bitbucket.target.apply(createAda(), never);
    await bitbucket.target.apply(command({ kind: 'deactivateUser', account: ann, leaver: 'stated', by: 'revokeAccess' }), never);
    await bitbucket.target.apply(command({ kind: 'deleteUser', account: ann, leaver: 'stated' }), never);

    expect(writes(bitbucket)).toHaveLength(4);
    for (const { headers } of writes(bitbucket))
      expect(headers).toMatchObject({ 'x-atlassian-token': 'no-check', 'content-type': 'application/json' });
  });
});

describe('changing an account', () => {
  it('sends all of it, so that what is not to change stays (whole-object PUT)', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann', displayName: 'Ann', emailAddress: 'ann@example.com' }],
    });
    const ann = await refIn(bitbucket, 'ann');
    Object.assign(bitbucket.userNamed('ann') ?? fail('ann'), { emailAddress: 'changed-meanwhile@example.com' });

    await bitbucket.target.apply(
      command({ kind: 'updateUser', account: ann, before: {}, values: { displayName: 'Anna' } }),
      never,
    );

    expect(writes(bitbucket).map(({ body }) => body)).toEqual([
      { name: 'ann', displayName: 'Anna', email: 'changed-meanwhile@example.com' },
    ]);
  });

  it('writes no empty address over one that is not shown', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', emailAddress: 'ann@example.com' }] });
    const ref = await refIn(bitbucket, 'ann');
    const row = { id: Number(ref.id), name: 'ann', displayName: 'Ann', type: 'NORMAL', active: true };
    bitbucket.fail(/^GET .*admin\/users/, { kind: 'status', status: 200, body: { isLastPage: true, values: [row] } });

    const change = { before: { displayName: 'Ann' }, values: { displayName: 'Ann K' } };
    const outcome = await bitbucket.target.apply(command({ kind: 'updateUser', account: ref, ...change }), never);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('address is not shown') });
    expect(bitbucket.userNamed('ann')?.emailAddress).toBe('ann@example.com');
  });

  it('changes nobody who has the name by now: the account is known by its number', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['devs'] }] });
    const ann = await refIn(bitbucket, 'ann');
    Object.assign(bitbucket.userNamed('ann') ?? fail('ann'), { name: 'ann.old' });
    bitbucket.addUser({ name: 'ann', displayName: 'Another Ann', groups: ['devs'] });

    const update = command({ kind: 'updateUser', account: ann, before: {}, values: { displayName: 'Anna' } });
    const end = command({ kind: 'deactivateUser', account: ann, leaver: 'stated', by: 'revokeAccess' });
    const remove = command({ kind: 'deleteUser', account: ann, leaver: 'stated' });
    for (const change of [update, end, remove]) expect((await bitbucket.target.apply(change, never)).kind).toBe('applied');

    expect(bitbucket.userNamed('ann.old')).toBeUndefined();
    expect(bitbucket.userNamed('ann')?.displayName).toBe('Another Ann');
    expect(membersOf(await readAll(bitbucket.target), 'devs')).toEqual(['ann']);
  });

  it('takes a rename whose answer got lost for done', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }] });
    const ann = await refIn(bitbucket, 'ann');
    bitbucket.fail(/rename/, { kind: 'resetAfter' }, { times: 1 });

    const outcome = await bitbucket.target.apply(
      command({ kind: 'renameUser', account: ann, before: 'ann', username: 'anna' }),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'applied', account: { username: 'anna' } });
  });

  it('cannot switch on whom a directory elsewhere switched off', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', active: false }] });
    const ann = await refIn(bitbucket, 'ann');

    expect(await bitbucket.target.apply(command({ kind: 'reactivateUser', account: ann }), never)).toMatchObject({
      kind: 'failed',
    });
  });
});

describe('removing a member', () => {
  it.each([200, 404] as const)('who is no member needs no removal, whatever Bitbucket would say: %i (A3)', async status => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann' }], groups: ['devs'] });
    bitbucket.absentMember = status;
    const [ann, devs] = [await refIn(bitbucket, 'ann'), await groupIn(bitbucket, 'devs')];

    expect(await bitbucket.target.apply(command({ kind: 'removeMember', group: devs, account: ann }), never)).toMatchObject({
      kind: 'alreadySo',
    });
  });

  it('who is listed all the same afterwards is learned to be in it through nesting (G9)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['devs'] }] });
    const [ann, devs] = [await refIn(bitbucket, 'ann'), await groupIn(bitbucket, 'devs')];
    bitbucket.fail(/remove-group/, { kind: 'status', status: 200, headers: { 'x-ausername': 'admin' } });

    expect(await bitbucket.target.apply(command({ kind: 'removeMember', group: devs, account: ann }), never)).toMatchObject({
      kind: 'failed',
      learned: { kind: 'nestedMember', group: devs.id, account: ann.id },
    });
  });

  it('who is in it through a group nested in it stays, and is not told to be out, where Bitbucket lists them (G9)', async () => {
    await using bitbucket = await testBitbucket({
      users: [{ name: 'ann', groups: ['inner'] }],
      groups: [{ name: 'outer', children: ['inner'] }],
    });
    bitbucket.listsNested = true;
    for (const absentMember of [200, 404] as const) {
      bitbucket.absentMember = absentMember;
      const [ann, outer] = [await refIn(bitbucket, 'ann'), await groupIn(bitbucket, 'outer')];

      const outcome = await bitbucket.target.apply(command({ kind: 'removeMember', group: outer, account: ann }), never);

      expect(outcome).toMatchObject({ kind: 'failed', learned: { kind: 'nestedMember', group: outer.id, account: ann.id } });
    }
  });

  it('takes out who is renamed just before, and says nothing of nesting', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['devs'] }] });
    const [ann, devs] = [await refIn(bitbucket, 'ann'), await groupIn(bitbucket, 'devs')];
    bitbucket.before(/remove-group/, () => Object.assign(bitbucket.userNamed('ann') ?? fail('ann'), { name: 'maria' }));

    const outcome = await bitbucket.target.apply(command({ kind: 'removeMember', group: devs, account: ann }), never);

    expect(outcome).toMatchObject({ kind: 'applied' });
    expect(membersOf(await readAll(bitbucket.target), 'devs')).toEqual([]);
  });

  it('takes out who is called otherwise by now', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'ann', groups: ['devs'] }] });
    const [ann, devs] = [await refIn(bitbucket, 'ann'), await groupIn(bitbucket, 'devs')];
    Object.assign(bitbucket.userNamed('ann') ?? fail('ann'), { name: 'anna' });

    expect(await bitbucket.target.apply(command({ kind: 'removeMember', group: devs, account: ann }), never)).toMatchObject({
      kind: 'applied',
    });
    expect(membersOf(await readAll(bitbucket.target), 'devs')).toEqual([]);
  });
});

function fail(what: string): never {
  throw new Error(what);
}
