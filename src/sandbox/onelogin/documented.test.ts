import { describe, expect } from 'vitest';
import { ask, CLIENT, company, ids, read, showRows, tokenOf } from './test-account.js';

const header = (reply: Response, name: string) => reply.headers.get(name);
const crowd = { users: Array.from({ length: 120 }, (_, at) => ({ id: String(at + 1), email: `p${at}@example.com` })) };
const USER = [
  ...['id', 'username', 'email', 'firstname', 'lastname', 'status', 'state', 'group_id', 'external_id', 'directory_id'],
  ...['samaccountname', 'userprincipalname', 'distinguished_name', 'member_of', 'phone', 'activated_at', 'last_login'],
  ...['invitation_sent_at', 'locked_until', 'invalid_login_attempts', 'password_changed_at', 'created_at', 'updated_at'],
];

describe('documented or seen in code: ground rules and tokens (§1, §2)', () => {
  showRows([
    {
      kind: 'shown',
      row: 'Two API generations side by side: `/api/1` (wrapped answers) and `/api/2` (bare arrays, paging in headers)',
      request: 'GET /api/1/users',
      async shows(body, { onelogin }) {
        expect(Object.keys(body)).toEqual(['status', 'pagination', 'data']);
        expect(Array.isArray(await read(onelogin, '/api/2/users'))).toBe(true);
      },
    },
    {
      kind: 'shown',
      row: '`Authorization: bearer <token>` on both; recorded v1 code also sends `bearer:<token>`',
      request: 'GET /api/2/users',
      async shows(_, { onelogin }) {
        const token = await tokenOf(onelogin);
        for (const scheme of ['bearer ', 'Bearer ', 'bearer:'])
          for (const path of ['/api/1/users', '/api/2/users'])
            expect((await ask(onelogin, path, { headers: { authorization: `${scheme}${token}` } })).status).toBe(200);
      },
    },
    {
      kind: 'shown',
      row: 'Every answer carries `x-request-id`',
      request: 'GET /api/2/users/404',
      status: 404,
      async shows(_, { onelogin, reply }) {
        expect(header(reply, 'x-request-id')).toMatch(/^[0-9A-F]{24}$/);
        expect(header(await ask(onelogin, '/api/1/groups'), 'x-request-id')).toMatch(/./);
      },
    },
    {
      kind: 'shown',
      row: 'v1 errors: `{"status":{"error":true,"code":401,"type":"Unauthorized","message":"..."}}`',
      request: 'GET /api/1/users',
      headers: { authorization: 'Bearer no' },
      status: 401,
      shows: body =>
        expect(body).toEqual({ status: { error: true, code: 401, type: 'Unauthorized', message: 'Authentication Failure' } }),
    },
    {
      kind: 'shown',
      row: 'v2 errors: `{"statusCode":401,"name":"...","message":"..."}`',
      request: 'GET /api/2/users',
      headers: { authorization: 'Bearer no' },
      status: 401,
      shows: body => expect(body).toMatchObject({ statusCode: 401, name: 'UnauthorizedError', message: expect.any(String) }),
    },
    {
      kind: 'shown',
      row: '`POST /auth/oauth2/v2/token`, header `Authorization: client_id:<id>, client_secret:<secret>`; flat answer, 10 hours',
      request: 'POST /auth/oauth2/v2/token',
      headers: { authorization: `client_id:${CLIENT.clientId}, client_secret:${CLIENT.clientSecret}` },
      shows: body =>
        expect(body).toEqual({
          ...{ access_token: expect.any(String), created_at: expect.any(String), expires_in: 36_000 },
          ...{ refresh_token: expect.any(String), token_type: 'bearer', account_id: expect.any(Number) },
        }),
    },
    {
      kind: 'shown',
      row: 'HTTP Basic works as well; a wrong secret does not',
      request: 'POST /auth/oauth2/v2/token',
      headers: { authorization: `Basic ${btoa(`${CLIENT.clientId}:${CLIENT.clientSecret}`)}` },
      async shows(_, { onelogin }) {
        const wrong = { method: 'POST', headers: { authorization: `client_id:${CLIENT.clientId}, client_secret:no` } };
        expect((await ask(onelogin, '/auth/oauth2/v2/token', wrong)).status).toBe(401);
      },
    },
    {
      kind: 'shown',
      row: 'The older `/auth/oauth2/token` wraps it in `data[0]`',
      account: { ...company, token: 'wrapped' },
      request: 'POST /auth/oauth2/v2/token',
      headers: { authorization: `client_id:${CLIENT.clientId}, client_secret:${CLIENT.clientSecret}` },
      shows: ({ data }) => expect(data).toMatchObject([{ access_token: expect.any(String), token_type: 'bearer' }]),
    },
    {
      kind: 'shown',
      row: 'Read Users covers GET on users, roles and groups; app reads need Read All',
      request: 'GET /api/2/apps/1475668/users',
      status: 403,
      async shows(_, { onelogin }) {
        for (const path of ['users', 'roles', 'groups', 'roles/428308/users'])
          expect((await ask(onelogin, `/api/2/${path}`)).status).toBe(200);
      },
    },
    {
      kind: 'shown',
      row: '*Authentication Only* reads nothing',
      account: { ...company, scope: 'Authentication Only' },
      request: 'GET /api/2/users',
      status: 403,
      shows: body => expect(body).toMatchObject({ statusCode: 403 }),
    },
    {
      kind: 'notShown',
      row: 'Older `https://api.us.onelogin.com` / `https://api.eu.onelogin.com`',
      why: 'one host in the sandbox',
    },
  ]);
});

describe('documented or seen in code: endpoints (§3)', () => {
  showRows([
    {
      kind: 'shown',
      row: 'users: `GET /api/2/users?limit=..&fields=...`; the sample of §7, without `role_ids` and `custom_attributes`',
      request: 'GET /api/2/users?limit=2',
      async shows(body, { onelogin }) {
        expect(Object.keys(Object(body[0])).sort()).toEqual(USER.toSorted());
        expect(body[0]).toMatchObject({ id: 1, username: null, email: 'ann@example.com', status: 1, state: 1 });
        expect(await read(onelogin, '/api/2/users?fields=email&user_ids=1')).toEqual([{ id: 1, email: 'ann@example.com' }]);
      },
    },
    {
      kind: 'shown',
      row: 'changed users: `updated_since`, `updated_until`, `created_since/until`, `last_login_since/until`',
      request: 'GET /api/2/users?updated_since=2026-06-01T00:00:00Z',
      given: onelogin => onelogin.update('3', { status: 1, updatedAt: new Date('2026-07-01T00:00:00Z') }),
      async shows(body, { onelogin }) {
        expect(body).toMatchObject([{ id: 3 }]);
        expect(await ids(onelogin, '/api/2/users?updated_until=2026-06-01T00:00:00Z')).toEqual([1, 2]);
        expect(await ids(onelogin, '/api/2/users?created_since=2026-06-01T00:00:00Z')).toEqual([]);
        expect(await ids(onelogin, '/api/2/users?last_login_since=2026-01-15T00:00:00Z')).toEqual([2]);
      },
    },
    {
      kind: 'shown',
      row: 'filters: `email`, `username`, `firstname`, `external_id`, `app_id`, `user_ids`, `custom_attributes.{short}`; `*` wildcard; `group_id`, `role_ids`',
      request: 'GET /api/2/users?email=*@example.com',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject([{ id: 1 }, { id: 3 }]);
        const one: Record<string, number[]> = {
          'username=bob': [2],
          'firstname=A*': [1],
          'external_id=7': [2],
          'app_id=1475668': [1],
        };
        const other = {
          'user_ids=3,1': [1, 3],
          'custom_attributes.cost=42': [1],
          'group_id=477661': [1],
          'role_ids=439868': [2],
        };
        for (const [query, found] of Object.entries({ ...one, ...other, 'email=a.n@example.com': [] }))
          expect([query, await ids(onelogin, `/api/2/users?${query}`)]).toEqual([query, found]);
      },
    },
    {
      kind: 'shown',
      row: 'one user: `GET /api/2/users/{id}` (adds `role_ids`, `custom_attributes`, title, department and the like)',
      request: 'GET /api/2/users/2',
      shows: body =>
        expect(body).toMatchObject({
          id: 2,
          role_ids: [428308, 439868],
          custom_attributes: {},
          title: 'Engineer',
          department: '',
        }),
    },
    {
      kind: 'shown',
      row: 'Deleted users just vanish from the list; their own page is 404 (seen in the .NET SDK)',
      request: 'GET /api/2/users/2',
      given: onelogin => onelogin.remove('2'),
      status: 404,
      async shows(body, { onelogin }) {
        expect(body).toEqual({ statusCode: 404, name: 'NotFoundError', message: expect.stringContaining('could not be found') });
        expect(await ids(onelogin, '/api/2/users')).toEqual([1, 3]);
        expect(await read(onelogin, '/api/2/roles')).toMatchObject([{ users: [1] }, { users: [] }]);
      },
    },
    {
      kind: 'shown',
      row: 'roles: `GET /api/2/roles` -> `[{id,name,users:[ids],admins:[ids],apps:[ids]}]`; filter `name`',
      request: 'GET /api/2/roles?limit=100',
      async shows(body, { onelogin }) {
        expect(body[0]).toEqual({ id: 428308, name: 'Default', users: [1, 2], admins: [], apps: [1475668] });
        expect(await ids(onelogin, '/api/2/roles?name=Rock+Star')).toEqual([439868]);
      },
    },
    {
      kind: 'shown',
      row: 'role members: `GET /api/2/roles/{role_id}/users` -> `[{id,name,username,email?,added_by,added_at,assigned}]`; `include_unassigned` (default false)',
      request: 'GET /api/2/roles/439868/users',
      async shows(body, { onelogin, reply }) {
        expect(body).toMatchObject([{ id: 2, name: 'Bob', username: 'bob', added_by: { id: 678 }, assigned: true }]);
        expect(header(reply, 'total-count')).toBe('1');
        expect(await read(onelogin, '/api/2/roles/439868/users?include_unassigned=true')).toMatchObject([
          { id: 1, assigned: false },
          { id: 2, assigned: true },
          { id: 3, assigned: false },
        ]);
      },
    },
    {
      kind: 'shown',
      row: 'groups: `GET /api/2/groups` (newer) or `GET /api/1/groups` -> `{status,pagination,data:[{id,name,reference}]}`',
      request: 'GET /api/1/groups',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject({ pagination: { after_cursor: null }, data: [{ id: 477661, name: 'Band', reference: null }] });
        expect(await ids(onelogin, '/api/2/groups')).toEqual([477661]);
      },
    },
    {
      kind: 'shown',
      row: 'group members: filter users by `group_id`; a `users` array from `GET /api/2/groups/{id}`',
      request: 'GET /api/2/groups/477661',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject({ id: 477661, users: [1] });
        expect(await ids(onelogin, '/api/2/users?group_id=477661')).toEqual([1]);
      },
    },
    {
      kind: 'shown',
      row: 'app users: `GET /api/2/apps/{app_id}/users`',
      account: { ...company, scope: 'Read All' },
      request: 'GET /api/2/apps/1475668/users',
      shows: body => expect(body).toMatchObject([{ id: 1, email: 'ann@example.com' }]),
    },
    {
      kind: 'shown',
      row: 'rate state: `GET /auth/rate_limit` -> `data: {"X-RateLimit-Limit":5000,"X-RateLimit-Remaining":4988,"X-RateLimit-Reset":832}`',
      request: 'GET /auth/rate_limit',
      given: onelogin => read(onelogin, '/api/1/users'),
      shows: ({ data }) =>
        expect(data).toEqual({
          'X-RateLimit-Limit': 5000,
          'X-RateLimit-Remaining': 4999,
          'X-RateLimit-Reset': expect.any(Number),
        }),
    },
    {
      kind: 'shown',
      row: 'custom attributes: `GET /api/2/users/custom_attributes` (seen in the SDKs, 2026-11)',
      request: 'GET /api/2/users/custom_attributes',
      shows: body => expect(body).toMatchObject([{ name: 'cost', shortname: 'cost', position: null }]),
    },
  ]);
});

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

describe('documented or seen in code: status and limits (§5, §6)', () => {
  showRows([
    {
      kind: 'shown',
      row: '`status` (integer) and `state` (integer) are independent',
      account: { users: [{ id: '1', email: 'a@example.com', status: 8, state: 3 }] },
      request: 'GET /api/2/users',
      shows: body => expect(body).toMatchObject([{ status: 8, state: 3 }]),
    },
    {
      kind: 'shown',
      row: '5,000 calls per hour per account, over all tokens; over the limit an error (429 expected), without `Retry-After`',
      account: { ...company, rateLimit: 1 },
      request: 'GET /api/2/users',
      async shows(_, { onelogin }) {
        const refused = await ask(onelogin, '/api/2/users');
        expect(refused.status).toBe(429);
        expect(header(refused, 'retry-after')).toBeNull();
        expect(await refused.json()).toMatchObject({ statusCode: 429 });
      },
    },
    {
      kind: 'shown',
      row: 'v1 answers carry `x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset` (seconds until reset, not a timestamp)',
      request: 'GET /api/1/users',
      shows(_, { reply }) {
        expect(header(reply, 'x-ratelimit-limit')).toBe('5000');
        expect(header(reply, 'x-ratelimit-remaining')).toBe('4999');
        expect(Number(header(reply, 'x-ratelimit-reset'))).toBeLessThanOrEqual(3600);
      },
    },
    {
      kind: 'shown',
      row: 'Recorded v2 answers carried none of these headers',
      request: 'GET /api/2/users',
      shows: (_, { reply }) => expect(header(reply, 'x-ratelimit-limit')).toBeNull(),
    },
    { kind: 'notShown', row: '`member_of`: text copied from AD', why: 'whatever `more` says is in the row' },
  ]);
});
