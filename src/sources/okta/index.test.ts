import { describe, expect, it } from 'vitest';
import { company, type OktaFixture, oktaFixture, quickHttp } from '../../../test/contracts/okta-fixture.js';
import { describeSource, membersByName, standings } from '../../../test/contracts/source.js';
import { AccessDenied, NotFound, Unavailable, UnexpectedReply } from '../../errors.js';
import { personId, sourceName } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { okta } from './index.js';
import { OktaSettings } from './settings.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });

describeSource('okta', async () => {
  const fixture = await oktaFixture(company);
  const { okta: org, source } = fixture;
  return {
    source,
    attributes: okta.attributes(OktaSettings.parse({ url: org.url, token: new Secret('any') })),
    breakUsers: () => org.fail(/^GET \/api\/v1\/users\?/, { kind: 'status', status: 503 }),
    breakMembers: name =>
      org.fail(new RegExp(`^GET /api/v1/groups/${idOf(fixture, name)}/users`), { kind: 'status', status: 503 }),
    garble: who => org.corrupt(who, { status: 'NEITHER' }),
    remove: who => org.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

const idOf = ({ okta: { org } }: OktaFixture, name: string) =>
  [...org.groups.values()].find(group => group.profile.name === name)?.id ?? '';

describe('what okta says of a person', () => {
  it.each([
    ['STAGED', 'pending'],
    ['PROVISIONED', 'active'],
    ['ACTIVE', 'active'],
    ['RECOVERY', 'active'],
    ['PASSWORD_EXPIRED', 'active'],
    ['LOCKED_OUT', 'active'],
    ['SUSPENDED', 'inactive'],
    ['DEPROVISIONED', 'inactive'],
  ] as const)('reads %s as %s (R5, U1)', async (status, standing) => {
    await using fixture = await oktaFixture({ users: [{ id: 'ann', status }] });

    expect(standings(await fixture.source.pull(everything, options()))).toEqual({ ann: standing });
  });

  it('says since when somebody is inactive', async () => {
    const now = () => new Date('2026-03-01T08:00:00.000Z');
    await using fixture = await oktaFixture({ users: ['ann'], now });
    fixture.okta.deactivate('ann');

    const { people } = await fixture.source.pull(everything, options());

    expect(people.get(personId('ann'))?.standing).toEqual({
      kind: 'inactive',
      status: 'DEPROVISIONED',
      since: '2026-03-01T08:00:00.000Z',
    });
  });

  it('believes the status, not the one that somebody is on the way to', async () => {
    await using fixture = await oktaFixture({ users: [{ id: 'ann', status: 'ACTIVE', transitioningToStatus: 'DEPROVISIONED' }] });

    expect(standings(await fixture.source.pull(everything, options()))).toEqual({ ann: 'active' });
  });

  it('shows expressions the whole profile, custom attributes too, and the id and status of Okta itself', async () => {
    const profile = { costCentre: 4711, remote: true, skills: ['go', 'sql'], displayName: null, status: 'custom', odd: { a: 1 } };
    await using fixture = await oktaFixture({ users: [{ id: 'ann', firstName: 'Ann', lastName: 'Lee', profile }] });

    const ann = (await fixture.source.pull(everything, options())).people.get(personId('ann'));

    expect(ann?.attributes).toMatchObject({ id: 'ann', status: 'ACTIVE', costCentre: 4711, remote: true, skills: ['go', 'sql'] });
    expect(ann?.attributes).not.toHaveProperty('odd');
    expect(ann?.displayName).toBe('Ann Lee');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['takes the display name as it is', { displayName: 'Annie' }, 'Annie'],
    ['leaves a missing name out', { firstName: null, lastName: 'Lee' }, 'Lee'],
    ['has none when there is none', { firstName: null, lastName: null }, ''],
  ])('%s', async (_, profile, displayName) => {
    await using fixture = await oktaFixture({ users: [{ id: 'ann', profile }] });

    expect((await fixture.source.pull(everything, options())).people.get(personId('ann'))?.displayName).toBe(displayName);
  });

  it('sets rows aside that are no objects, without an id (R2)', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.corrupt('bob', null);

    const { quarantined, people } = await fixture.source.pull(everything, options());

    expect(quarantined).toEqual([{ where: 'users', problem: expect.stringContaining('object') }]);
    expect(people.size).toBe(2);
  });
});

describe('reading to the end (R1)', () => {
  it('reads every page of users and of members', async () => {
    await using fixture = await oktaFixture({ ...company, pageSize: 1 });

    const directory = await fixture.source.pull(everything, options());

    expect(directory.people.size).toBe(3);
    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(directory.evidence.lists[0]).toEqual({ what: 'users', pages: 3, rows: 3, end: 'no next link' });
  });

  it('rejects when the last page fails', async () => {
    await using fixture = await oktaFixture({ ...company, pageSize: 2 });
    fixture.okta.fail(/users\?after=/, { kind: 'status', status: 503 });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it('rejects when groups cannot be listed', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.fail(/GET \/api\/v1\/groups\?/, { kind: 'halfBody' });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it('tells a bad token apart from an empty company', async () => {
    await using stale = await oktaFixture({}, { token: 'stale' });
    await using empty = await oktaFixture();

    await expect(stale.source.pull(everything, options())).rejects.toThrow(AccessDenied);
    expect((await empty.source.pull(everything, options())).people.size).toBe(0);
  });

  it('rejects a token that ends between users and members: that is no one group alone', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.fail(/groups\/[^/]+\/users/, { kind: 'status', status: 401, body: { errorCode: 'E0000011' } });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(AccessDenied);
  });

  it('never asks again and again when Okta is down: after five groups the others are unknown unasked', async () => {
    const names = Array.from({ length: 30 }, (_, n) => [`team-${n}`, []] as const);
    await using fixture = await oktaFixture({ groups: Object.fromEntries(names) });
    fixture.okta.fail(/groups\/[^/]+\/users/, { kind: 'status', status: 503 });

    const directory = await fixture.source.pull(everything, options());

    expect(new Set(Object.values(membersByName(directory)))).toEqual(new Set(['unknown']));
    expect(new Set(fixture.okta.requests.map(({ url }) => url).filter(url => /groups\/.*\/users/.test(url))).size).toBeLessThan(
      20,
    );
  });

  it('reads on in smaller pages where Okta times out over large ones', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.timeOutAbove(200, /groups\/[^/]+\/users/);

    const directory = await fixture.source.pull(everything, options());

    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
  });

  it('asks the same page once more before it takes smaller ones', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.fail(/GET \/api\/v1\/users\?/, { kind: 'status', status: 500, body: { errorCode: 'E0000009' } }, { times: 1 });

    const { people } = await fixture.source.pull(everything, options());

    expect(people.size).toBe(3);
    expect(fixture.okta.requests.every(({ url }) => !url.includes('limit=50'))).toBe(true);
  });

  it('gives up when no page is small enough', async () => {
    await using fixture = await oktaFixture(company);
    fixture.okta.timeOutAbove(0, /GET \/api\/v1\/users\?/);

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it('knows a person once who moved between two pages', async () => {
    await using fixture = await oktaFixture({ ...company, pageSize: 2 });
    fixture.okta.nextTo(
      `${fixture.okta.url}/api/v1/users?limit=50&search=id%20eq%20%22ann%22%20or%20id%20eq%20%22cid%22`,
      /users\?.*limit=200/,
    );

    const { people, evidence } = await fixture.source.pull(everything, options());

    expect([...people.keys()]).toEqual(['ann', 'bob', 'cid']);
    expect(evidence.lists[0]).toMatchObject({ pages: 2, rows: 3 });
  });
});

describe('the fewest calls (R4)', () => {
  it('lists users and groups in the largest pages, and asks for no members that nobody wants', async () => {
    await using fixture = await oktaFixture(company);

    await fixture.source.pull({ group: () => false }, options());

    expect(fixture.okta.requests.map(({ url }) => url.replace(/search=[^&]*&/, ''))).toEqual([
      '/api/v1/users?limit=200',
      '/api/v1/groups?limit=200',
    ]);
  });

  it('counts what it asked', async () => {
    await using fixture = await oktaFixture(company);

    const { evidence } = await fixture.source.pull(everything, options());

    expect(evidence.calls).toBe(fixture.okta.requests.length);
    expect(evidence.calls).toBe(4);
  });
});

/** One assignment, as `GET /apps/{app}/users/{user}` has it. */
const answer = ({ okta: org }: OktaFixture, match: RegExp, body: unknown) =>
  org.fail(match, { kind: 'status', status: 200, body });

describe('with an app', () => {
  const org = {
    users: ['ann', 'bob', { id: 'cid', status: 'SUSPENDED' as const }, 'eve', { id: 'dan', status: 'DEPROVISIONED' as const }],
    groups: { Engineering: ['ann', 'eve'] },
    app: { id: '0oa1', users: ['ann', 'bob', 'cid', 'dan'] },
  };

  it('reads those who are assigned, by their own status (R5); groups keep their other members', async () => {
    await using fixture = await oktaFixture(org, { app: '0oa1' });

    const directory = await fixture.source.pull(everything, options());

    expect(standings(directory)).toEqual({ ann: 'active', bob: 'active', cid: 'inactive' });
    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'eve'] });
    expect(fixture.okta.requests[0]?.url).toBe('/api/v1/apps/0oa1/users?limit=500&expand=user');
  });

  it('looks up who is missing: deactivated is stated, not assigned is out of scope, deleted is deleted (R5)', async () => {
    await using fixture = await oktaFixture(org, { app: '0oa1' });
    answer(fixture, /apps\/0oa1\/users\/bob/, { id: 'bob', status: 'INACTIVE' });

    const found = await fixture.source.lookup(['ann', 'bob', 'dan', 'eve', 'zoe'].map(personId), options());

    expect(Object.fromEntries([...found].map(([id, { kind }]) => [id, kind]))).toEqual({
      ann: 'present',
      bob: 'outOfScope',
      dan: 'inactive',
      eve: 'outOfScope',
      zoe: 'deleted',
    });
  });

  it('does not take everybody in the list for assigned, but hears who is inactive (R5); a new status is odd (R2)', async () => {
    await using fixture = await oktaFixture(org, { app: '0oa1' });
    const row = (id: string, status: string, own: string) => ({
      id,
      status,
      _embedded: { user: { id, status: own, profile: { login: id } } },
    });
    const rows = [
      row('ann', 'PENDING', 'ACTIVE'),
      row('bob', 'INACTIVE', 'ACTIVE'),
      row('cid', 'SUSPENDED', 'SUSPENDED'),
      row('eve', 'NEW', 'ACTIVE'),
    ];
    answer(fixture, /apps\/0oa1\/users/, rows);

    const directory = await fixture.source.pull(everything, options());

    expect(standings(directory)).toEqual({ ann: 'active', cid: 'inactive' });
    expect(directory.quarantined).toMatchObject([{ id: 'eve' }]);
  });

  it('quarantines an assignment without its user (R2)', async () => {
    await using fixture = await oktaFixture(org, { app: '0oa1' });
    fixture.okta.corrupt('bob', null);

    const { quarantined } = await fixture.source.pull(everything, options());

    expect(quarantined).toMatchObject([{ id: 'bob' }]);
  });

  it('says so when there is no such app', async () => {
    await using fixture = await oktaFixture(org, { app: '0oa9' });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(NotFound);
    await expect(fixture.source.pull(everything, options())).rejects.toThrow('0oa9');
  });
});

describe('looking up (R5)', () => {
  it('does not know somebody whose look-up failed, or who is not active yet', async () => {
    await using fixture = await oktaFixture({ users: ['ann', { id: 'sue', status: 'STAGED' }] });
    fixture.okta.fail(/users\/ann/, { kind: 'reset' });

    const found = await fixture.source.lookup(['ann', 'sue'].map(personId), options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });

  it.each([
    ['a proxy', 'nothing here'],
    ['something else', { message: 'no such route' }],
  ])('does not believe %s that says 404: only Okta says that somebody is deleted', async (_, body) => {
    await using fixture = await oktaFixture(company);
    fixture.okta.fail(/users\/ann/, {
      kind: 'status',
      status: 404,
      body,
      headers: typeof body === 'string' ? { 'content-type': 'text/plain' } : {},
    });

    const found = await fixture.source.lookup([personId('ann')], options());

    expect(found.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('is not taken in by an id that reads as the login of somebody else', async () => {
    await using fixture = await oktaFixture({ users: [{ id: '00u1', login: 'ann@example.com' }] });

    const found = await fixture.source.lookup([personId('ann')], options());

    expect(found.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('check', () => {
  const check = async (fixture: OktaFixture) =>
    (await fixture.source.check(options())).map(({ level, what }) => `${level}: ${what}`);

  it('says who we are and what we may read', async () => {
    await using fixture = await oktaFixture(
      { ...company, everyone: true, app: { id: '0oa1', label: 'Jira DC' } },
      { app: '0oa1' },
    );

    expect(await check(fixture)).toEqual([
      'ok: signed in as rollcall.reader@example.com',
      'ok: may read users',
      'ok: may read groups',
      "ok: may read groups' members",
      'ok: may read people assigned to the app 0oa1',
      'ok: the app 0oa1 is Jira DC',
    ]);
  });

  it('says that the token is refused, and nothing else', async () => {
    await using fixture = await oktaFixture(company, { token: 'stale' });

    expect(await check(fixture)).toEqual(['problem: Okta refuses the token']);
  });

  it.each([
    [/api\/v1\/users\?/, 'problem: may not read users'],
    [/api\/v1\/groups\?/, 'problem: may not read groups'],
    [/groups\/[^/]+\/users/, "problem: may not read groups' members"],
    [/apps\/0oa1\/users/, 'problem: may not read people assigned to the app 0oa1'],
  ])('names the permission that is missing for %s', async (denied, finding) => {
    await using fixture = await oktaFixture({ ...company, app: { id: '0oa1' }, deny: denied }, { app: '0oa1' });

    expect(await check(fixture)).toContain(finding);
  });

  it('warns when Everyone is not visible, as to a group administrator', async () => {
    await using fixture = await oktaFixture({ ...company, everyone: false });

    expect(await check(fixture)).toContain('warning: the group Everyone is not visible');
  });

  it("compares `attributes` with Okta's schema, where it may read that", async () => {
    const org = { ...company, attributes: { costCentre: 'integer' as const, team: 'string' as const } };
    const attributes = { costCentre: 'string', team: 'string', shoeSize: 'number' };
    await using fixture = await oktaFixture(org, { attributes });
    await using denied = await oktaFixture({ ...org, deny: /meta\/schemas/ }, { attributes });

    expect(await check(fixture)).toEqual(
      expect.arrayContaining([
        'problem: the attribute costCentre is integer in Okta, not string',
        'problem: Okta has no user attribute shoeSize',
      ]),
    );
    expect((await check(fixture)).join()).not.toContain('team');
    expect(await check(denied)).toContain("info: `attributes` cannot be compared with Okta's schema");
  });
});

it('keeps its identity, whichever of its hosts the config names', () => {
  const providerOf = (url: string) =>
    okta.create(sourceName('okta'), OktaSettings.parse({ url, token: new Secret('t') }), quickHttp()).provider;

  expect(providerOf('https://Example-admin.okta.com/')).toBe('okta:example.okta.com');
  expect(providerOf('https://example.okta.com')).toBe('okta:example.okta.com');
  expect(providerOf('https://sso-admin.example.com')).toBe('okta:sso-admin.example.com');
});

it('refuses what answers in place of Okta', async () => {
  await using fixture = await oktaFixture(company);
  fixture.okta.fail(/api\/v1\/users/, { kind: 'status', status: 200, body: '<html>Sign in</html>' });

  await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
});
