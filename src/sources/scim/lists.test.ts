import { describe, expect, it } from 'vitest';
import { asked, type ScimFixture, scimFixture, type Written } from '../../../test/contracts/scim-fixture.js';
import { Refused, SyncError, UnexpectedReply } from '../../errors.js';
import type { Quirk, ScimOptions } from '../../sandbox/scim/index.js';

const people = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(3, '0')}`);
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: ScimFixture) => source.pull({ group: () => true }, options());
const whole = async (fixture: ScimFixture) => [...(await pull(fixture)).people.keys()].sort();
const usersOf = (fixture: ScimFixture) => asked(fixture).filter(path => path.startsWith('Users'));
const open = (server: ScimOptions, written: Written = {}) => scimFixture({ pageSize: 10, ...server }, written);
const evidenceOf = async (fixture: ScimFixture) => (await pull(fixture)).evidence.lists.find(({ what }) => what === 'users');

describe('pages by number', () => {
  it.each([0, 1, 9, 10, 11, 20, 45])('brings all of %i people, whatever the last page holds (R1)', async count => {
    await using fixture = await open({ users: people(count) });

    expect(await whole(fixture)).toEqual(people(count));
  });

  it('begins each page with the last row of the one before, sorted where the server can', async () => {
    await using fixture = await open({ users: people(25) });
    await pull(fixture);

    const page = (start: number) => `Users?startIndex=${start}&count=10`;
    expect(usersOf(fixture).map(path => path.replace('sortBy=id&sortOrder=ascending&', ''))).toEqual([
      page(1),
      page(10),
      page(19),
    ]);
    expect(usersOf(fixture)[0]).toContain('sortBy=id');
  });

  it('goes on where the rows that came end, when a server gives fewer than asked', async () => {
    await using fixture = await open({ users: people(25), pageSize: 7 }, { pageSize: 100 });

    expect(await whole(fixture)).toEqual(people(25));
  });

  it('asks for as many as the server says that it gives, or as the config says', async () => {
    await using told = await open({ users: people(3), pageSize: 50 });
    await using written = await open({ users: people(3), pageSize: 50 }, { pageSize: 20 });
    await pull(told);
    await pull(written);

    expect(usersOf(told)[0]).toContain('count=50');
    expect(usersOf(written)[0]).toContain('count=20');
  });

  it('tells how it knows that this is all', async () => {
    await using fixture = await open({ users: people(5) });

    expect(await evidenceOf(fixture)).toMatchObject({ rows: 5, total: 5, end: 'nothing after its last row' });
  });
});

/** Lets somebody in or out at the server, between its first page and its second. */
function betweenPages({ scim }: ScimFixture, happens: () => void, times = 1): void {
  const { requests } = scim;
  const before = requests.push.bind(requests);
  let left = times;
  requests.push = (...records) => {
    if (left > 0 && records.some(({ url }) => /\/Users\?.*startIndex=(?!1&)/.test(url))) {
      left -= 1;
      happens();
    }
    return before(...records);
  };
}

describe('a list that moves while it is read (R1)', () => {
  it('is read once more when its total changes', async () => {
    await using fixture = await open({ users: people(25) });
    betweenPages(fixture, () => fixture.scim.addPerson('p999'));

    expect(await whole(fixture)).toEqual([...people(25), 'p999']);
  });

  it('is read once more when one goes and another comes: the total stays, the rows move', async () => {
    await using fixture = await open({ users: people(25) });
    betweenPages(fixture, () => {
      fixture.scim.remove('p001');
      fixture.scim.addPerson('p999');
    });

    expect(await whole(fixture)).toEqual([...people(25).filter(id => id !== 'p001'), 'p999']);
  });

  it('is not believed when it moves each time', async () => {
    await using fixture = await open({ users: people(25) });
    let at = 900;
    betweenPages(fixture, () => fixture.scim.addPerson(`p${at++}`), 99);

    await expect(pull(fixture)).rejects.toThrow(/list of users cannot be read to its end: its total went from \d+ to \d+, twice/);
  });
});

describe('servers that depart from the standard', () => {
  it.each<[string, Quirk[], Written]>([
    ['everything at once, whatever is asked', ['countIgnored'], {}],
    ['everything at once, again and again', ['countIgnored', 'startIndexIgnored'], {}],
    ['counting from 0', ['startsAtZero'], { deviations: ['startsAtZero'] }],
    ['whole pages only', ['wholePages'], { deviations: ['wholePages'] }],
    ['no totals', ['totalMissing'], { deviations: ['noTotals'] }],
    ['totals of pages', ['totalPerPage'], { deviations: ['noTotals'] }],
    ['plain JSON', ['plainJson'], {}],
    ['attributes in lower case', ['lowerCase'], {}],
    ['no discovery', ['noDiscovery'], {}],
    ['bare arrays for lists of types', ['bareArrays'], {}],
    ['no sorting', ['noSort'], {}],
    ['large counts refused', ['largeCountRefused'], {}],
  ])('%s', async (_, quirks, written) => {
    await using fixture = await open({ users: people(25), quirks }, written);

    expect(await whole(fixture)).toEqual(people(25));
  });

  it.each<[string, Quirk[], Written]>([
    ['ignores startIndex', ['startIndexIgnored', 'totalPerPage'], {}],
    ['rounds startIndex to whole pages', ['wholePages', 'totalPerPage'], { deviations: ['wholePages'] }],
    ['does not mind a cursor', ['totalPerPage'], { paging: 'cursor' }],
    ['does not mind a cursor, and names no total', ['totalMissing'], { paging: 'cursor', deviations: ['noTotals'] }],
  ])('never takes the first page of a server for all that counts it as the total and %s (R1)', async (_, quirks, written) => {
    await using fixture = await open({ users: people(25), quirks }, written);

    const read = await whole(fixture).catch(error => (error instanceof UnexpectedReply ? 'unread' : error));

    expect(['unread', people(25)]).toContainEqual(read);
  });

  it('takes an empty list without `Resources` for what it is: nobody', async () => {
    await using fixture = await open({ users: [], quirks: ['resourcesMissing'] });

    expect(await whole(fixture)).toEqual([]);
  });

  it.each<[string, Quirk[], Written, RegExp]>([
    ['the same page again and again', ['startIndexIgnored'], {}, /does not mind `startIndex`/],
    ['totals of pages, unnamed', ['totalPerPage'], {}, /its total|more than/],
    ['no totals, unnamed', ['totalMissing'], {}, /does not say how many users there are/],
    ['rows in another order each time', ['unordered', 'noSort'], {}, /moved from page to page/],
    ['pages rounded, unnamed', ['wholePages'], {}, /moved from page to page/],
    ['counting from 0, unnamed', ['startsAtZero'], {}, /cannot be read to its end/],
  ])('is unread, and says so: %s (R1)', async (_, quirks, written, says) => {
    await using fixture = await open({ users: people(25), quirks }, written);

    const failure: unknown = await pull(fixture).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(failure).toMatchObject({ message: expect.stringMatching(says), hint: expect.stringMatching(/deviation/) });
  });

  it('is unread where pages after the first are not built (R1)', async () => {
    await using fixture = await open({ users: people(25), quirks: ['startIndexRefused'] });

    await expect(pull(fixture)).rejects.toThrow(/has not built this \(501/);
  });

  it('says what to do where a page is too large', async () => {
    await using fixture = await open({ users: people(25), quirks: ['largeCountRefused'] }, { pageSize: 100 });

    const failure: unknown = await pull(fixture).catch(error => error);

    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toMatchObject({ hint: expect.stringContaining('`pageSize`') });
  });

  it.each([
    ['an object that is no list', {}],
    ['an error in a 200', { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '500', detail: 'no' }],
    ['a total without its rows', { totalResults: 3 }],
    ['rows that are no list', { totalResults: 1, Resources: { id: 'ann' } }],
  ])('never takes %s for an empty company (R1)', async (_, body) => {
    for (const cursors of ['none', 'always'] as const) {
      await using fixture = await open({ users: people(3), cursors });
      fixture.scim.fail(/\/Users\?/, { kind: 'status', status: 200, body });

      await expect(pull(fixture)).rejects.toBeInstanceOf(SyncError);
    }
  });

  it('finds users where the server says that they are', async () => {
    await using fixture = await open({ users: people(3), usersEndpoint: 'People' });

    expect(await whole(fixture)).toEqual(people(3));
  });
});

describe('pages by cursor (RFC 9865)', () => {
  it.each([0, 1, 10, 25])('brings all of %i people, and nothing but the missing cursor is the end', async count => {
    await using fixture = await open({ users: people(count), cursors: 'offered' });

    expect(await whole(fixture)).toEqual(people(count));
    expect(await evidenceOf(fixture)).toMatchObject({ rows: count, end: 'no next cursor' });
    expect(usersOf(fixture)[0]).toMatch(/cursor=&count=10$/);
  });

  it('needs no totals', async () => {
    await using fixture = await open({ users: people(25), cursors: 'offered', cursorTotals: false });

    expect(await whole(fixture)).toEqual(people(25));
  });

  it('follows cursors that nobody asked for', async () => {
    await using fixture = await open({ users: people(25), cursors: 'always', quirks: ['noDiscovery'] });
    // as a server that insists: what comes with startIndex is answered by a cursor all the same
    expect(await whole(fixture)).toEqual(people(25));
  });

  it('pages by number where the server does not mind a cursor', async () => {
    await using fixture = await open({ users: people(25) }, { paging: 'cursor' });

    expect(await whole(fixture)).toEqual(people(25));
  });

  it('begins anew when its cursor is not good any more', async () => {
    await using fixture = await open({ users: people(25), cursors: 'offered' });
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', scimType: 'expiredCursor' };
    fixture.scim.fail(/cursor=cursor-2/, { kind: 'status', status: 400, body }, { times: 1 });

    expect(await whole(fixture)).toEqual(people(25));
  });

  it.each([
    ['the same cursor again and again', { Resources: [], nextCursor: 'again' }, /repeated a cursor/],
    ['fewer rows than it names', { totalResults: 9, Resources: [{ id: 'a', userName: 'a' }] }, /ends after 1 of 9/],
  ])('is not believed with %s (R1)', async (_, body, says) => {
    await using fixture = await open({ users: people(25), cursors: 'always' });
    fixture.scim.fail(/\/Users\?/, { kind: 'status', status: 200, body });

    await expect(pull(fixture)).rejects.toThrow(says);
  });

  it('is not believed when ever new cursors bring nothing (R1)', async () => {
    await using fixture = await open({ users: people(25), cursors: 'always' });
    for (let at = 0; at < 60; at += 1)
      fixture.scim.fail(
        /\/Users\?/,
        { kind: 'status', status: 200, body: { Resources: [], nextCursor: `c${at}` } },
        { times: 1 },
      );

    await expect(pull(fixture)).rejects.toThrow(/20 pages in a row bring nothing new/);
  });
});

describe('rows that come twice', () => {
  it('count once where a list by cursor names them twice, and its total proves that nobody is missing', async () => {
    await using fixture = await open({ users: ['ann'], cursors: 'always' });
    const row = (id: string) => ({ id, userName: id, active: true });
    const page = (ids: string[], nextCursor?: string) => ({ totalResults: 3, Resources: ids.map(row), nextCursor });
    fixture.scim.fail(/Users\?.*cursor=&/, { kind: 'status', status: 200, body: page(['a', 'b'], 'on') });
    fixture.scim.fail(/Users\?.*cursor=on/, { kind: 'status', status: 200, body: page(['b', 'c']) });

    expect(await whole(fixture)).toEqual(['a', 'b', 'c']);
  });
});
