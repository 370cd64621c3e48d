import { describe, expect } from 'vitest';
import { ask, CLIENT, company, read, showRows, tokenOf } from './test-account.js';

const header = (reply: Response, name: string) => reply.headers.get(name);

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
