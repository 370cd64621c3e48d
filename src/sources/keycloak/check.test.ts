import { describe, expect, it } from 'vitest';
import { company, type KeycloakFixture, keycloakFixture } from '../../../test/contracts/keycloak-fixture.js';

const check = async ({ source }: KeycloakFixture) =>
  (await source.check({ signal: new AbortController().signal })).map(({ level, what }) => `${level}: ${what}`);

describe('check', () => {
  it('says who we are and what we may read', async () => {
    await using fixture = await keycloakFixture(company);

    expect(await check(fixture)).toEqual([
      'ok: signed in as the client rollcall of the realm sandbox',
      'ok: may read 3 users',
      'ok: may read 2 groups',
      "ok: may read groups' members",
    ]);
  });

  it('says that there is no token, and nothing else', async () => {
    await using fixture = await keycloakFixture(company, { clientSecret: 'wrong' });

    expect(await check(fixture)).toEqual([
      expect.stringMatching(/^problem: Keycloak gives the client rollcall .* no access token \(401/),
    ]);
  });

  it.each<[string, string[], object, string[]]>([
    ['nothing', [], {}, ['names no role of the client realm-management', 'read users', 'read groups']],
    [
      'query-users',
      ['query-users'],
      {},
      ['lacks the role view-users', 'counts 3 users in the realm, and shows none', 'read groups'],
    ],
    [
      'query-groups',
      ['query-groups'],
      {},
      ['lacks the role view-users', 'read users', 'counts 2 groups in the realm, and shows none'],
    ],
    ['no view-realm', ['view-users'], { roles: { realm: true } }, ['lacks the role view-realm', 'read roles of the realm']],
    [
      'no view-clients',
      ['view-users', 'view-realm'],
      { roles: { clients: ['shop'] } },
      ['lacks the role view-clients', 'read roles of the client shop'],
    ],
  ])('names the roles that are missing: %s', async (_, mayDo, settings, told) => {
    const roles = [{ name: 'buyer', client: 'shop' }];
    await using fixture = await keycloakFixture({ ...company, roles, mayDo }, settings);

    const problems = (await check(fixture)).filter(text => text.startsWith('problem'));

    expect(problems).toEqual(told.map(text => expect.stringContaining(text)));
  });

  it('says that roles do not get into the token, and how they would: every call is 403 then (keycloak.md §4)', async () => {
    await using fixture = await keycloakFixture({ ...company, token: 'withoutRoles' });

    const findings = await fixture.source.check({ signal: new AbortController().signal });

    expect(findings).toContainEqual({
      ...{ level: 'problem', what: expect.stringContaining('names no role') },
      hint: expect.stringContaining('Full scope allowed'),
    });
  });

  it('finds nothing wrong with a lightweight token, which names no role and opens all the same', async () => {
    await using fixture = await keycloakFixture({ ...company, token: 'lightweight' });

    expect((await check(fixture)).every(text => text.startsWith('ok'))).toBe(true);
  });

  it('says when the client may do more than it needs', async () => {
    await using fixture = await keycloakFixture({ ...company, mayDo: ['view-users', 'manage-users'] });

    expect(await check(fixture)).toContainEqual('info: the client may do more than it needs: manage-users');
  });

  it('says that roles can be read', async () => {
    const roles = [{ name: 'buyer', client: 'shop' }];
    const mayDo = ['view-users', 'view-realm', 'view-clients'];
    await using fixture = await keycloakFixture({ ...company, roles, mayDo }, { roles: { clients: ['shop'] } });

    expect((await check(fixture)).slice(-2)).toEqual([
      'ok: may read the roles of the realm',
      'ok: may read the roles of the client shop',
    ]);
  });

  it('names a client that is not there', async () => {
    const mayDo = ['view-users', 'view-realm', 'view-clients'];
    await using fixture = await keycloakFixture({ ...company, mayDo }, { roles: { clients: ['shop'] } });

    expect(await check(fixture)).toContainEqual(expect.stringMatching(/^problem: .*no client shop/));
  });

  it.each<[string, object, string[]]>([
    ['is there', { dept: {} }, []],
    ['is not there', {}, ['problem: the user profile of the realm has no attribute dept']],
    ['is not shown', { dept: { view: ['user'] } }, ['problem: the user profile shows the attribute dept to no administrator']],
    ['has several values', { dept: { multivalued: true } }, ['warning: the attribute dept may have several values']],
  ])('compares attributes with the user profile: one that %s', async (_, profile, told) => {
    await using fixture = await keycloakFixture({ ...company, profile: { ...profile } }, { attributes: { dept: 'string' } });

    expect((await check(fixture)).slice(4)).toEqual(told);
  });

  it('takes any attribute where the realm keeps what its profile does not name', async () => {
    await using fixture = await keycloakFixture(company, { attributes: { dept: 'string' } });
    fixture.keycloak.realm.unmanagedAttributePolicy = 'ADMIN_VIEW';

    expect((await check(fixture)).slice(4)).toEqual([]);
  });

  it('cannot compare attributes where there is no user profile to be read', async () => {
    await using fixture = await keycloakFixture(company, { attributes: { dept: 'string' } });
    fixture.keycloak.deny(/users\/profile/);

    expect((await check(fixture)).slice(4)).toEqual([expect.stringMatching(/^info: `attributes` cannot be compared/)]);
  });

  it('says that the first user is not understood', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.corrupt('ann', { enabled: undefined });

    expect(await check(fixture)).toContainEqual('problem: the first user is not understood');
  });

  it("says that groups' members may not be read", async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.deny(/members/);

    expect(await check(fixture)).toContainEqual(expect.stringMatching(/^problem: could not read groups' members/));
  });

  it('has nothing to say against a realm without groups', async () => {
    await using fixture = await keycloakFixture({ users: ['ann'] });

    expect(await check(fixture)).toContainEqual('ok: may read groups; there are none');
  });
});
