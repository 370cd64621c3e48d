import { get as httpGet } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type OktaEmulator, startOkta } from './index.js';

interface Page {
  status: number;
  ids: string[];
  /** the header lines, as they came */
  links: string[];
  next: string | undefined;
  errorCode: string | undefined;
}

/** `fetch` joins header lines: here they are counted. */
function page(okta: OktaEmulator, pathOrUrl: string): Promise<Page> {
  const headers = { authorization: `SSWS ${okta.token}` };
  return new Promise((resolve, reject) => {
    httpGet(new URL(pathOrUrl, okta.url), { headers }, async reply => {
      const chunks: Buffer[] = [];
      for await (const chunk of reply) chunks.push(chunk);
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const links = reply.rawHeaders.filter((_, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === 'link');
      resolve({
        status: reply.statusCode ?? 0,
        ids: Array.isArray(body) ? body.map(({ id }) => id) : [],
        errorCode: body.errorCode,
        links,
        next: links.map(link => /^<(.*)>; rel="next"$/.exec(link)?.[1]).find(Boolean),
      });
    }).on('error', reject);
  });
}

async function allPages(okta: OktaEmulator, path: string, atMost = 20): Promise<string[][]> {
  const pages: string[][] = [];
  for (let next: string | undefined = path; next !== undefined && pages.length < atMost; ) {
    const current: Page = await page(okta, next);
    pages.push(current.ids);
    next = current.next;
  }
  return pages;
}

const people = (count: number) => Array.from({ length: count }, (_, n) => `p${String(n).padStart(4, '0')}`);

describe('paging', () => {
  it('goes by two Link header lines and an opaque cursor', async () => {
    await using okta = await startOkta({ users: ['ann', 'bob', 'cid'] });

    const first = await page(okta, '/api/v1/users?limit=2');

    expect(first.ids).toEqual(['ann', 'bob']);
    expect(first.links).toEqual([
      `<${okta.url}/api/v1/users?limit=2>; rel="self"`,
      expect.stringMatching(/^<http.*\/api\/v1\/users\?after=[\w-]+&limit=2>; rel="next"$/),
    ]);
    const second = await page(okta, first.next ?? '');
    expect(second.ids).toEqual(['cid']);
    expect(second.links).toEqual([expect.stringMatching(/after=.*rel="self"$/)]); // no next: the last page
  });

  it.each([
    ['/api/v1/users', 200],
    ['/api/v1/users/ann/groups', 200],
    ['/api/v1/groups', 10000],
    ['/api/v1/groups/g1/users', 1000],
    ['/api/v1/groups/g1/apps', 20],
    ['/api/v1/apps', 20],
    ['/api/v1/apps/0oa1/users', 50],
    ['/api/v1/apps/0oa1/groups', 20],
  ])('shows in its self link that %s has a default of %i', async (path, limit) => {
    await using okta = await startOkta({ users: ['ann'], groups: [{ id: 'g1', name: 'Dev' }], app: { id: '0oa1' } });
    expect((await page(okta, path)).links).toEqual([`<${okta.url}${path}?limit=${limit}>; rel="self"`]);
  });

  it.each([
    ['/api/v1/users?limit=201', 500, 'E0000009'],
    ['/api/v1/users?limit=200', 200, undefined],
    ['/api/v1/groups?limit=10001', 500, 'E0000009'],
    ['/api/v1/groups/g1/users?limit=1001', 500, 'E0000009'],
    ['/api/v1/apps/0oa1/users?limit=501', 500, 'E0000009'],
    ['/api/v1/apps/0oa1/users?limit=500', 200, undefined],
    ['/api/v1/apps/0oa1/groups?limit=201', 500, 'E0000009'],
    ['/api/v1/apps/0oa1/groups?limit=19', 400, 'E0000001'],
    ['/api/v1/users?limit=0', 400, 'E0000001'],
    ['/api/v1/users?limit=many', 400, 'E0000001'],
    ['/api/v1/users?after=madeup', 400, 'E0000001'],
  ])('answers %s with %i', async (path, status, errorCode) => {
    await using okta = await startOkta({ groups: [{ id: 'g1', name: 'Dev' }], app: { id: '0oa1' } });
    expect(await page(okta, path)).toMatchObject({ status, errorCode });
  });

  it('gives everybody once, also the deactivated of a search, and keeps the query in the links', async () => {
    await using okta = await startOkta({ users: people(450) });
    okta.deactivate('p0007');
    const pages = await allPages(okta, '/api/v1/users?search=status+pr');
    expect(pages.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(pages.flat()).toEqual(people(450));
  });

  it('may be shorter than asked', async () => {
    await using okta = await startOkta({ users: people(5), pageSize: 2, groups: { Dev: people(3) } });
    expect(await allPages(okta, '/api/v1/users?limit=200')).toEqual([['p0000', 'p0001'], ['p0002', 'p0003'], ['p0004']]);
    const group = [...okta.org.groups.keys()].at(-1);
    expect(await allPages(okta, `/api/v1/groups/${group}/users`)).toEqual([['p0000', 'p0001'], ['p0002']]);
  });

  it('neither skips nor repeats when somebody leaves between two pages', async () => {
    await using okta = await startOkta({ users: people(4), pageSize: 2 });
    const first = await page(okta, '/api/v1/users');
    okta.remove('p0000');
    expect((await page(okta, first.next ?? '')).ids).toEqual(['p0002', 'p0003']);
  });

  it('is not for q: so many rows and no link at all', async () => {
    await using okta = await startOkta({ users: people(12) });
    const found = await page(okta, '/api/v1/users?q=p');
    expect([found.ids.length, found.links.length]).toEqual([10, 0]);
    expect((await page(okta, '/api/v1/users?q=P0003')).ids).toEqual(['p0003']);
    expect((await page(okta, '/api/v1/users?q=p&limit=11')).ids).toHaveLength(11);
  });
});

describe('paging gone wrong', () => {
  it('has an empty page that still has a next link', async () => {
    await using okta = await startOkta({ users: people(3), pageSize: 2 });
    okta.emptyPageBefore(2, /\/users\?/);
    expect(await allPages(okta, '/api/v1/users?limit=2')).toEqual([['p0000', 'p0001'], [], ['p0002']]);

    okta.behave();
    okta.emptyPageBefore(1);
    expect(await allPages(okta, '/api/v1/users?limit=2')).toEqual([[], ['p0000', 'p0001'], ['p0002']]);
  });

  it('goes round for ever', async () => {
    await using okta = await startOkta({ users: people(2) });
    okta.loopNext(/\/users/);
    expect(await allPages(okta, '/api/v1/users', 5)).toEqual(Array.from({ length: 5 }, () => people(2)));
    expect((await page(okta, '/api/v1/groups')).next).toBeUndefined();
  });

  it('leads to another host', async () => {
    await using okta = await startOkta({ users: ['ann'] });
    okta.nextTo('https://evil.example.com/api/v1/users?after=x');
    expect(await page(okta, '/api/v1/users')).toMatchObject({
      ids: ['ann'],
      next: 'https://evil.example.com/api/v1/users?after=x',
    });
  });

  it('loses the next link, and with it the rest', async () => {
    await using okta = await startOkta({ users: people(3), pageSize: 2 });
    okta.loseNext();
    expect(await allPages(okta, '/api/v1/users')).toEqual([['p0000', 'p0001']]);
  });

  it('takes too long for a large page', async () => {
    await using okta = await startOkta({ users: people(3) });
    okta.timeOutAbove(100, /\/users/);
    expect(await page(okta, '/api/v1/users')).toMatchObject({ status: 500, errorCode: 'E0000009' });
    expect(await page(okta, '/api/v1/users?limit=100')).toMatchObject({ status: 200, ids: people(3) });
  });
});
