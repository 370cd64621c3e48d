import { describe, expect, it } from 'vitest';
import { startIdcs } from './index.js';
import { ask, company, type Documented, read, showRows, token } from './test-domain.js';

const GRANT = { grant_type: 'client_credentials', scope: 'urn:opc:idm:__myscopes__' };

describe('documented: token', () => {
  it('`POST /oauth2/v1/token`, HTTP Basic, form body `grant_type=client_credentials&scope=urn:opc:idm:__myscopes__` (percent-encode the colons)', async () => {
    await using idcs = await startIdcs(company);

    const { access_token: bearer } = JSON.parse(await (await token(idcs, GRANT)).text());

    expect(idcs.requests[0]).toMatchObject({ method: 'POST', url: '/oauth2/v1/token', body: GRANT, status: 200 });
    const authorization = `Bearer ${bearer}`;
    expect((await fetch(`${idcs.url}/admin/v1/Users`, { headers: { authorization } })).status).toBe(200);
    expect((await token(idcs, { ...GRANT, grant_type: 'password' })).status).toBe(400);
    expect((await token(idcs, { grant_type: 'client_credentials' })).status).toBe(400);
    expect((await token(idcs, { ...GRANT, scope: 'urn:opc:resource:expiry=300' })).status).toBe(400); // it only adds
  });

  it('Answer `{"access_token","token_type":"Bearer","expires_in":3600}`; no refresh token. Default life 3600 s.', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    await using idcs = await startIdcs({ now: () => now });

    const answer = JSON.parse(await (await token(idcs, GRANT)).text());
    expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });

    const headers = { authorization: `Bearer ${answer.access_token}` };
    now = new Date('2026-01-01T00:59:59Z');
    expect((await fetch(`${idcs.url}/admin/v1/Users`, { headers })).status).toBe(200);
    now = new Date('2026-01-01T01:00:00Z');
    expect((await fetch(`${idcs.url}/admin/v1/Users`, { headers })).status).toBe(401);
  });

  it('A shorter life can be asked for with an additional scope `urn:opc:resource:expiry=300`', async () => {
    await using idcs = await startIdcs({ tokenLifetime: 1000 });
    const life = async (seconds: number) =>
      JSON.parse(await (await token(idcs, { ...GRANT, scope: `${GRANT.scope} urn:opc:resource:expiry=${seconds}` })).text())
        .expires_in;

    expect([await life(300), await life(5000)]).toEqual([300, 1000]); // never longer
  });

  it.each([
    ['User Administrator', 200, 403],
    ['Identity Domain Administrator', 200, 200],
    ['Audit Administrator', 403, 403],
    ['none', 403, 403],
  ] as const)('Client: an administrator role added to the client itself: %s', async (role, users, grants) => {
    await using idcs = await startIdcs({ role });
    const status = async (path: string) => (await ask(idcs, `/admin/v1/${path}`)).status;

    expect([await status('Users'), await status('Groups'), await status('Grants')]).toEqual([users, users, grants]);
  });
});

const failing = (status: number): Documented => ({
  kind: 'shown',
  row: `500 / 501 / 503: server side (${status})`,
  given: idcs => idcs.fail(/Users/, { kind: 'status', status }),
  request: 'GET /admin/v1/Users',
  status,
  shows: body => expect(body).toEqual({}),
});

const redirecting = (status: number): Documented => ({
  kind: 'shown',
  row: `307 / 308: redirect possible (${status})`,
  given: idcs => idcs.fail(/Users/, { kind: 'status', status, headers: { location: 'https://other.example/admin/v1/Users' } }),
  request: 'GET /admin/v1/Users',
  status,
  shows: (_, { reply }) => expect(reply.headers.get('location')).toBe('https://other.example/admin/v1/Users'),
});

describe('documented: errors', () => {
  showRows([
    {
      kind: 'shown',
      row: '400: bad filter',
      request: 'GET /admin/v1/Users?filter=userName equals "ann"',
      status: 400,
      shows: body => expect(body).toMatchObject({ status: '400', scimType: 'invalidFilter' }),
    },
    {
      kind: 'shown',
      row: '400: attribute not searchable',
      request: 'GET /admin/v1/Users?filter=locale eq "de"',
      status: 400,
      shows: body => expect(body.detail).toContain('not searchable'),
    },
    {
      kind: 'shown',
      row: '400: more than 10,000 members',
      domain: { users: Array.from({ length: 10_001 }, (_, n) => `p${n}`) },
      request: 'GET /admin/v1/Groups?attributes=members', // All Domain Users
      status: 400,
      shows: body => expect(body.detail).toContain('10000 members'),
    },
    {
      kind: 'shown',
      row: '401: token missing, bad or expired',
      request: 'GET /admin/v1/Users',
      headers: { authorization: '' },
      status: 401,
      async shows(body, { idcs, reply }) {
        expect(body).toMatchObject({ status: '401', detail: expect.any(String) });
        expect(reply.headers.get('www-authenticate')).toContain('Bearer');
        expect((await ask(idcs, '/admin/v1/Users', { headers: { authorization: 'Bearer made-up' } })).status).toBe(401);
        const before = `Bearer ${idcs.token()}`;
        idcs.expireToken();
        expect((await ask(idcs, '/admin/v1/Users', { headers: { authorization: before } })).status).toBe(401);
        expect((await ask(idcs, '/admin/v1/Users')).status).toBe(200); // with a new one
      },
    },
    {
      kind: 'shown',
      row: '403: client lacks the role',
      domain: { role: 'none' },
      request: 'GET /admin/v1/Users',
      status: 403,
      shows: body => expect(body).toMatchObject({ status: '403' }),
    },
    {
      kind: 'shown',
      row: '404: unknown id',
      given: idcs => idcs.remove('ann'),
      request: 'GET /admin/v1/Users/ann',
      status: 404,
      shows: body => expect(body).toMatchObject({ status: '404', detail: expect.stringContaining('ann') }),
    },
    {
      kind: 'shown',
      row: '409: conflict',
      request: 'POST /admin/v1/Groups',
      body: { schemas: [], displayName: 'ENGINEERING' },
      status: 409,
      shows: body => expect(body).toMatchObject({ status: '409' }),
    },
    {
      kind: 'shown',
      row: '412: version mismatch',
      request: 'PUT /admin/v1/UserStatusChanger/ann',
      body: { schemas: [], active: false },
      headers: { 'if-match': 'an old one' },
      status: 412,
      async shows(_, { idcs }) {
        const { active, meta } = await read(idcs, '/admin/v1/Users/ann');
        expect(active).toBe(true);
        const headers = { 'if-match': String(Object(meta).version), 'content-type': 'application/json' };
        const body = JSON.stringify({ schemas: [], active: false });
        expect((await ask(idcs, '/admin/v1/UserStatusChanger/ann', { method: 'PUT', headers, body })).status).toBe(200);
      },
    },
    {
      kind: 'shown',
      row: '413: bulk too large (1000 operations, 1 MiB)',
      request: 'POST /admin/v1/Bulk',
      body: { Operations: Array.from({ length: 1001 }, () => ({})) },
      status: 413,
      async shows(_, { idcs }) {
        const bulk = (body: unknown) =>
          ask(idcs, '/admin/v1/Bulk', {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          });
        expect((await bulk({ Operations: [{ data: 'x'.repeat(1_048_577) }] })).status).toBe(413);
        expect((await bulk({ Operations: [{}] })).status).toBe(501);
      },
    },
    {
      kind: 'shown',
      row: '429: rate limit',
      domain: { rateLimit: 1 },
      request: 'GET /admin/v1/Users',
      async shows(_, { idcs }) {
        const second = await ask(idcs, '/admin/v1/Users');
        expect(second.status).toBe(429);
        expect(second.headers.get('retry-after')).toBeNull();
        expect(await second.json()).toMatchObject({
          status: '429',
          'urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error': {
            messageId: 'error.common.ratelimiting.stripe.toomanyrequests',
          },
        });
      },
    },
    ...[500, 501, 503].map(failing),
    ...[307, 308].map(redirecting),
    {
      kind: 'shown',
      row: '`status` in the body is a string. The Oracle extension may be missing',
      request: 'POST /admin/v1/Users/.search',
      body: { filter: 'active eq true' },
      status: 400,
      async shows(body, { idcs }) {
        expect(body).toEqual({
          schemas: [
            'urn:ietf:params:scim:api:messages:2.0:Error',
            'urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error',
          ],
          detail: 'Missing required attribute(s): schemas.',
          status: '400',
          'urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error': {
            messageId: 'error.common.validation.missingReqAttributes',
          },
        });
        idcs.bareErrors();
        idcs.limitRate();
        const bare = await ask(idcs, '/admin/v1/Users');
        expect(Object.keys(JSON.parse(await bare.text())).sort()).toEqual(['detail', 'schemas', 'status']);
      },
    },
  ]);
});
