import { describe, expect, it } from 'vitest';
import { never, readAll, type TestJira, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { account, membersOf } from '../../../test/contracts/target.js';
import type { TargetDirectory } from '../../model/directory.js';
import { accountId } from '../../model/ids.js';
import type { UserSeed } from '../../sandbox/jira-dc/state.js';

const json = (body: unknown) => ({ kind: 'status', status: 200, body }) as const;
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => ({ name: `${prefix}${n}` }));

const keysOf = (jira: TestJira) => [...jira.users.values()].filter(({ deleted }) => !deleted).map(({ key }) => key);
const found = (directory: TargetDirectory) => [...directory.accounts.keys()].toSorted();
const searches = (jira: TestJira) => jira.requests.filter(({ url }) => url.includes('user/search'));
const linked = (jira: TestJira, ...names: readonly string[]) =>
  jira.target.read(
    { membersOf: () => false, accounts: names.map(name => accountId(jira.userNamed(name)?.key ?? name)) },
    { signal: never },
  );

const FIRST = ['anna', 'anne', 'maria', 'marie', 'marco', 'john', 'joan', 'jonas', 'li', 'ömer', '_ci', '王'];
const LAST = [
  ...[
    'schmidt',
    'schmitz',
    'smith',
    'smythe',
    'nguyen',
    'öztürk',
    'o’neil',
    'berg',
    'berger',
    'bergmann',
    'costa',
    'dubois',
    'evans',
  ],
  ...['fischer', 'garcía', 'haas', 'ivanov', 'jensen', 'kim', 'lópez', 'meyer', 'quist', 'rossi'],
];

/** 3,000 people: families of shared beginnings, names outside a to z, the inactive, numbers, bots of one address. */
function company(): UserSeed[] {
  const people = Array.from({ length: 1900 }, (_, n): UserSeed => {
    const [first, last] = [FIRST[n % FIRST.length] ?? '', LAST[n % LAST.length] ?? ''];
    const name = `${first}.${last}${n}`;
    return { name, displayName: `${first} ${last}`, emailAddress: `${name}@example.com`, active: n % 9 !== 0 };
  });
  const bots = numbered('svc-build-', 400).map(({ name }) => ({ name, displayName: 'Build', emailAddress: 'ci@x.org' }));
  return [...people, ...numbered('ext', 700), ...bots, { name: '王.head', groups: ['heads'] }];
}

describe('jira-dc without user/list, from 10 on: a search shows its first 100 hits only', () => {
  it('finds 3,000 people of shared prefixes, each once, and says that this proves nothing', async () => {
    await using jira = await testJira({ version: '10.7.2', users: company() });

    const directory = await readAll(jira.target);

    expect(found(directory)).toEqual(keysOf(jira).toSorted());
    expect(directory.accounts.size).toBe(3002);
    expect(account(directory, 'anna.schmidt0').active).toBe(false);
    expect(directory.completeness).toEqual({ kind: 'unproved', why: expect.stringContaining('no list of all users') });
    expect(directory.evidence.lists[0]).toEqual({
      what: 'users',
      pages: expect.any(Number),
      rows: 3002,
      end: 'prefixes, not provable',
    });
    expect(directory.evidence.calls).toBe(jira.requests.length);
    expect(directory.evidence.calls).toBeLessThan(2 * 3002);
  }, 120_000);

  it('asks each prefix once, for a hundred hits, inactive people too, and without startAt', async () => {
    await using jira = await testJira({ version: '10.7.2', users: numbered('user', 150) });

    await readAll(jira.target);

    const texts = searches(jira).map(({ url }) => new URL(url, jira.url).searchParams);
    expect(texts.every(query => query.get('maxResults') === '100' && query.get('includeInactive') === 'true')).toBe(true);
    expect(texts.some(query => query.has('startAt'))).toBe(false);
    const asked = texts.map(query => query.get('username')).filter(text => text !== 'admin');
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('finds whose whole username is a prefix that is cut', async () => {
    const users = [...numbered('ann', 120), { name: 'ann', key: 'OLD', displayName: 'Ann', emailAddress: 'ann' }];
    await using jira = await testJira({ version: '10.7.2', users });
    // the window need not be in the order of usernames
    const hits = numbered('ann', 100).map(({ name }) => beanOf(jira, name));
    jira.fail(/user\/search\?username=(\.|a|an|ann)&/, json(hits));

    expect(found(await readAll(jira.target))).toContain('OLD');
  });

  it('learns from the members of the groups in play how names begin here, and goes on from there', async () => {
    const users = [...numbered('user', 120), { name: '#bot1', groups: ['bots'] }, { name: '#bot2' }];
    const nobody = { displayName: '?', emailAddress: '?' };
    await using jira = await testJira({ version: '10.7.2', users: users.map(user => ({ ...nobody, ...user })) });
    jira.fail(/username=(\.|%3F|\?)&/, json([]));

    expect(found(await jira.target.read({ membersOf: () => false }, { signal: never }))).toHaveLength(121);
    const directory = await readAll(jira.target);
    expect(found(directory)).toHaveLength(123);
    expect(membersOf(directory, 'bots')).toEqual(['#bot1']);
  });

  it('looks linked accounts up by key: one that no search shows is there all the same, a deleted one is not (C5)', async () => {
    await using jira = await testJira({
      version: '10.7.2',
      users: [
        { name: '¿hidden', displayName: '¿', emailAddress: '¿@example.com' },
        { name: 'gone', deleted: true },
      ],
    });
    jira.fail(/username=\.&/, json([]));
    expect(found(await linked(jira))).toEqual([jira.account]);

    const directory = await linked(jira, '¿hidden', 'gone', 'no such key');

    expect(found(directory)).toEqual([jira.account, jira.userNamed('¿hidden')?.key]);
  });

  it('takes no failed look-up for a deletion (C5)', async () => {
    await using jira = await testJira({ version: '10.7.2' });
    jira.fail(/user\?key=K1/, { kind: 'status', status: 404, body: { message: 'HTTP 404 Not Found', 'sub-code': -1 } });

    await expect(linked(jira, 'K1')).rejects.toThrow(/no such endpoint/);
  });

  it('never takes an answer for whole when one search fails (R1)', async () => {
    await using jira = await testJira({ version: '10.7.2' });
    jira.fail(/username=q&/, { kind: 'status', status: 500, body: 'out of order' });

    await expect(readAll(jira.target)).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('tells an account that may not browse users from an empty Jira (R1)', async () => {
    await using jira = await testJira({ version: '10.7.2', users: [{ name: 'mia' }] });
    jira.fail(/user\/search/, json([]));

    await expect(readAll(jira.target)).rejects.toMatchObject({
      name: 'AccessDenied',
      hint: expect.stringContaining('Browse Users'),
    });
  });

  it('reads a 10.3 that is too old for user/list in the same way', async () => {
    await using jira = await testJira({ users: numbered('user', 150) });
    jira.fail(/user\/list/, { kind: 'status', status: 404, body: { message: 'HTTP 404 Not Found', 'sub-code': -1 } });

    const directory = await readAll(jira.target);

    expect(directory.accounts.size).toBe(151);
    expect(directory.completeness?.kind).toBe('unproved');
  });

  it('says when even user/search is missing', async () => {
    await using jira = await testJira();
    jira.fail(/user\/(list|search)/, { kind: 'status', status: 404, body: { message: 'HTTP 404 Not Found', 'sub-code': -1 } });

    await expect(readAll(jira.target)).rejects.toThrow(/neither user\/list nor user\/search/);
  });
});

describe('jira-dc before 10: a search can be paged, a thousand at a time', () => {
  it('reads everybody to the page that has nobody else, which proves the list whole', async () => {
    await using jira = await testJira({ version: '9.12.17', users: [...numbered('user', 2300), { name: 'zoe', active: false }] });

    const directory = await readAll(jira.target);

    expect(found(directory)).toEqual(keysOf(jira).toSorted());
    expect(directory.completeness).toEqual({ kind: 'whole' });
    expect(directory.evidence.lists[0]).toEqual({ what: 'users', pages: 4, rows: 2302, end: 'nobody after the last' });
  });

  it('reads on by what a page really held, where a server gives fewer than asked', async () => {
    await using jira = await testJira({ version: '9.12.17', users: numbered('user', 120) });
    jira.limits.userSearch = 50;

    expect((await readAll(jira.target)).accounts.size).toBe(121);
  });

  it('splits by prefixes where the whole is cut at 1000 (JRASERVER-65089)', async () => {
    await using jira = await testJira({ version: '9.12.17', users: [...numbered('user', 1100), ...numbered('ann', 700)] });
    jira.limits.searchWindow = 1000;

    const directory = await readAll(jira.target);

    expect(found(directory)).toEqual(keysOf(jira).toSorted());
    expect(directory.completeness?.kind).toBe('unproved');
  });

  it('never runs in circles on a server that ignores startAt', async () => {
    await using jira = await testJira({ version: '9.12.17', users: numbered('user', 60) });
    jira.startAtIgnored = true;
    jira.limits.userSearch = 20;

    const directory = await readAll(jira.target);

    expect(directory.completeness?.kind).toBe('unproved');
    expect(searches(jira).length).toBeLessThan(500);
    expect(found(directory)).toEqual(keysOf(jira).toSorted());
  });

  it('reads once more when the list moved between two pages, so that nobody seems deleted', async () => {
    await using jira = await testJira({ version: '9.12.17', users: numbered('user', 60) });
    jira.limits.userSearch = 20;
    jira.fail(/startAt=19&/, json([beanOf(jira, 'user5')]), { times: 1 });

    const directory = await readAll(jira.target);

    expect(directory.accounts.size).toBe(61);
    expect(directory.completeness?.kind).toBe('whole');
  });

  it.each([
    ['finds nobody', []],
    ['is a text like any other', [{ key: 'K1', name: '.x', displayName: 'X', active: true }]],
  ])('splits by prefixes where `.` %s', async (_, rows) => {
    await using jira = await testJira({ version: '9.12.17', users: numbered('user', 20) });
    jira.fail(/username=\.&/, json(rows));

    const directory = await readAll(jira.target);

    expect(directory.accounts.size).toBe(21 + rows.length);
    expect(directory.completeness?.kind).toBe('unproved');
  });
});

function beanOf(jira: TestJira, name: string) {
  const user = jira.userNamed(name);
  if (user === undefined) throw new Error(`no user ${name}`);
  const { key, displayName, emailAddress, active } = user;
  return { key, name, displayName, emailAddress, active };
}
