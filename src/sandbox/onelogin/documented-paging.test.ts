import { describe, expect } from 'vitest';
import { ask, ids, read, showRows } from './test-account.js';

const header = (reply: Response, name: string) => reply.headers.get(name);
const crowd = { users: Array.from({ length: 120 }, (_, at) => ({ id: String(at + 1), email: `p${at}@example.com` })) };

describe('documented or seen in code: paging (§3)', () => {
  showRows([
    {
      kind: 'shown',
      row: 'v2 answers carry `Total-Count`, `Total-Pages`, `Current-Page`, `Page-Items`, `After-Cursor`, `Before-Cursor`; no `After-Cursor` = end',
      account: crowd,
      request: 'GET /api/2/users?limit=100',
      async shows(body, { onelogin, reply }) {
        expect(body).toHaveLength(100);
        const named = ['total-count', 'total-pages', 'current-page', 'page-items', 'after-cursor', 'before-cursor'];
        expect(named.map(name => header(reply, name))).toEqual(['120', '2', '1', '100', 'bGltaXQ9MTAwJnBhZ2U9Mg%3D%3D', null]);
        const next = await ask(onelogin, `/api/2/users?cursor=${header(reply, 'after-cursor')}`);
        expect(named.map(name => header(next, name))).toEqual(['120', '2', '2', '20', null, 'bGltaXQ9MTAwJnBhZ2U9MQ%3D%3D']);
      },
    },
    {
      kind: 'shown',
      row: 'The cursor is plain page-number paging. Rows can shift between pages while people change',
      account: crowd,
      request: 'GET /api/2/users?limit=100',
      async shows(_, { onelogin, reply }) {
        onelogin.remove('1');
        expect((await ids(onelogin, `/api/2/users?cursor=${header(reply, 'after-cursor')}`))[0]).toBe(102); // 101 is out of sight
      },
    },
    {
      kind: 'shown',
      row: 'repeat the filters, `limit` is needed on the first call only',
      account: crowd,
      request: 'GET /api/2/users?limit=2&email=p1*',
      async shows(_, { onelogin, reply }) {
        const cursor = header(reply, 'after-cursor');
        expect(await ids(onelogin, `/api/2/users?cursor=${cursor}&email=p1*`)).toEqual([12, 13]);
        expect(await ids(onelogin, `/api/2/users?cursor=${cursor}`)).toEqual([3, 4]);
      },
    },
    {
      kind: 'shown',
      row: 'Maximum `limit` differs per endpoint; the page says "up to 50 per page", the SDK says `limit` max 100',
      account: crowd,
      request: 'GET /api/2/users?limit=1000',
      async shows(body, { onelogin }) {
        expect(body).toHaveLength(100);
        expect(await read(onelogin, '/api/2/users')).toHaveLength(50);
      },
    },
    {
      kind: 'shown',
      row: 'v1: body `pagination: {before_cursor, after_cursor, previous_link, next_link}`; next page `?after_cursor=...`; `null` = end; 50 per page',
      account: crowd,
      request: 'GET /api/1/users',
      async shows({ data, pagination }, { onelogin }) {
        expect(data).toHaveLength(50);
        const { after_cursor, next_link } = Object(pagination);
        expect(next_link).toBe(`${onelogin.url}/api/1/users?after_cursor=${after_cursor}`);
        const second = await read(onelogin, `/api/1/users?after_cursor=${after_cursor}`);
        const third = await read(onelogin, `/api/1/users?after_cursor=${Object(second.pagination).after_cursor}`);
        expect(third).toMatchObject({ pagination: { after_cursor: null, next_link: null } });
        expect(third.data).toHaveLength(20);
      },
    },
    {
      kind: 'shown',
      row: '`role_id` (v1, array or null) vs `role_ids` (v2)',
      request: 'GET /api/1/users',
      shows: ({ data }) => expect(data).toMatchObject([{ role_id: [428308] }, { role_id: [428308, 439868] }, { role_id: null }]),
    },
  ]);
});
