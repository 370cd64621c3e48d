import { describe, expect, it } from 'vitest';
import { type EntraOptions, startEntra } from './index.js';

const company: EntraOptions = { users: ['ann', 'bob'], groups: [{ id: 'g', displayName: 'Team', members: ['ann', 'bob'] }] };
const ADVANCED = { ConsistencyLevel: 'eventual' };

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The emulator with a client of its own, which knows nothing of ours. */
async function open(options: EntraOptions = company) {
  const entra = await startEntra(options);
  const { url, tenantId, clientId, clientSecret } = entra;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${url}/.default` };
  const signIn = (more: object = {}, tenant = tenantId) =>
    answered(fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ ...form, ...more }) }));
  const token = String((await signIn()).body.access_token);
  const authorization = { authorization: `Bearer ${token}` };
  const get = (path: string, headers: object = {}) =>
    answered(fetch(path.startsWith('http') ? path : `${url}/v1.0/${path}`, { headers: { ...authorization, ...headers } }));
  const batch = (requests: readonly object[]) => {
    const body = JSON.stringify({ requests });
    const headers = { ...authorization, 'content-type': 'application/json' };
    return answered(fetch(`${url}/v1.0/$batch`, { method: 'POST', headers, body }));
  };
  return { entra, token, signIn, get, batch, [Symbol.asyncDispose]: () => entra.close() };
}

async function answered(sent: Promise<Response>): Promise<Reply> {
  const { status, headers, ...reply } = await sent.then(async response => ({
    ...{ status: response.status, headers: response.headers, body: Object(await response.json()) },
  }));
  return { status, headers, body: reply.body };
}

const rows = ({ body }: Reply): Record<string, unknown>[] => (Array.isArray(body.value) ? body.value : []);
const code = ({ body }: Reply) => Object(body.error).code;

describe('documented of Microsoft Graph (entra.md)', () => {
  it('§1: a next link remembers the options of the first call, not its headers; the count is on the first page only', async () => {
    await using graph = await open();
    const first = await graph.get('groups/g/members/microsoft.graph.user?$count=true&$select=id&$top=1', ADVANCED);
    const next = String(first.body['@odata.nextLink']);

    expect(next).toMatch(/\/v1\.0\/groups\/g\/members\/microsoft\.graph\.user\?\$skiptoken=/);
    expect(first.body['@odata.count']).toBe(2);
    expect(code(await graph.get(next))).toBe('Request_UnsupportedQuery');
    const second = await graph.get(next, ADVANCED);
    expect(second.body).not.toHaveProperty('@odata.count');
    expect(rows(second)).toEqual([{ '@odata.type': '#microsoft.graph.user', id: 'bob' }]);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  it('§1: pages above 999 are refused, and $skip is not known', async () => {
    await using graph = await open();

    for (const path of ['users?$top=1000', 'users?$top=0', 'users?$skip=1'])
      expect(await graph.get(path)).toMatchObject({ status: 400, body: { error: { innerError: { date: expect.any(String) } } } });
  });

  it('§2: a list of users has 100 rows and no accountEnabled unless told', async () => {
    await using graph = await open({ users: Array.from({ length: 101 }, (_, at) => `u${at}`) });

    const plain = await graph.get('users');
    expect(rows(plain).length).toBe(100);
    expect(rows(plain)[0]).not.toHaveProperty('accountEnabled');
    expect(rows(await graph.get('users?$select=id,accountEnabled&$top=1'))).toEqual([{ id: 'u0', accountEnabled: true }]);
    expect(code(await graph.get('users?$select=id,nope'))).toBe('BadRequest');
  });

  it('§2: plain filters need nothing, others and casts are advanced queries', async () => {
    await using graph = await open();
    const ids = async (path: string, headers = {}) =>
      rows(await graph.get(`users?$select=id&${path}`, headers)).map(({ id }) => id);

    expect(await ids("$filter=startsWith(userPrincipalName,'ANN@') or mail eq 'bob@example.com'")).toEqual(['ann', 'bob']);
    expect(await ids('$filter=accountEnabled eq false')).toEqual([]);
    const ends = "users?$filter=endsWith(mail,'ple.com')";
    expect(code(await graph.get(ends))).toBe('Request_UnsupportedQuery');
    expect(rows(await graph.get(`${ends}&$count=true`, ADVANCED)).length).toBe(2);
    expect(code(await graph.get('groups/g/members/microsoft.graph.user'))).toBe('Request_UnsupportedQuery');
    const device = 'groups/g/transitiveMembers/microsoft.graph.device?$count=true';
    expect(code(await graph.get(device, ADVANCED))).toBe('Request_UnsupportedQuery');
  });

  it('§2: direct members are of all kinds, those inside others only where that is asked for', async () => {
    await using graph = await open();
    graph.entra.addGroup({ id: 'outer', displayName: 'Outer', members: ['Team'] });

    expect(rows(await graph.get('groups/outer/members'))).toMatchObject([{ '@odata.type': '#microsoft.graph.group', id: 'g' }]);
    const inside = await graph.get('groups/outer/transitiveMembers?$select=id');
    expect(rows(inside).map(({ id }) => id)).toEqual(['ann', 'bob', 'g']);
  });

  it('§3: the deleted are kept aside, until they are gone for good', async () => {
    await using graph = await open();
    graph.entra.remove('bob');

    expect(code(await graph.get('users/bob'))).toBe('Request_ResourceNotFound');
    expect((await graph.get('directory/deletedItems/bob')).body).toMatchObject({
      id: 'bob',
      '@odata.type': '#microsoft.graph.user',
    });
    graph.entra.purge('bob');
    expect(code(await graph.get('directory/deletedItems/bob'))).toBe('Request_ResourceNotFound');
  });

  it('§4: each path wants its permission', async () => {
    await using graph = await open({ ...company, roles: [] });

    for (const path of ['users', 'users/ann', 'groups', 'groups/g/members', "servicePrincipals(appId='x')"])
      expect(await graph.get(path)).toMatchObject({ status: 403, body: { error: { code: 'Authorization_RequestDenied' } } });
  });

  it('§4: whoever may read memberships and not users gets ids and kinds, and null for all else', async () => {
    await using graph = await open({ ...company, roles: ['GroupMember.Read.All'] });

    expect(rows(await graph.get('groups/g/members?$select=id,displayName,mail'))[0]).toEqual({
      ...{ '@odata.type': '#microsoft.graph.user', id: 'ann', displayName: null, mail: null },
    });
  });

  it('§5: a token lives an hour, and comes for the right app, secret, tenant and scope only', async () => {
    let time = Date.now();
    await using graph = await open({ ...company, now: () => new Date(time) });
    const codes = async (sent: Promise<Reply>) => Object((await sent).body).error_codes;

    expect((await graph.signIn()).body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect(await codes(graph.signIn({ client_secret: 'no' }))).toEqual([7000215]);
    expect(await codes(graph.signIn({ client_id: 'no' }))).toEqual([700016]);
    expect(await codes(graph.signIn({}, 'no'))).toEqual([90002]);
    expect(await codes(graph.signIn({ scope: 'User.Read' }))).toEqual([70011]);
    const claims = JSON.parse(Buffer.from(graph.token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.roles).toContain('User.Read.All');
    time += 3_600_000;
    expect(await graph.get('users')).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
  });

  it('§6: what a call costs', async () => {
    await using graph = await open();
    const cost = async (path: string) => (await graph.get(path, ADVANCED)).headers.get('x-ms-resource-unit');
    const cast = 'microsoft.graph.user?$count=true';

    expect(await cost('users')).toBe('2');
    expect(await cost('users?$select=id&$top=999')).toBe('1');
    expect(await cost('groups')).toBe('1');
    expect(await cost('groups/g/members')).toBe('3');
    expect(await cost(`groups/g/members/${cast}&$select=id`)).toBe('2');
    expect(await cost(`groups/g/transitiveMembers/${cast}`)).toBe('5');
    expect(await cost(`groups/g/transitiveMembers/${cast}&$select=id&$top=5`)).toBe('3');
  });

  it('§6: above the limit there is a 429 that says how long; from 80 % on it says how near', async () => {
    let time = Date.now();
    await using graph = await open({ ...company, rateLimit: 10, now: () => new Date(time) });
    const replies: Reply[] = [];
    for (let at = 0; at < 6; at += 1) replies.push(await graph.get('users'));

    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies.map(({ headers }) => headers.get('x-ms-throttle-limit-percentage'))).toEqual([
      null,
      null,
      null,
      null,
      '1.00',
      '1.20',
    ]);
    expect(replies.at(-1)?.headers.get('retry-after')).toBe('10');
    time += 10_001;
    expect((await graph.get('users')).status).toBe(200);
  });

  it('§6: a batch has 20 questions at most, each answered and charged by itself, in whatever order', async () => {
    await using graph = await open({ ...company, rateLimit: 4 });
    const ask = (id: string, url: string) => ({ id, method: 'GET', url });

    const { status, body } = await graph.batch([
      ask('a', '/users?$select=id'),
      ask('b', '/users/none'),
      ask('c', '/groups/g/members'),
    ]);
    expect(status).toBe(200);
    expect(body.responses).toMatchObject([
      ...[
        { id: 'c', status: 429, headers: { 'Retry-After': '10' } },
        { id: 'b', status: 404 },
        { id: 'a', status: 200 },
      ],
    ]);
    expect((await graph.batch([ask('a', '/users'), ask('a', '/users')])).status).toBe(400);
    expect((await graph.batch(Array.from({ length: 21 }, (_, at) => ask(String(at), '/users')))).status).toBe(400);
    expect((await graph.batch([ask('a', 'https://graph.microsoft.com/v1.0/users')])).status).toBe(400);
  });
});
