import { describe, expect, it } from 'vitest';
import { startIdcs } from './index.js';
import { ask, company, ids, read } from './test-domain.js';

const USERS = '/admin/v1/Users?sortBy=id';

describe('mischief in an identity domain', () => {
  it('hides people and groups from lists, never from a look-up', async () => {
    await using idcs = await startIdcs(company);
    idcs.hide('ann');
    idcs.hide('Engineering', ['userGroups']);

    expect(await ids(idcs, USERS)).toEqual(['bob', 'cid']);
    expect((await ask(idcs, '/admin/v1/Users/ann')).status).toBe(200);
    expect((await read(idcs, '/admin/v1/Groups/eng?attributes=members')).members).toMatchObject([{ value: 'bob' }]);
    expect((await read(idcs, '/admin/v1/Users/bob?attributes=groups')).groups).toMatchObject([{ value: 'all' }]);
    expect(await ids(idcs, '/admin/v1/Groups')).toContain('eng');
    idcs.show('ann');
    expect(await ids(idcs, USERS)).toContain('ann');
  });

  it('corrupts rows, in lists and alone', async () => {
    await using idcs = await startIdcs(company);
    idcs.corrupt('ann', { userName: undefined, active: 'yes' });
    idcs.corrupt('bob', null);
    idcs.corrupt('cid', row => ({ ...row, id: 7 }));

    const { Resources } = await read(idcs, `${USERS}&attributes=active`);

    expect(Resources).toEqual([{ id: 'ann', active: 'yes' }, null, { id: 7, userName: 'cid@example.com', active: false }]);
    expect((await read(idcs, '/admin/v1/Users/ann')).active).toBe('yes');
  });

  it('lists in another order each time, unless sorted', async () => {
    await using idcs = await startIdcs(company);
    idcs.shuffle(/Users/);

    const first = await ids(idcs, '/admin/v1/Users?count=1');
    const second = await ids(idcs, '/admin/v1/Users?count=1&startIndex=2');

    expect([...first, ...second]).toEqual(['ann', 'cid']); // bob fell through
    expect(await ids(idcs, USERS)).toEqual(['ann', 'bob', 'cid']);
    expect(await ids(idcs, USERS)).toEqual(['ann', 'bob', 'cid']);
  });

  it('counts wrong, sticks to the first page, or stops before its end', async () => {
    await using idcs = await startIdcs(company);
    idcs.miscount(-1, /count=1000/);
    idcs.stick(/count=2/);
    idcs.cutAt(2, /count=3/);

    expect((await read(idcs, `${USERS}&count=1000`)).totalResults).toBe(2);
    expect(await ids(idcs, `${USERS}&count=2&startIndex=3`)).toEqual(['ann', 'bob']);
    expect(await read(idcs, `${USERS}&count=3`)).toMatchObject({ totalResults: 3, itemsPerPage: 1 });
    expect(await ids(idcs, `${USERS}&count=3&startIndex=2`)).toEqual([]);
    idcs.behave();
    expect(await ids(idcs, `${USERS}&count=3`)).toHaveLength(3);
  });

  it('sends shorter pages than asked for', async () => {
    await using idcs = await startIdcs({ ...company, pageSize: 2 });
    expect(await read(idcs, `${USERS}&count=1000`)).toMatchObject({ totalResults: 3, itemsPerPage: 2 });
    expect(await ids(idcs, `${USERS}&count=1000&startIndex=3`)).toEqual(['cid']);
  });

  it('lets something happen between two pages', async () => {
    await using idcs = await startIdcs(company);
    idcs.before(/Users/, () => idcs.remove('ann'), 1);

    expect(await ids(idcs, `${USERS}&count=1`)).toEqual(['ann']);
    expect(await ids(idcs, `${USERS}&count=1&startIndex=2`)).toEqual(['cid']); // bob moved up
    idcs.addPerson('ann');
    expect(await ids(idcs, USERS)).toHaveLength(3); // it happens once
  });

  it('refuses what is denied, and asks to slow down', async () => {
    await using idcs = await startIdcs(company);
    idcs.deny(/Groups/);
    idcs.limitRate(/Users/, { times: 2, retryAfter: 3 });

    expect((await ask(idcs, '/admin/v1/Groups')).status).toBe(403);
    const limited = await ask(idcs, '/admin/v1/Users');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await limited.text()).toMatch(/idcs-[0-9a-f]{32}.*127\.0\.0\.1.*\/admin\/v1\/Users/); // what must not be shown
    expect((await ask(idcs, '/admin/v1/Users')).status).toBe(429);
    expect((await ask(idcs, '/admin/v1/Users')).status).toBe(200);
  });
});

describe('rate limits', () => {
  it('are those of the domain type, for tokens apart, and end with their minute', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    await using idcs = await startIdcs({ ...company, rateLimit: 'free', tokenLifetime: 100_000, now: () => new Date(time) });
    const statuses = (count: number) =>
      Promise.all(Array.from({ length: count }, async () => (await ask(idcs, '/admin/v1/Users?count=0')).status));
    const passed = async (count: number) => (await statuses(count)).filter(status => status === 200).length;

    expect(await passed(25)).toBe(20); // in a second
    for (let second = 1; second < 7; second++) {
      time += 1000;
      expect(await passed(20)).toBe(20);
    }
    time += 1000;
    expect(await passed(20)).toBe(10); // 150 in a minute
    expect((await fetch(`${idcs.url}/oauth2/v1/token`, { method: 'POST' })).status).toBe(401); // not 429
    time += 60_000;
    expect(await passed(1)).toBe(1);
  });
});
