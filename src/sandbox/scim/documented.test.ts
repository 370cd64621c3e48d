import { describe, expect, it } from 'vitest';
import { EXTENSION, SCIM_TOKEN, type ScimEmulator, type ScimOptions, startScim } from './index.js';

const company: ScimOptions = {
  users: ['ann', 'bob', { id: 'cid', active: false, emails: [{ value: 'cid@home.example', type: 'home' }] }],
  groups: [
    { id: 'eng', name: 'Engineering', members: ['ann', 'bob'] },
    { id: 'all', name: 'All', groups: ['Engineering'] },
  ],
};

interface Body {
  [name: string]: unknown;
  Resources?: { [name: string]: unknown }[];
}

async function ask(scim: ScimEmulator, path: string, authorization = `Bearer ${SCIM_TOKEN}`) {
  const reply = await fetch(`${scim.baseUrl}/${path}`, { headers: { authorization } });
  const body: Body = JSON.parse(await reply.text());
  return { status: reply.status, type: reply.headers.get('content-type'), body };
}

const ids = ({ body }: { body: Body }) => (body.Resources ?? []).map(({ id }) => id);
const filtered = (scim: ScimEmulator, filter: string) => ask(scim, `Users?filter=${encodeURIComponent(filter)}`);

/** Each row of the sheet's sections 1 to 6 that is marked documented, and the request that shows it. */
describe('documented', () => {
  it('discovery: the three documents, lists as list responses', async () => {
    await using scim = await startScim({ ...company, pageSize: 50 });

    const config = await ask(scim, 'ServiceProviderConfig');
    expect(config).toMatchObject({ status: 200, type: expect.stringMatching(/^application\/scim\+json/) });
    expect(config.body).toMatchObject({ filter: { supported: true, maxResults: 50 }, sort: { supported: true } });
    expect((await ask(scim, 'ResourceTypes')).body).toMatchObject({
      totalResults: 2,
      Resources: [{ endpoint: '/Users' }, { endpoint: '/Groups' }],
    });
    expect(ids(await ask(scim, 'Schemas'))).toContain(EXTENSION);
  });

  it('a list response: totals, 1-based start, what is on the page', async () => {
    await using scim = await startScim(company);

    expect((await ask(scim, 'Users?startIndex=2&count=1&sortBy=id')).body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      ...{ totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [{ id: 'bob' }] },
    });
  });

  it('`startIndex` below 1 counts as 1; `count` is a wish, and 0 asks for the total only', async () => {
    await using scim = await startScim({ ...company, pageSize: 2 });

    expect(ids(await ask(scim, 'Users?startIndex=-3&count=1&sortBy=id'))).toEqual(['ann']);
    expect(ids(await ask(scim, 'Users?count=9'))).toHaveLength(2);
    expect((await ask(scim, 'Users?count=0')).body).toMatchObject({ totalResults: 3, Resources: [] });
  });

  it('`attributes` and `excludedAttributes` exclude each other; `id` always comes', async () => {
    await using scim = await startScim(company);

    expect(Object.keys((await ask(scim, 'Users?attributes=userName')).body.Resources?.[0] ?? {}).sort()).toEqual([
      'id',
      'schemas',
      'userName',
    ]);
    expect((await ask(scim, 'Groups/eng?excludedAttributes=members,id')).body).toMatchObject({
      id: 'eng',
      displayName: 'Engineering',
    });
    expect((await ask(scim, 'Groups/eng?excludedAttributes=members')).body).not.toHaveProperty('members');
    expect((await ask(scim, 'Users?attributes=id&excludedAttributes=name')).status).toBe(400);
  });

  it('members: value, type and address of users and of groups inside', async () => {
    await using scim = await startScim(company);

    expect((await ask(scim, 'Groups/all')).body.members).toEqual([
      { value: 'eng', type: 'Group', $ref: `${scim.baseUrl}/Groups/eng`, display: 'Engineering' },
    ]);
    expect((await ask(scim, 'Groups/eng')).body.members).toMatchObject([
      { value: 'ann', type: 'User' },
      { value: 'bob', type: 'User' },
    ]);
  });

  it('`groups` of a user: direct and indirect ones', async () => {
    await using scim = await startScim({ ...company, membersIn: 'both' });

    expect((await ask(scim, 'Users/ann')).body.groups).toMatchObject([
      { value: 'eng', type: 'direct' },
      { value: 'all', type: 'indirect' },
    ]);
    expect((await ask(scim, 'Users/cid')).body).not.toHaveProperty('groups');
  });

  it.each<[string, string[]]>([
    ['userName eq "ANN@example.com"', ['ann']],
    ['USERNAME sw "b" or userName ew "cid@example.com"', ['bob', 'cid']],
    ['active eq true and not (userName co "ann")', ['bob']],
    ['emails[type eq "work" and value co "@example"]', ['ann', 'bob']],
    ['emails.value eq "cid@home.example"', ['cid']],
    ['emails co "home"', ['cid']],
    ['nickName pr', []],
    ['userName ne "ann@example.com"', ['bob', 'cid']],
    ['userName gt "b" and userName le "bob@example.com"', ['bob']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@example.com"', ['ann']],
  ])('filter %s', async (filter, found) => {
    await using scim = await startScim(company);
    expect(ids(await filtered(scim, filter))).toEqual(found);
  });

  it.each(['userName', 'userName is "a"', 'userName eq ann', '(userName pr', 'userName eq "a" x', ''])(
    'filter %s is refused with 400 invalidFilter',
    async filter => {
      await using scim = await startScim(company);
      expect(await filtered(scim, filter)).toMatchObject({ status: 400, body: { scimType: 'invalidFilter', status: '400' } });
    },
  );

  it('errors: the status as text, a detail; 401 without a credential', async () => {
    await using scim = await startScim(company);

    expect(await ask(scim, 'Users/nobody')).toMatchObject({
      status: 404,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404', detail: expect.any(String) },
    });
    expect((await ask(scim, 'Users', 'Bearer other')).status).toBe(401);
  });
});

describe('cursors (RFC 9865)', () => {
  const many: ScimOptions = { users: ['a', 'b', 'c'], cursors: 'offered', pageSize: 2 };

  it('are announced, begin with an empty one, and end where no next one comes', async () => {
    await using scim = await startScim(many);

    expect((await ask(scim, 'ServiceProviderConfig')).body).toMatchObject({
      pagination: { cursor: true, index: true, maxPageSize: 2 },
    });
    const first = await ask(scim, 'Users?cursor=&count=2');
    const second = await ask(scim, `Users?cursor=${first.body.nextCursor}&count=2`);
    expect([...ids(first), ...ids(second)]).toEqual(['a', 'b', 'c']);
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it('are refused with another count, another filter, or when they were never given', async () => {
    await using scim = await startScim(many);
    const { nextCursor } = (await ask(scim, 'Users?cursor=&count=2')).body;

    const refused = async (query: string) => (await ask(scim, `Users?cursor=${query}`)).body.scimType;
    expect(await refused(`${nextCursor}&count=1`)).toBe('invalidCount');
    expect(await refused(`${nextCursor}&count=2&attributes=id`)).toBe('invalidCursor');
    expect(await refused('made-up&count=2')).toBe('invalidCursor');
  });

  it('come unasked from a server that insists', async () => {
    await using scim = await startScim({ ...many, cursors: 'always' });
    expect((await ask(scim, 'Users?startIndex=1&count=2')).body).toHaveProperty('nextCursor');
  });
});

it('gives access tokens to a client that it knows, which end', async () => {
  let now = Date.parse('2026-03-01T08:00:00Z');
  const access = { kind: 'client', clientId: 'roll', clientSecret: 'call', lifetime: 60 } as const;
  await using scim = await startScim({ ...company, access, now: () => new Date(now) });
  const token = (secret: string) =>
    fetch(scim.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`roll:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });

  expect((await token('wrong')).status).toBe(401);
  const { access_token }: { access_token: string } = JSON.parse(await (await token('call')).text());
  expect((await ask(scim, 'Users', `Bearer ${access_token}`)).status).toBe(200);
  now += 61_000;
  expect((await ask(scim, 'Users', `Bearer ${access_token}`)).status).toBe(401);
});
