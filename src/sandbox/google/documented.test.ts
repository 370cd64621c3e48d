import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SCOPES, tokenForm } from '../../../test/contracts/google-assertion.js';
import { PRIVATE_KEY } from '../../../test/contracts/google-fixture.js';
import { type GoogleOptions, startGoogle } from './index.js';

const AUTH = 'https://www.googleapis.com/auth/admin.directory';
const names = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(3, '0')}`);
const Body = z.looseObject({
  ...{ nextPageToken: z.string().optional(), error: z.unknown().optional() },
  ...{
    users: z.array(z.looseObject({ id: z.string() })).optional(),
    groups: z.array(z.looseObject({ id: z.string() })).optional(),
  },
  members: z.array(z.looseObject({ id: z.string(), type: z.string() })).optional(),
});

interface Asked {
  readonly status: number;
  readonly body: z.output<typeof Body>;
}

/** A customer, and calls to it; written by hand from the sheet, with nothing of our client. */
async function customerOf(options: GoogleOptions) {
  const google = await startGoogle({ privateKey: PRIVATE_KEY, ...options });
  const token = async (claims: object = {}, kid = 'k1'): Promise<Asked> => {
    const answer = await fetch(`${google.url}/token`, { method: 'POST', body: tokenForm(google.url, google.admin, claims, kid) });
    return { status: answer.status, body: Body.parse(await answer.json()) };
  };
  let bearer = '';
  const ask = async (path: string): Promise<Asked> => {
    bearer ||= String((await token()).body.access_token);
    const answer = await fetch(`${google.url}/admin/directory/v1/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    return { status: answer.status, body: Body.parse(await answer.json()) };
  };
  return { google, token, ask, [Symbol.asyncDispose]: () => google.close() };
}

const reasonOf = ({ body }: Asked) => Object(body.error).errors?.[0]?.reason;
const idsOf = (rows: readonly { readonly id: string }[] = []) => rows.map(({ id }) => id);

describe('the emulator of Google, row by row of its fact sheet', () => {
  it('pages by a token, 100 users unless asked, 500 at most; 200 groups and members (§1, §2)', async () => {
    const groups = [{ name: 'all', members: names(520) }, ...names(220).map(name => ({ name }))];
    await using customer = await customerOf({ users: names(520), groups });
    const { ask } = customer;
    const [all = ''] = [...customer.google.customer.groups.keys()];

    const first = await ask('users?customer=my_customer');
    expect(first.body.users).toHaveLength(100);
    expect((await ask(`users?customer=my_customer&pageToken=${first.body.nextPageToken}`)).body.users?.[0]?.id).toBe('p100');
    expect((await ask('users?customer=my_customer&maxResults=500')).body.users).toHaveLength(500);
    expect((await ask('users?customer=my_customer&maxResults=501')).body.users).toHaveLength(500); // not described: gotcha 7
    expect((await ask('groups?customer=my_customer')).body.groups).toHaveLength(200);
    expect((await ask(`groups/${all}/members`)).body.members).toHaveLength(200);
    expect((await ask('users?customer=my_customer&pageToken=x')).status).toBe(400);
  });

  it('leaves an empty list out (§1, gotcha 2)', async () => {
    await using customer = await customerOf({ users: ['ann'], groups: { Empty: [] } });
    const [id] = customer.google.customer.groups.keys();

    const { body } = await customer.ask(`groups/${id}/members`);

    expect(body).toEqual({ kind: 'admin#directory#members', etag: expect.any(String) });
  });

  it('tells of a next page only where the fields name its token (§1, gotcha 3)', async () => {
    await using customer = await customerOf({ users: names(5) });

    const without = await customer.ask('users?customer=my_customer&maxResults=2&fields=users(id,name/givenName)');
    const including = await customer.ask('users?customer=my_customer&maxResults=2&fields=nextPageToken,users(id)');

    expect(without.body).toEqual({
      users: ['p000', 'p001'].map(id => ({ id, name: { givenName: `P${id.slice(1)}` } })),
    });
    expect(including.body.nextPageToken).toEqual(expect.any(String));
    expect((await customer.ask('users?customer=my_customer&fields=users(id')).status).toBe(400);
  });

  it('wants a customer or a domain; my_customer is that of the administrator (§2)', async () => {
    await using customer = await customerOf({ users: ['ann', { id: 'dan', primaryEmail: 'dan@other.example' }] });

    expect(idsOf((await customer.ask('users?customer=C03az79cb')).body.users)).toEqual(['ann', 'dan']);
    expect(idsOf((await customer.ask('users?domain=other.example')).body.users)).toEqual(['dan']);
    expect((await customer.ask('users')).status).toBe(400);
    expect((await customer.ask('users?customer=C0other')).status).toBe(403);
    expect((await customer.ask('customers/my_customer')).status).toBe(403); // a scope of its own
  });

  it('has the suspended and the archived among the others, and with showDeleted nobody but the deleted (§2, §4, gotcha 5)', async () => {
    await using customer = await customerOf({
      users: [
        'ann',
        { id: 'sue', primaryEmail: 's@example.com', suspended: true },
        { id: 'art', primaryEmail: 'a@example.com', archived: true },
      ],
    });
    const before = await customer.ask('users?customer=my_customer');
    customer.google.remove('sue');

    const deleted = await customer.ask('users?customer=my_customer&showDeleted=true');

    expect(idsOf(before.body.users).sort()).toEqual(['ann', 'art', 'sue']);
    expect(deleted.body.users).toMatchObject([{ id: 'sue', deletionTime: expect.any(String) }]);
    expect(await customer.ask('users/sue')).toMatchObject({ status: 404, body: { error: { errors: [{ reason: 'notFound' }] } } });
  });

  it('shows custom fields only with a projection that asks for their schema (§2)', async () => {
    const more = { customSchemas: { A: { x: '1' }, B: { y: '2' } } };
    await using customer = await customerOf({ users: [{ id: 'ann', primaryEmail: 'ann@example.com', more }] });
    const schemas = async (query: string) => Object(Object((await customer.ask(`users/ann${query}`)).body).customSchemas);

    expect(await schemas('')).toEqual({});
    expect(await schemas('?projection=full')).toEqual(more.customSchemas);
    expect(await schemas('?projection=custom&customFieldMask=B')).toEqual({ B: { y: '2' } });
    expect((await customer.ask('users/ann?customFieldMask=B')).status).toBe(400);
  });

  it('finds people by clauses that must all hold; an address means aliases too, and there is no OR (§2)', async () => {
    const users = ['ann', 'anna', { id: 'bob', primaryEmail: 'bob@example.com', aliases: ['anb@example.com'], suspended: true }];
    await using customer = await customerOf({ users });
    const found = async (query: string) =>
      idsOf((await customer.ask(`users?customer=my_customer&query=${encodeURIComponent(query)}`)).body.users);

    expect(await found('email:an*')).toEqual(['ann', 'anna', 'bob']);
    expect(await found('email=ANN@example.com')).toEqual(['ann']);
    expect(await found('email:an* isSuspended=false')).toEqual(['ann', 'anna']);
    expect(await found("orgUnitPath='/' givenName=Bob")).toEqual([]);
    expect((await customer.ask('users?customer=my_customer&query=a%20OR%20b')).status).toBe(400);
    expect((await customer.ask("users?customer=my_customer&query=orgUnitPath='/Eng/'")).status).toBe(400);
  });

  it('tells the groups that a member is directly in, and not together with a customer (§2)', async () => {
    const groups = [
      { id: 'g1', name: 'Eng', members: ['ann', 'g2'] },
      { id: 'g2', name: 'Backend', members: ['bob'] },
      { id: 'g3', name: 'All', members: ['everyone'] },
    ];
    await using customer = await customerOf({ users: ['ann', 'bob'], groups });

    expect(idsOf((await customer.ask('groups?userKey=bob@example.com')).body.groups)).toEqual(['g2']);
    expect(idsOf((await customer.ask('groups?userKey=backend@example.com')).body.groups)).toEqual(['g1']);
    expect((await customer.ask('groups?customer=my_customer&userKey=bob')).status).toBe(400);
    expect((await customer.ask('groups/g1/hasMember/bob')).body).toEqual({ isMember: true });
    expect((await customer.ask('groups/g1')).body).toMatchObject({ id: 'g1', email: 'eng@example.com' });
  });

  it('keeps groups among the derived members, and adds their people; roles filter (§3)', async () => {
    const groups = [
      { id: 'g1', name: 'Eng', members: [{ id: 'ann', role: 'OWNER' as const }, 'g2'] },
      { id: 'g2', name: 'Backend', members: ['ann', 'bob'] },
    ];
    await using customer = await customerOf({ users: ['ann', 'bob'], groups });
    const members = async (query: string) =>
      (await customer.ask(`groups/g1/members${query}`)).body.members?.map(({ id, type }) => `${type} ${id}`);

    expect(await members('')).toEqual(['USER ann', 'GROUP g2']);
    expect(await members('?includeDerivedMembership=true')).toEqual(['USER ann', 'GROUP g2', 'USER bob']);
    expect(await members('?roles=OWNER,MANAGER')).toEqual(['USER ann']);
    expect((await customer.ask('groups/gone/members')).status).toBe(404);
  });

  it('tells no status of outsiders, no address of all of the customer; counts people only, as text; refuses circles (§3)', async () => {
    const groups = [
      { id: 'g1', name: 'Eng', members: ['ann', 'g2', 'everyone', { id: '9', email: 'ext@other.test' }] },
      { id: 'g2', name: 'Backend', members: [{ id: 'ann', email: 'alias@example.com' }] },
    ];
    await using customer = await customerOf({ users: ['ann'], groups });

    expect((await customer.ask('groups/g1/members')).body.members).toEqual([
      expect.objectContaining({ id: 'ann', status: 'ACTIVE', email: 'ann@example.com' }),
      expect.objectContaining({ id: 'g2', status: 'ACTIVE', type: 'GROUP' }),
      expect.not.objectContaining({ email: expect.anything() }),
      expect.not.objectContaining({ status: expect.anything() }),
    ]);
    expect((await customer.ask('groups/g2/members')).body.members?.[0]).toMatchObject({ id: 'ann', email: 'alias@example.com' });
    expect((await customer.ask('groups/g1')).body).toMatchObject({ directMembersCount: '2' });
    expect(() => customer.google.join('g1', 'g2')).toThrow('Cyclic memberships not allowed');
  });

  it('gives a token for a signed assertion, and says in few words what is wrong with one (§5)', async () => {
    await using customer = await customerOf({ users: ['ann'] });
    const now = Math.floor(Date.now() / 1000);
    const said = async (claims: object, kid?: string) => {
      const { status, body } = await customer.token(claims, kid);
      return [status, body.error, String(body.error_description).slice(0, 24)];
    };

    expect(await customer.token()).toMatchObject({ status: 200, body: { expires_in: 3599, token_type: 'Bearer' } });
    expect(await said({}, 'other')).toEqual([400, 'invalid_grant', 'Invalid JWT Signature.']);
    expect(await said({ aud: 'https://elsewhere.example/token' })).toEqual([400, 'invalid_grant', 'Invalid JWT: Failed audi']);
    expect(await said({ exp: now + 3700 })).toEqual([400, 'invalid_grant', 'Invalid JWT: Token must ']);
    expect(await said({ iat: now - 7200, exp: now - 3600 })).toEqual([400, 'invalid_grant', 'Invalid JWT: Token must ']);
    expect(await said({ sub: 'nobody@example.com' })).toEqual([400, 'invalid_grant', 'Invalid email or User ID']);
    expect(await said({ iss: 'x' })).toEqual([400, 'invalid_grant', 'Invalid grant: account n']);
    expect(await said({ scope: `${SCOPES[0]} ${AUTH}.orgunit` })).toEqual([
      401,
      'unauthorized_client',
      'Client is unauthorized t',
    ]);
  });

  it('answers 403 to whoever is no administrator, nobody at all, or lacks the scope; a scope of groups opens members (§5)', async () => {
    await using customer = await customerOf({ users: ['ann', 'bob'], groups: { Eng: ['ann'] } });
    const [id] = customer.google.customer.groups.keys();
    const asked = async (claims: object, path: string) => {
      const { body } = await customer.token(claims);
      const headers = { authorization: `Bearer ${body.access_token}` };
      const answer = await fetch(`${customer.google.url}/admin/directory/v1/${path}`, { headers });
      return [answer.status, Object(Object(await answer.json()).error).errors?.[0]?.reason];
    };

    expect(await asked({ sub: 'bob@example.com' }, 'users?customer=my_customer')).toEqual([403, 'forbidden']);
    expect(await asked({ sub: undefined }, 'users?customer=my_customer')).toEqual([403, 'forbidden']);
    expect(await asked({ scope: SCOPES[1] }, 'users?customer=my_customer')).toEqual([403, 'insufficientPermissions']);
    expect(await asked({ scope: SCOPES[1] }, `groups/${id}/members`)).toEqual([200, undefined]);
    expect(await asked({ scope: SCOPES[2] }, `groups/${id}/members`)).toEqual([200, undefined]);
    expect(await asked({ scope: SCOPES[2] }, 'groups?customer=my_customer')).toEqual([403, 'insufficientPermissions']);
    expect(reasonOf(await customer.ask('users?customer=C0other'))).toBe('forbidden');
  });

  it.each(['userRateLimitExceeded', 'quotaExceeded', 'rateLimitExceeded'] as const)(
    'answers 403 %s where it was asked too often in a minute (§6)',
    async reason => {
      await using customer = await customerOf({ users: ['ann'], rate: { perMinute: 1, reason }, now: () => NOW });

      expect((await customer.ask('users/ann')).status).toBe(200);
      const second = await customer.ask('users/ann');
      expect([second.status, reasonOf(second)]).toEqual([403, reason]);
      expect(Object(second.body.error).errors[0].domain).toBe('usageLimits');
    },
  );

  it('answers 429 with details in the newer form, 401 to an old token, 403 where the API is off (§5, §6)', async () => {
    await using busy = await customerOf({ users: ['ann'], rate: { perMinute: 0, reason: 'RATE_LIMIT_EXCEEDED' } });
    await using off = await customerOf({ users: ['ann'], apiEnabled: false });
    await using old = await customerOf({ users: ['ann'] });
    await old.ask('users/ann');
    old.google.expireTokens();

    expect(await busy.ask('users/ann')).toMatchObject({
      status: 429,
      body: { error: { details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] } },
    });
    expect([(await off.ask('users/ann')).status, reasonOf(await off.ask('users/ann'))]).toEqual([403, 'accessNotConfigured']);
    expect((await old.ask('users/ann')).status).toBe(401);
  });

  it('has etags that change with their row (§7)', async () => {
    await using customer = await customerOf({ users: ['ann'] });
    const etag = async () => (await customer.ask('users/ann')).body.etag;
    const before = await etag();

    expect(await etag()).toBe(before);
    customer.google.update('ann', { suspended: true });
    expect(await etag()).not.toBe(before);
  });
});

const NOW = new Date();
