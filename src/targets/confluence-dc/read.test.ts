import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { never, readAll, type TestConfluence, targetOn, testConfluence } from '../../../test/contracts/confluence-dc-fixture.js';
import { account, group, membersOf } from '../../../test/contracts/target.js';
import { accountId } from '../../model/ids.js';
import type { ConfluenceVersion } from '../../sandbox/confluence-dc/versions.js';
import { Secret } from '../../secrets.js';

const asked = (confluence: TestConfluence, part: string) => confluence.requests.filter(({ url }) => url.includes(part)).length;
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `user${String(index).padStart(4, '0')}` }));
const json = (body: unknown) => ({ kind: 'status', status: 200, body }) as const;

describe('confluence-dc reads its users (R1, C1)', () => {
  it.each(['8.5.4', '9.2.21'] as const)('%s: whole, and every e-mail address hidden, which is not none', async version => {
    await using confluence = await testConfluence({ version, users: [{ name: 'ann' }, { name: 'bob', active: false }] });

    const { accounts, product } = await readAll(confluence.target);

    expect(product.version).toBe(version);
    expect([...accounts.values()]).toEqual([
      expect.objectContaining({ username: 'admin', email: undefined, active: true, kind: 'person' }),
      expect.objectContaining({ username: 'ann', email: undefined, active: true }),
      expect.objectContaining({ username: 'bob', email: undefined, active: false }),
    ]);
  });

  it.each(['9.3.2', '10.0.3', '10.2.14'] as const)('%s: with the addresses that its index shows', async version => {
    const users = [{ name: 'ann' }, { name: 'bob', active: false }, { name: 'cid', licensed: false }, { name: 'dan' }];
    await using confluence = await testConfluence({ version, users });
    confluence.unindexed.add(confluence.userNamed('dan')?.key ?? '');

    const { accounts } = await readAll(confluence.target);

    const emails = [...accounts.values()].map(({ username, email }) => [username, email]);
    expect(emails).toEqual([
      ['admin', 'admin@example.com'],
      ['ann', 'ann@example.com'],
      ['bob', undefined],
      ['cid', undefined],
      ['dan', undefined],
    ]);
  });

  it('takes whoever is neither current nor known for switched off, and what a deletion left for nobody’s account', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ghost', type: 'unknown' }] });

    expect(account(await readAll(confluence.target), 'ghost')).toMatchObject({ active: false, kind: 'anonymised' });
  });

  it.each([
    ['Active', true],
    ['current', true],
    ['deactivated', false],
    ['externally_deleted', false],
  ])('reads the status %s (sheet §2, whatever its case)', async (status, active) => {
    await using confluence = await testConfluence();
    const us = { username: 'admin', userKey: confluence.account, status: 'CURRENT' };
    const results = [us, { username: 'ann', userKey: 'k', status }];
    confluence.fail(/user\/list/, json({ results, start: 0, size: 2, totalCount: 2, _links: {} }));

    expect(account(await readAll(confluence.target), 'ann').active).toBe(active);
  });

  it.each([
    ['the list', /user\/list/, (us: object) => ({ results: [us], start: 0, size: 1, totalCount: 1, _links: {} })],
    ['the look at ourselves', /user\/current/, (us: object) => us],
  ])('takes nobody for switched off where %s says so of us too, who sign in: the words are unsure', async (_, path, body) => {
    await using confluence = await testConfluence();
    const us = { type: 'known', username: 'admin', userKey: confluence.account, status: 'ENABLED' };
    confluence.fail(path, json(body(us)));

    await expect(readAll(confluence.target)).rejects.toThrow('admin, the account that we sign in with, a status');
  });

  it('takes no answer about another for a look at a linked account: nobody is gone for that (C5)', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    const row = { type: 'known', username: 'ann', userKey: 'another', displayName: 'Ann', status: 'current' };
    confluence.fail(/api\/user\?key=/, json(row));

    const reading = confluence.target.read({ membersOf: () => false, accounts: [accountId('gone')] }, { signal: never });

    await expect(reading).rejects.toThrow('was asked for the account gone and told of another');
  });

  it('believes no page from another place than was asked: a cache may answer every page with the first (R1)', async () => {
    await using confluence = await testConfluence();
    confluence.fail(/api\/group\?/, json({ results: [{ name: 'a' }], start: 7, size: 1, _links: {} }));

    await expect(readAll(confluence.target)).rejects.toThrow('answered from 7 where 0 was asked');
  });

  it('asks no further for addresses where each page is the first again', async () => {
    await using confluence = await testConfluence();
    const row = { userKey: confluence.account, email: 'a@example.com' };
    confluence.fail(/list\/active/, json({ results: [row], start: 0, size: 1, _links: { next: '/rest/api/more' } }));

    expect(account(await readAll(confluence.target), 'admin').email).toBe('a@example.com');
    expect(asked(confluence, 'list/active')).toBe(2);
  });

  it('refuses a row without a status: who is switched off would look switched on', async () => {
    await using confluence = await testConfluence();
    const row = { type: 'known', username: 'admin', userKey: 'k', displayName: 'Admin' };
    confluence.fail(/user\/list/, json({ results: [row], start: 0, size: 1, _links: {} }));

    await expect(readAll(confluence.target)).rejects.toMatchObject({ name: 'UnexpectedReply' });
  });

  it('says of an account with a / in its username that nothing can be written to it, though it may be read (G10)', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'a/b' }] });

    const { readOnly } = account(await readAll(confluence.target), 'a/b');

    const why = expect.stringContaining('no username with /');
    expect(readOnly).toEqual({ values: why, memberships: why, deletion: why });
  });
});

describe('confluence-dc pages through lists that live (R1)', () => {
  it('steps by what came, not by what was asked, and proves the end', async () => {
    await using confluence = await testConfluence({ users: people(7) });
    confluence.limits.users = 3;

    const { accounts, evidence } = await readAll(confluence.target);

    expect(accounts.size).toBe(8);
    expect(evidence.lists).toContainEqual({ what: 'users', pages: 5, rows: 8, end: 'nobody after the last' });
  });

  it('asks for nothing after the last where the total is told', async () => {
    await using confluence = await testConfluence({ users: people(3) });
    confluence.totalsShown = true;

    expect((await readAll(confluence.target)).evidence.lists).toContainEqual(
      expect.objectContaining({ what: 'users', pages: 1, end: 'total reached', total: 4 }),
    );
  });

  it('misses nobody, whoever comes or goes between two pages, or says that it is unread', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ after: fc.integer({ min: 1, max: 6 }), gone: fc.boolean(), at: fc.integer({ min: 0, max: 9 }) }), {
          maxLength: 3,
        }),
        async events => {
          await using confluence = await testConfluence({ version: '9.2.21', users: people(10) });
          confluence.limits.users = 3;
          const stays = new Set([...confluence.users.values()].map(({ name }) => name));
          let pages = 0;
          const onProgress = ({ what }: { what: string }) => {
            if (what !== 'users') return;
            pages += 1;
            for (const { gone, at } of events.filter(({ after }) => after === pages)) {
              const name = `user${String(at).padStart(4, '0')}`;
              const user = confluence.userNamed(name);
              if (gone && user !== undefined && stays.delete(name)) confluence.removeUser(user.key);
              if (!gone && confluence.userNamed(`user0000-${at}`) === undefined) confluence.addUser({ name: `user0000-${at}` });
            }
          };

          const outcome = await confluence.target
            .read({ membersOf: () => false }, { signal: never, onProgress })
            .then(({ accounts }) => ({ accounts, unread: undefined }))
            .catch((unread: unknown) => ({ accounts: undefined, unread }));

          if (outcome.accounts === undefined) expect(outcome.unread).toMatchObject({ name: 'UnexpectedReply' });
          const names = new Set([...(outcome.accounts?.values() ?? [])].map(({ username }) => username));
          if (outcome.accounts !== undefined) expect([...stays].filter(name => !names.has(name))).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['a page that answers from elsewhere', { start: 50, size: 0, results: [] }],
    ['a page with fewer rows than it counts', { start: 0, size: 2, results: [] }],
    ['a list without us', { start: 0, size: 0, results: [] }],
    ['a total that is not reached', { start: 0, size: 0, totalCount: 3, results: [] }],
  ])('never takes %s for all users', async (_, page) => {
    await using confluence = await testConfluence();
    confluence.fail(/user\/list/, json({ ...page, _links: {} }));

    await expect(readAll(confluence.target)).rejects.toMatchObject({ name: 'UnexpectedReply' });
  });

  it('ends where pages lead nowhere', async () => {
    await using confluence = await testConfluence();
    const row = { type: 'known', username: 'admin', userKey: confluence.account, displayName: 'Admin', status: 'current' };
    confluence.fail(/user\/list/, json({ start: 0, size: 1, results: [row], _links: { next: '/rest/api/user/list?start=1' } }));

    await expect(readAll(confluence.target)).rejects.toThrow('lead nowhere');
  });

  it('never follows a link that a page gives, wherever it leads', async () => {
    await using confluence = await testConfluence({ users: people(5) });
    confluence.limits.users = 2;

    await readAll(confluence.target);

    expect(confluence.requests.filter(({ url }) => !url.startsWith('/rest/'))).toEqual([]);
  });
});

describe('confluence-dc reads groups and members (R3, G9)', () => {
  it('takes members by pages of 200', async () => {
    await using confluence = await testConfluence({ users: people(450).map(user => ({ ...user, groups: ['crowd'] })) });

    const directory = await confluence.target.read({ membersOf: ({ name }) => name === 'crowd' }, { signal: never });

    expect(membersOf(directory, 'crowd')).toHaveLength(450);
    expect(asked(confluence, '/group/crowd/member')).toBe(3);
  });

  it.each([199, 200, 201, 399])('takes no full page for the last one, also without a link to a next: %i members', async count => {
    await using confluence = await testConfluence({ users: people(count).map(user => ({ ...user, groups: ['crowd'] })) });
    confluence.nextShown = false;

    const directory = await confluence.target.read({ membersOf: ({ name }) => name === 'crowd' }, { signal: never });

    expect(membersOf(directory, 'crowd')).toHaveLength(count);
    expect(directory.accounts.size).toBe(count + 1);
  });

  it.each<[ConfluenceVersion, string]>([
    ['9.2.21', 'read'],
    ['10.2.14', 'read'],
    ['8.5.4', 'unknown'],
    ['10.0.3', 'unknown'],
  ])('%s: members of a group with a / in its name are %s, and no address has the / in it', async (version, kind) => {
    await using confluence = await testConfluence({ version, groups: [{ name: 'dev/ops', members: ['admin'] }] });

    expect(group(await readAll(confluence.target), 'dev/ops').members.kind).toBe(kind);
    expect(confluence.requests.filter(({ url }) => /dev%2fops\//i.test(url))).toEqual([]);
  });

  it('takes the administrators’ groups that Confluence tells besides those of the settings', async () => {
    await using confluence = await testConfluence({ groups: [{ name: 'bosses', members: ['admin'] }] });
    confluence.globalPermissions.administer.push('bosses');

    const directory = await confluence.target.read({ membersOf: () => false }, { signal: never });

    expect(directory.administratorGroups).toEqual(new Set(['confluence-administrators', 'bosses']));
    expect(membersOf(directory, 'bosses')).toEqual(['admin']);
  });

  it.each([true, false])(
    'takes a group nested in the administrators’ for one of theirs, whether its members are shown in the outer one or not: %s',
    async nestedShown => {
      const groups = [
        { name: 'bosses', members: ['ann'] },
        { name: 'confluence-administrators', children: ['bosses'] },
      ];
      await using confluence = await testConfluence({ version: '8.5.4', users: [{ name: 'ann' }], groups });
      confluence.nestedShown = nestedShown;

      const directory = await confluence.target.read({ membersOf: () => false }, { signal: never });

      expect(directory.administratorGroups).toEqual(new Set(['confluence-administrators', 'bosses']));
      expect(membersOf(directory, 'bosses')).toEqual(['ann']);
    },
  );

  it('tells who is an administrator without any group, and takes no namesake for one (sheet §4, C2)', async () => {
    const users = [{ name: 'ann', fullName: 'Ann Lee' }, { name: 'ann2', fullName: 'Ann Lee' }, { name: 'bob' }, { name: 'cid' }];
    await using confluence = await testConfluence({ users });
    const [ann, bob] = ['ann', 'bob'].map(name => confluence.userNamed(name)?.key ?? '');
    confluence.personalPermissions.system.add(ann ?? '');
    confluence.personalPermissions.use.add(bob ?? '');

    expect((await readAll(confluence.target)).administrators).toEqual(new Set([ann]));
    const some = await confluence.target.readPeople(
      { accounts: [], having: { username: ['ann', 'ann2', 'bob'] } },
      { signal: never },
    );
    expect(some.administrators).toEqual(new Set([ann]));
  });

  it('writes to neither of two groups whose names differ in case only', async () => {
    await using confluence = await testConfluence({ groups: ['team'] });
    const again = { type: 'group', name: 'TEAM' };
    const rows = [{ name: 'confluence-administrators' }, { name: 'team' }, again];
    confluence.fail(/\/group\?/, json({ results: rows, start: 0, size: 3, _links: {} }));

    expect(group(await readAll(confluence.target), 'team')).toMatchObject({
      readOnly: expect.stringContaining('same name'),
      members: { kind: 'unknown' },
    });
  });

  it('says that it may not read rather than that nobody is there', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });
    confluence.rights = [];
    await expect(readAll(confluence.target)).rejects.toMatchObject({ name: 'AccessDenied' });

    confluence.anonymousOn(/./);
    const stranger = targetOn(confluence, { token: new Secret('stale') });
    await expect(readAll(stranger)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('takes an anonymous answer without any header for what it is: a proxy that drops the credential', async () => {
    await using confluence = await testConfluence();
    confluence.fail(/user\/current/, json({ type: 'anonymous', displayName: 'Anonymous' }));

    await expect(readAll(confluence.target)).rejects.toThrow('as if nobody had signed in');
  });

  it('knows 8.5 by the manifest of its application links, also where that is XML', async () => {
    await using confluence = await testConfluence({ version: '8.5.4' });
    const body = '<manifest><typeId>confluence</typeId><version>8.5.4</version></manifest>';
    confluence.fail(/manifest/, { kind: 'status', status: 200, body, headers: { 'content-type': 'application/xml' } });

    expect((await readAll(confluence.target)).product.version).toBe('8.5.4');
  });

  it('says that there is no Confluence where there is none', async () => {
    await using confluence = await testConfluence({ contextPath: '/wiki' });
    const elsewhere = targetOn(Object.assign(confluence, { url: confluence.url.replace('/wiki', '') }));

    await expect(readAll(elsewhere)).rejects.toMatchObject({ hint: expect.stringContaining('context path') });
  });
});

describe('confluence-dc reads some people (DESIGN §2)', () => {
  it('asks for no list where usernames and ids will do', async () => {
    await using confluence = await testConfluence({ users: people(20) });

    const some = await confluence.target.readPeople(
      { accounts: [], having: { username: ['user0007', 'nobody'] } },
      { signal: never },
    );

    expect([...some.accounts.values()].map(({ username }) => username)).toEqual(['user0007']);
    expect([asked(confluence, 'user/list'), asked(confluence, 'users/list/active')]).toEqual([0, 0]);
  });

  it('hands out some whose address is not shown, where an address is asked for: one may be theirs', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }, { name: 'bob', active: false }] });

    const some = await confluence.target.readPeople({ accounts: [], having: { email: ['new@example.com'] } }, { signal: never });

    expect([...some.accounts.values()]).toEqual([expect.objectContaining({ username: 'bob', email: undefined })]);
  });

  it.each(['8.5.4', '9.2.21'] as const)(
    '%s: one call tells that addresses are hidden, however many people there are',
    async version => {
      await using confluence = await testConfluence({ version, users: people(500) });

      const some = await confluence.target.readPeople(
        { accounts: [], having: { email: ['new@example.com'] } },
        { signal: never },
      );

      expect([...some.accounts.values()].map(({ email }) => email)).toEqual([undefined, undefined, undefined]);
      expect(asked(confluence, 'user/list')).toBe(1);
    },
  );
});
