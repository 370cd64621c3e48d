import { get as httpGet, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { makeCompany } from '../company.js';
import { type OktaEmulator, startOkta } from './index.js';

const ask = (okta: OktaEmulator, path: string, init: RequestInit = {}) =>
  fetch(`${okta.url}${path}`, { ...init, headers: { authorization: `SSWS ${okta.token}`, ...init.headers } });

/** As much of the rows as is looked into below. */
interface Sent {
  id: string;
  status: string;
  type: unknown;
  created: string;
  profile: Record<string, unknown>;
  _links: Record<string, { href: string }>;
  _embedded: { stats: { usersCount: number } };
}

interface Schema {
  definitions: Record<'base' | 'custom', { properties: Record<string, unknown> }>;
}

const readAs = async <T>(okta: OktaEmulator, path: string, init?: RequestInit): Promise<T> =>
  JSON.parse(await (await ask(okta, path, init)).text());
const read = (okta: OktaEmulator, path: string) => readAs<[Sent, ...Sent[]]>(okta, path);
const readOne = (okta: OktaEmulator, path: string, init?: RequestInit) => readAs<Sent>(okta, path, init);
const ids = async (okta: OktaEmulator, path: string) => (await read(okta, path)).map(({ id }) => id);
const raw = (okta: OktaEmulator, path: string) =>
  new Promise<IncomingMessage>(resolve =>
    httpGet(`${okta.url}${path}`, { headers: { authorization: `SSWS ${okta.token}` } }, resolve),
  );

describe('users', () => {
  it('are sent in the shape of the recordings', async () => {
    await using okta = await startOkta({
      users: [{ login: 'ada@example.com', firstName: 'Ada', profile: { costCentre: '4711' } }],
    });

    const [row] = await read(okta, '/api/v1/users');

    expect(Object.keys(row)).toEqual(
      expect.arrayContaining([
        'id',
        'status',
        'created',
        'activated',
        'statusChanged',
        'lastLogin',
        'lastUpdated',
        'type',
        'profile',
      ]),
    );
    expect(row).toMatchObject({ status: 'ACTIVE', lastLogin: null, type: { id: expect.stringMatching(/^oty/) } });
    expect(row.id).toMatch(/^00u.{17}$/);
    expect(row.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(row.profile).toMatchObject({
      login: 'ada@example.com',
      email: 'ada@example.com',
      mobilePhone: null,
      costCentre: '4711',
    });
    expect(Object.keys(row._links)).toEqual(['self']); // reduced in a list
    expect(row).not.toHaveProperty('transitioningToStatus');
  });

  it('leave out the deactivated without a query, and show them with one', async () => {
    await using okta = await startOkta({
      users: ['ann', 'bob', { id: 'cid', status: 'SUSPENDED' }, { id: 'dan', status: 'DEPROVISIONED' }],
    });
    const search = (text: string) => `/api/v1/users?search=${encodeURIComponent(text)}`;

    expect(await ids(okta, '/api/v1/users')).toEqual(['ann', 'bob', 'cid']);
    expect(await ids(okta, search('status pr'))).toEqual(['ann', 'bob', 'cid', 'dan']);
    expect(await ids(okta, `/api/v1/users?filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)).toEqual(['dan']);
    expect(await ids(okta, '/api/v1/users?q=dan')).toEqual([]);
  });

  it('are found by id, by login in any case and without accents, and by the part before the @', async () => {
    await using okta = await startOkta({ users: [{ id: '00u1', login: 'Zoë.O@example.com' }] });
    for (const who of ['00u1', 'zoe.o@EXAMPLE.com', 'zoe.o'])
      expect((await readOne(okta, `/api/v1/users/${encodeURIComponent(who)}`)).id).toBe('00u1');
  });

  it('have all links when asked for alone', async () => {
    await using okta = await startOkta({ users: ['ann', { id: 'dan', status: 'DEPROVISIONED' }] });
    expect(Object.keys((await readOne(okta, '/api/v1/users/ann'))._links)).toEqual(
      expect.arrayContaining(['self', 'schema', 'suspend', 'deactivate', 'resetPassword']),
    );
    expect(Object.keys((await readOne(okta, '/api/v1/users/dan'))._links)).toContain('activate');
  });

  it('are gone by id once deleted, and still there while deactivated', async () => {
    await using okta = await startOkta({ users: ['ann', 'bob'] });
    okta.deactivate('ann');
    okta.remove('bob');

    expect((await readOne(okta, '/api/v1/users/ann')).status).toBe('DEPROVISIONED');
    const gone = await ask(okta, '/api/v1/users/bob');
    expect(gone.status).toBe(404);
    expect(await gone.json()).toEqual({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: bob (User)',
      errorLink: 'E0000007',
      errorId: expect.stringMatching(/^oae/),
      errorCauses: [],
    });
  });

  it('are trimmed by fields and by the okta-response of the request', async () => {
    await using okta = await startOkta({ users: [{ id: 'ann', login: 'ann@example.com', transitioningToStatus: 'ACTIVE' }] });

    const [projected] = await read(okta, '/api/v1/users?fields=status,profile:(login,%20email)');
    expect(projected).toEqual({ id: 'ann', status: 'ACTIVE', profile: { login: 'ann@example.com', email: 'ann@example.com' } });

    const type = 'application/json; okta-response="omitCredentials,omitCredentialsLinks,omitTransitioningToStatus"';
    const lean = await readOne(okta, '/api/v1/users/ann', { headers: { 'content-type': type } });
    expect(lean).not.toHaveProperty('credentials');
    expect(lean).not.toHaveProperty('transitioningToStatus');
    expect(lean._links).not.toHaveProperty('resetPassword');
    const whole = await readOne(okta, '/api/v1/users/ann');
    expect(whole).toMatchObject({ credentials: {}, transitioningToStatus: 'ACTIVE', _links: { resetPassword: {} } });
  });

  it('names whose token it is', async () => {
    await using okta = await startOkta();
    expect((await readOne(okta, '/api/v1/users/me')).profile.login).toMatch(/@example\.com$/);
  });

  it('names the custom attributes in the schema', async () => {
    await using okta = await startOkta({
      users: [{ id: 'ann', profile: { costCentre: '4711', skills: ['ts'], level: 3 } }],
      attributes: { isOnLeave: 'boolean' },
    });

    const { definitions } = await readAs<Schema>(okta, '/api/v1/meta/schemas/user/default');

    expect(definitions.base.properties.login).toMatchObject({ type: 'string', required: true });
    expect(definitions.custom.properties).toMatchObject({
      costCentre: { type: 'string' },
      skills: { type: 'array' },
      level: { type: 'integer' },
      isOnLeave: { type: 'boolean' },
    });
    expect((await ask(okta, '/api/v1/meta/schemas/user/other')).status).toBe(404);
  });
});

describe('groups', () => {
  const company = { users: ['ann', 'bob', 'cid'], groups: { Engineering: ['ann', 'bob'], Empty: [] } };
  const named = async (okta: OktaEmulator, path: string) => (await read(okta, path)).map(({ profile }) => profile.name);
  const byName = async (okta: OktaEmulator, name: string) => (await read(okta, `/api/v1/groups?q=${name}`))[0];

  it('are sent in the shape of the recordings, Everyone among them', async () => {
    await using okta = await startOkta(company);

    const [everyone, engineering] = await read(okta, '/api/v1/groups');

    expect(everyone).toMatchObject({ type: 'BUILT_IN', profile: { name: 'Everyone' }, objectClass: ['okta:user_group'] });
    expect(engineering).toMatchObject({ type: 'OKTA_GROUP', profile: { name: 'Engineering', description: null } });
    expect(engineering?.id).toMatch(/^00g.{17}$/);
    expect(engineering?._links.users?.href).toBe(`${okta.url}/api/v1/groups/${engineering?.id}/users`);
    expect(await ids(okta, `/api/v1/groups/${everyone.id}/users`)).toEqual(['ann', 'bob', 'cid']);
  });

  it('come without Everyone where an org is started without it', async () => {
    await using okta = await startOkta({ ...company, everyone: false });
    expect(await named(okta, '/api/v1/groups')).toEqual(['Engineering', 'Empty']);
  });

  it('count their members only when asked', async () => {
    await using okta = await startOkta(company);
    const counts = (await read(okta, '/api/v1/groups?expand=stats')).map(group => group._embedded.stats.usersCount);
    expect(counts).toEqual([3, 2, 0]);
    expect((await read(okta, '/api/v1/groups'))[0]).not.toHaveProperty('_embedded');
  });

  it('list full users with their status, the deactivated too unless told', async () => {
    await using okta = await startOkta(company);
    await using other = await startOkta({ ...company, deprovisionedMembers: 'hidden' });
    const members = async (which: OktaEmulator) => {
      which.deactivate('bob');
      return read(which, `/api/v1/groups/${(await byName(which, 'Eng')).id}/users`);
    };

    expect(await members(okta)).toMatchObject([
      { id: 'ann', status: 'ACTIVE' },
      { id: 'bob', status: 'DEPROVISIONED', profile: {} },
    ]);
    expect(await members(other)).toMatchObject([{ id: 'ann' }]);
  });

  it('are told of a user', async () => {
    await using okta = await startOkta(company);
    expect(await named(okta, '/api/v1/users/ann/groups')).toEqual(['Everyone', 'Engineering']);
    expect((await raw(okta, '/api/v1/users/ann/groups')).headers.link).toContain('limit=200');
  });

  it('move one timestamp with the profile, the other with the members', async () => {
    let time = new Date('2026-01-01T00:00:00.000Z');
    await using okta = await startOkta({ ...company, now: () => time });
    time = new Date('2026-02-01T00:00:00.000Z');
    okta.removeMember('Engineering', 'bob');
    okta.renameGroup('Empty', 'Void');

    expect(await byName(okta, 'Eng')).toMatchObject({
      lastUpdated: '2026-01-01T00:00:00.000Z',
      lastMembershipUpdated: time.toISOString(),
    });
    expect(await byName(okta, 'Void')).toMatchObject({
      lastUpdated: time.toISOString(),
      lastMembershipUpdated: '2026-01-01T00:00:00.000Z',
    });
    expect(
      await named(okta, `/api/v1/groups?filter=${encodeURIComponent('lastMembershipUpdated gt "2026-01-15T00:00:00.000Z"')}`),
    ).toEqual(['Engineering']);
  });

  it('may share a name, be imported, carry custom attributes, and vanish', async () => {
    await using okta = await startOkta({
      groups: [
        { id: 'g1', name: 'Dev' },
        { id: 'g2', name: 'Dev', type: 'APP_GROUP', source: '0oaDirectory', profile: { objectSid: 'S-1-5' } },
      ],
    });
    expect(await read(okta, '/api/v1/groups?q=dev')).toMatchObject([
      { id: 'g1' },
      { id: 'g2', profile: { objectSid: 'S-1-5' }, _links: { source: { href: `${okta.url}/api/v1/apps/0oaDirectory` } } },
    ]);
    expect(() => okta.removeGroup('Dev')).toThrow(/2 groups/);

    okta.removeGroup('g1');
    expect((await ask(okta, '/api/v1/groups/g1')).status).toBe(404);
    expect((await ask(okta, '/api/v1/groups/g1/users')).status).toBe(404);
  });
});

describe('the app', () => {
  const withApp = {
    users: ['ann', 'bob', 'cid', 'dan'],
    groups: { Engineering: ['ann', 'bob'] },
    app: { id: '0oa1', users: ['ann', 'cid'], groups: ['Engineering'] },
  };

  it('lists who may use it, directly or through a group', async () => {
    await using okta = await startOkta(withApp);
    expect(await read(okta, '/api/v1/apps/0oa1/users')).toMatchObject([
      { id: 'ann', scope: 'USER', status: 'ACTIVE', syncState: 'DISABLED', credentials: { userName: 'ann@example.com' } },
      { id: 'cid', scope: 'USER' },
      { id: 'bob', scope: 'GROUP' },
    ]);
    const [row] = await read(okta, '/api/v1/apps/0oa1/users?expand=user');
    expect(row).toMatchObject({
      profile: { email: 'ann@example.com' },
      _embedded: { user: { id: 'ann', profile: { firstName: 'Ann' } } },
    });
    expect((await read(okta, '/api/v1/apps/0oa1/users'))[0]).not.toHaveProperty('_embedded');
  });

  it('lists its groups, and is listed by them', async () => {
    await using okta = await startOkta(withApp);
    const [row] = await read(okta, '/api/v1/apps/0oa1/groups?expand=group');
    expect(row).toMatchObject({ priority: 0, profile: {}, _embedded: { group: { profile: { name: 'Engineering' } } } });
    expect(await ids(okta, `/api/v1/groups/${row.id}/apps`)).toEqual(['0oa1']);
    expect(await ids(okta, '/api/v1/apps')).toEqual(['0oa1']);
    expect(await readOne(okta, '/api/v1/apps/0oa1')).toMatchObject({ label: 'Jira', status: 'ACTIVE', signOnMode: 'SAML_2_0' });
    expect((await ask(okta, '/api/v1/apps/0oa2/users')).status).toBe(404);
  });

  it('is lost by the deactivated, kept by the suspended', async () => {
    await using okta = await startOkta(withApp);
    okta.deactivate('ann');
    okta.suspend('cid');
    expect(await ids(okta, '/api/v1/apps/0oa1/users')).toEqual(['cid', 'bob']);

    okta.reactivate('ann'); // comes back through the group only
    expect(await read(okta, '/api/v1/apps/0oa1/users')).toMatchObject([
      { id: 'cid' },
      { id: 'ann', scope: 'GROUP' },
      { id: 'bob' },
    ]);
  });

  it('is assigned and unassigned', async () => {
    await using okta = await startOkta(withApp);
    okta.assign('dan');
    okta.unassign('cid');
    okta.unassign('Engineering', '0oa1');
    expect(await ids(okta, '/api/v1/apps/0oa1/users')).toEqual(['ann', 'dan']);
    expect(() => okta.unassign('cid')).toThrow(/not assigned/);
  });
});

describe('access', () => {
  it.each([
    ['no token', undefined],
    ['another token', 'SSWS stale'],
    ['another scheme', 'Bearer sandbox-okta-token'],
  ])('is refused with %s', async (_, authorization) => {
    await using okta = await startOkta({ users: ['ann'] });
    const reply = await fetch(`${okta.url}/api/v1/users`, authorization === undefined ? {} : { headers: { authorization } });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ errorCode: 'E0000011', errorSummary: 'Invalid token provided' });
    expect(reply.headers.get('x-rate-limit-limit')).not.toBeNull();
  });

  it('ends when the token expires', async () => {
    await using okta = await startOkta();
    okta.expireToken();
    expect((await ask(okta, '/api/v1/users')).status).toBe(401);
    okta.behave();
    expect((await ask(okta, '/api/v1/users')).status).toBe(200);
  });

  it('may lack a permission', async () => {
    await using okta = await startOkta({ users: ['ann'], deny: /\/groups/ });
    const reply = await ask(okta, '/api/v1/groups');
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({ errorCode: 'E0000006' });
    expect((await ask(okta, '/api/v1/users')).status).toBe(200);
  });

  it('is for reading only', async () => {
    await using okta = await startOkta({ users: ['ann'] });
    const reply = await ask(okta, '/api/v1/users/ann', { method: 'DELETE' });
    expect(reply.status).toBe(405);
    expect(await reply.json()).toMatchObject({ errorCode: 'E0000022' });
    expect((await ask(okta, '/api/v1/users/ann')).status).toBe(200);
  });

  it('answers an unknown path in its own way', async () => {
    await using okta = await startOkta();
    const reply = await ask(okta, '/api/v1/unheard-of');
    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ errorCode: 'E0000007' });
  });
});

describe('every response', () => {
  it('carries the headers of the recordings', async () => {
    await using okta = await startOkta({ users: ['ann'], now: () => new Date('2026-03-02T10:45:01.400Z') });

    const { headers } = await raw(okta, '/api/v1/users');

    expect(headers).toMatchObject({
      'content-type': 'application/json', // no charset
      date: 'Mon, 02 Mar 2026 10:45:01 GMT',
      'x-okta-request-id': expect.stringMatching(/^[\w-]{20,}$/),
      'x-rate-limit-reset': String(Date.parse('2026-03-02T10:46:02.000Z') / 1000),
      'cache-control': 'no-cache, no-store',
    });
    expect(Number(headers['x-rate-limit-remaining'])).toBe(Number(headers['x-rate-limit-limit']) - 1);
  });

  it('may come without a Content-Type', async () => {
    await using okta = await startOkta({ users: ['ann'] });
    okta.dropContentType(/\/users/);
    expect((await raw(okta, '/api/v1/users')).headers['content-type']).toBeUndefined();
    expect(await ids(okta, '/api/v1/users')).toEqual(['ann']);
    expect((await raw(okta, '/api/v1/groups')).headers['content-type']).toBe('application/json');
  });
});

describe('what happens in the org', () => {
  it('is loaded from a company', async () => {
    const company = makeCompany({ users: 50, groups: 12 });
    await using okta = await startOkta({ company });

    const all = await read(okta, '/api/v1/users?search=status%20pr');
    expect(all).toHaveLength(50);
    expect(all[0].profile).toMatchObject({ login: company.people[0]?.login, department: company.people[0]?.department });
    const groups = await read(okta, '/api/v1/groups');
    expect(groups.map(({ id }) => id).toSorted()).toEqual(company.groups.map(({ id }) => id).toSorted());
    expect(await ids(okta, `/api/v1/groups/${company.groups[1]?.id}/users`)).toEqual(company.groups[1]?.members);
    expect(groups.find(({ profile }) => profile.name === 'Everyone')?.type).toBe('BUILT_IN');
  });

  it('shows at once, with its timestamps', async () => {
    let time = new Date('2026-01-01T00:00:00.000Z');
    await using okta = await startOkta({ users: ['ann'], now: () => time });
    time = new Date('2026-02-01T00:00:00.000Z');

    okta.updateProfile('ann', { lastName: "O'Brien", nickName: undefined });
    expect(await readOne(okta, '/api/v1/users/ann')).toMatchObject({
      lastUpdated: time.toISOString(),
      statusChanged: '2026-01-01T00:00:00.000Z',
      profile: { lastName: "O'Brien", firstName: 'Ann' },
    });
    okta.suspend('ann');
    expect(await readOne(okta, '/api/v1/users/ann')).toMatchObject({ status: 'SUSPENDED', statusChanged: time.toISOString() });
    okta.unsuspend('ann');
    okta.addPerson({ login: 'bob@example.com' });
    okta.addGroup({ name: 'Dev', members: ['bob'] });
    okta.addMember('Dev', 'ann@example.com');
    expect(await read(okta, `/api/v1/groups/${okta.addGroup('Other').id}/users`)).toEqual([]);
    expect((await read(okta, '/api/v1/groups?q=Dev&expand=stats'))[0]._embedded.stats.usersCount).toBe(2);
    okta.remove('ann');
    expect((await read(okta, '/api/v1/groups?q=Dev&expand=stats'))[0]._embedded.stats.usersCount).toBe(1);
  });

  it('cannot be about somebody who is not there, or be two people of one login', async () => {
    await using okta = await startOkta({ users: ['ann'] });
    expect(() => okta.suspend('bob')).toThrow(/no person bob/);
    expect(() => okta.addMember('Dev', 'ann')).toThrow(/no group Dev/);
    expect(() => okta.addPerson({ login: 'ANN@example.com' })).toThrow(/already/);
    expect(await ids(okta, '/api/v1/users')).toEqual(['ann']);
  });

  it('may be read incompletely: hidden from lists, there by id', async () => {
    await using okta = await startOkta({ users: ['ann', 'bob'], groups: { Dev: ['ann', 'bob'] } });
    const members = `/api/v1/groups/${okta.addGroup({ name: 'Ops', members: ['ann', 'bob'] }).id}/users`;
    okta.hide('bob');
    okta.hide('Everyone'); // as for the token of a group administrator
    expect(await ids(okta, '/api/v1/users')).toEqual(['ann']);
    expect(await ids(okta, members)).toEqual(['ann']);
    expect((await readOne(okta, '/api/v1/users/bob')).id).toBe('bob');
    expect((await read(okta, '/api/v1/groups'))[0].profile.name).toBe('Dev');

    okta.hide('bob', ['users']);
    expect(await ids(okta, '/api/v1/users?search=status%20pr')).toEqual(['ann']);
    expect(await ids(okta, members)).toEqual(['ann', 'bob']);
    okta.show('bob');
    expect(await ids(okta, '/api/v1/users')).toEqual(['ann', 'bob']);
  });

  it('may hold rows that nobody understands', async () => {
    await using okta = await startOkta({ users: ['ann', 'bob', 'cid', 'dan'] });
    okta.corrupt('ann', { id: undefined, status: 7 });
    okta.corrupt('bob', null);
    okta.corrupt('cid', row => ({ ...row, profile: 'none' }));

    const rows = await read(okta, '/api/v1/users');

    expect(rows[0]).toMatchObject({ status: 7, profile: { firstName: 'Ann' } });
    expect(rows[0]).not.toHaveProperty('id');
    expect(rows.slice(1)).toMatchObject([null, { id: 'cid', profile: 'none' }, { id: 'dan', status: 'ACTIVE' }]);
  });
});
