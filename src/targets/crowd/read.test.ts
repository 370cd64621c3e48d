import { describe, expect, it } from 'vitest';
import { never, readAll, testCrowd } from '../../../test/contracts/crowd-fixture.js';
import { account, group, membersOf } from '../../../test/contracts/target.js';

const users = [{ name: 'Mia' }, { name: 'olu', active: false }, { name: 'ann' }];
const groups = [
  { name: 'Team-Navy', members: ['ann'] },
  { name: 'team-blue', members: ['Mia', 'olu'], children: ['Team-Navy'] },
];
const asked = ({ requests }: { readonly requests: readonly { method: string; url: string }[] }, path: RegExp) =>
  requests.filter(({ method, url }) => path.test(`${method} ${url}`)).length;

describe('reading a Crowd', () => {
  it('reads every membership in one call, inactive people too, and no member who comes through nesting (G9)', async () => {
    await using crowd = await testCrowd({ users, groups });

    const directory = await readAll(crowd.target);

    expect(membersOf(directory, 'team-blue')).toEqual(['Mia', 'olu']);
    expect(membersOf(directory, 'team-navy')).toEqual(['ann']);
    expect(account(directory, 'olu').active).toBe(false);
    expect(asked(crowd, /group\/membership/)).toBe(1);
    expect(asked(crowd, /group\/user/)).toBe(0);
    expect(directory.evidence.lists).toContainEqual({ what: 'memberships', pages: 1, rows: 3, end: 'document closed' });
  });

  it('is nobody there: an application is no account', async () => {
    await using crowd = await testCrowd({ users });

    expect(await readAll(crowd.target)).not.toHaveProperty('self');
  });

  it('knows an account by its key, so that a rename by somebody else keeps it (C3)', async () => {
    await using crowd = await testCrowd({ users });
    const before = account(await readAll(crowd.target), 'Mia');
    const mia = crowd.directory.user('mia');
    if (mia) crowd.directory.renameUser(mia, 'mia.park');

    expect(account(await readAll(crowd.target), 'mia.park').id).toBe(before.id);
  });

  it.each([
    ['refused, as by a proxy that knows no XML', (crowd: Crowd) => Object.assign(crowd, { membershipRefused: true })],
    ['cut off', (crowd: Crowd) => crowd.fail(/membership$/, xml('<memberships><membership group="team-blue"><users>'))],
    ['another document', (crowd: Crowd) => crowd.fail(/membership$/, xml('<html/>'))],
    ['failing', (crowd: Crowd) => crowd.fail(/membership$/, { kind: 'status', status: 500 })],
  ])('reads group by group where the document of all memberships is %s (R1)', async (_, spoil) => {
    await using crowd = await testCrowd({ users, groups });
    spoil(crowd);
    crowd.limits.members = 2;

    const directory = await readAll(crowd.target);

    expect(membersOf(directory, 'team-blue')).toEqual(['Mia', 'olu']);
    expect(membersOf(directory, 'team-navy')).toEqual(['ann']);
  });

  it('reads a group alone that the document lacks: it is not empty for that (R1)', async () => {
    await using crowd = await testCrowd({ users, groups });
    crowd.fail(/membership$/, xml('<memberships><membership group="Team-Navy"><users/></membership></memberships>'));

    const directory = await readAll(crowd.target);

    expect(membersOf(directory, 'team-blue')).toEqual(['Mia', 'olu']);
    expect(membersOf(directory, 'team-navy')).toEqual([]);
  });

  it('asks for no membership where no group is in play (R3)', async () => {
    await using crowd = await testCrowd({ users, groups: ['team'] }, { administratorGroups: [] });

    await crowd.target.read({ membersOf: () => false }, { signal: never });

    expect(asked(crowd, /membership|group\/user/)).toBe(0);
  });

  it('counts a member of whom the list of users knows nothing, and looks up a linked account that it hides (C5)', async () => {
    await using crowd = await testCrowd({ users, groups });
    const { id } = account(await readAll(crowd.target), 'Mia');
    const page = { users: [{ name: 'ann', key: 'k', active: true }] };
    crowd.fail(/search\?entity-type=user.*start-index=0/, { kind: 'status', status: 200, body: page });
    crowd.fail(/search\?entity-type=user.*start-index=1/, { kind: 'status', status: 200, body: { users: [] } });

    const directory = await crowd.target.read({ membersOf: () => true, accounts: [id] }, { signal: never });

    expect(directory.accounts.get(id)?.username).toBe('Mia');
    const { members } = group(directory, 'team-blue');
    expect(members.kind === 'read' && members.ids.size).toBe(2);
  });

  it('takes no answer about another for a look at a linked account: nobody is gone for that (C5)', async () => {
    await using crowd = await testCrowd({ users, groups });
    const { id } = account(await readAll(crowd.target), 'Mia');
    crowd.keysHidden = true; // the list shows her by name alone from now on, and so does the look

    const again = crowd.target.read({ membersOf: () => false, accounts: [id] }, { signal: never });
    const some = crowd.target.readPeople({ accounts: [id], having: {} }, { signal: never });

    await expect(again).rejects.toMatchObject({ message: expect.stringContaining('told of Mia'), hint: expect.anything() });
    await expect(some).rejects.toThrow('told of Mia');
  });

  it('believes no list in which two people are one account', async () => {
    await using crowd = await testCrowd({ users: [...users, { name: 'eve', key: '1:e' }, { name: 'fay', key: '1:e' }], groups });

    await expect(readAll(crowd.target)).rejects.toThrow('listed eve and fay as one account (1:e)');
  });

  it('tells two people apart whose names differ only in how their letters are composed', async () => {
    const [composed, decomposed] = ['zoe\u0301'.normalize('NFC'), 'zoe\u0301'];
    await using crowd = await testCrowd({
      users: [...users, { name: composed }, { name: decomposed }],
      groups: [
        { name: 'one', members: [composed] },
        { name: 'other', members: [decomposed] },
      ],
    });

    const directory = await readAll(crowd.target);

    expect(membersOf(directory, 'one')).toEqual([composed]);
    expect(membersOf(directory, 'other')).toEqual([decomposed]);
  });

  it('takes names in whatever case they are told (lower-case output), and finds them all the same', async () => {
    await using crowd = await testCrowd({ users, groups });
    const before = await readAll(crowd.target);
    crowd.lowerCaseOutput = true;

    const after = await readAll(crowd.target);

    expect(account(after, 'mia').id).toBe(account(before, 'Mia').id);
    expect([...after.groups.keys()]).toEqual([...before.groups.keys()]);
    expect(membersOf(after, 'team-blue')).toEqual(['mia', 'olu']);
  });

  it('takes lists under their plural and under their singular name', async () => {
    await using crowd = await testCrowd({ users, groups });
    const before = await readAll(crowd.target);
    crowd.singularKeys = true;

    expect((await readAll(crowd.target)).accounts).toEqual(before.accounts);
  });

  it('shows first and last name where the display name is empty, as the products do', async () => {
    await using crowd = await testCrowd({ users: [{ name: 'mia', firstName: 'Mia', lastName: 'Park', displayName: '' }] });

    expect(account(await readAll(crowd.target), 'mia').displayName).toBe('Mia Park');
  });

  it('two groups whose names differ in how letters are composed: neither is written to', async () => {
    await using crowd = await testCrowd({ users, groups: [{ name: 'caf\u00e9', members: ['ann'] }, 'cafe\u0301'] });

    const found = group(await readAll(crowd.target), 'café');

    expect(found).toMatchObject({ readOnly: expect.stringContaining('same name'), members: { kind: 'unknown' } });
  });
});

describe('reading some people of a Crowd', () => {
  it('finds them by e-mail and display name, whatever characters are in them, and nobody else', async () => {
    const odd = 'O"Hara \\ (x) and "y" = z*';
    await using crowd = await testCrowd({
      users: [{ name: 'mia', email: 'Mia+x@Example.com' }, { name: 'odd', displayName: odd }, { name: 'ann' }],
    });

    const { accounts } = await crowd.target.readPeople(
      { accounts: [], having: { email: ['mia+x@example.com'], displayName: [odd] } },
      { signal: never },
    );

    expect([...accounts.values()].map(({ username }) => username).sort()).toEqual(['mia', 'odd']);
  });

  it('reads all administrators where one of them is concerned: the last two are protected', async () => {
    await using crowd = await testCrowd({ users, groups: [{ name: 'crowd-administrators', members: ['Mia', 'ann'] }] });

    const { accounts, groups: all } = await crowd.target.readPeople(
      { accounts: [], having: { username: ['mia'] } },
      { signal: never },
    );

    expect([...accounts.values()].map(({ username }) => username).sort()).toEqual(['Mia', 'ann']);
    const admins = [...all.values()].find(({ name }) => name === 'crowd-administrators');
    expect(admins?.members).toEqual({ kind: 'read', ids: new Set(accounts.keys()) });
  });

  it('never takes somebody who was renamed meanwhile for somebody without groups (CWD-4433, CWD-4470)', async () => {
    await using crowd = await testCrowd({ users, groups });
    crowd.fail(/user\/group\/direct/, { kind: 'status', status: 200, body: { groups: [] } });
    crowd.fail(
      /GET .*\/user\?username=ann/,
      { kind: 'status', status: 404, body: { reason: 'USER_NOT_FOUND', message: '' } },
      { skip: 1 },
    );

    const reading = crowd.target.readPeople({ accounts: [], having: { username: ['ann'] } }, { signal: never });

    await expect(reading).rejects.toThrow(/has no ann any more/);
  });
});

type Crowd = Awaited<ReturnType<typeof testCrowd>>;
const xml = (body: string) => ({ kind: 'status', status: 200, body, headers: { 'content-type': 'application/xml' } }) as const;
