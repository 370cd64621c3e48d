import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type KeycloakEmulator, type KeycloakOptions, startKeycloak } from './index.js';

const names = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(3, '0')}`);
const Rows = z.array(z.looseObject({ id: z.string() }));

interface Asked {
  readonly status: number;
  readonly body: unknown;
}

/** A realm and a call to it with a token of its client. */
async function realmOf(options: KeycloakOptions) {
  const keycloak = await startKeycloak(options);
  const token = await tokenOf(keycloak);
  const ask = async (path: string): Promise<Asked> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${keycloak.url}/admin/realms/sandbox/${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  };
  const rows = async (path: string) => Rows.parse((await ask(path)).body);
  return { keycloak, ask, rows, [Symbol.asyncDispose]: () => keycloak.close() };
}

async function tokenOf({ url, clientId, clientSecret }: KeycloakEmulator): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
  const answer = await fetch(`${url}/realms/sandbox/protocol/openid-connect/token`, { method: 'POST', body });
  return String(Object(await answer.json()).access_token);
}

const nested = { name: 'eng', members: names(120), children: names(12).map(name => ({ name })) };

describe('the Keycloak emulator, as its fact sheet and a real 26.7.3 have it', () => {
  it('has three defaults: 100 users, 100 members, 10 children, all top groups (§2, gotcha 1)', async () => {
    await using realm = await realmOf({ users: names(120), groups: [nested, ...names(120).map(name => ({ name: `g${name}` }))] });
    const { id = '' } = (await realm.rows('groups?search=eng&exact=true'))[0] ?? {};

    expect(await realm.rows('users')).toHaveLength(100);
    expect(await realm.rows('users?max=-1')).toHaveLength(120);
    expect(await realm.rows('users?first=115&max=10')).toHaveLength(5);
    expect(await realm.rows('groups')).toHaveLength(121);
    expect(await realm.rows(`groups/${id}/children`)).toHaveLength(10);
    expect(await realm.rows(`groups/${id}/members`)).toHaveLength(100);
  });

  it('shows the whole row of users and children, and the brief one of groups, unless told (gotcha 2)', async () => {
    await using realm = await realmOf({
      users: [{ id: 'ann', username: 'ann', attributes: { dept: ['Eng'] } }],
      groups: [nested0],
    });
    const [top] = await realm.rows('groups');

    expect((await realm.rows('users'))[0]).toHaveProperty('attributes');
    expect((await realm.rows('users?briefRepresentation=true'))[0]).not.toHaveProperty('attributes');
    expect(top).not.toHaveProperty('attributes');
    expect((await realm.rows(`groups/${top?.id}/children`))[0]).toHaveProperty('attributes');
  });

  it('counts the groups below since 23 and hides them; before, it sent them along, and had no GET of children (gotcha 3)', async () => {
    await using now = await realmOf({ users: ['ann'], groups: [nested0] });
    await using before = await realmOf({ users: ['ann'], groups: [nested0], version: 22 });
    const [old] = await before.rows('groups');

    expect((await now.rows('groups'))[0]).toMatchObject({ subGroupCount: 1, subGroups: [] });
    expect(old).toMatchObject({ subGroups: [{ name: 'backend', path: '/eng/backend' }] });
    expect(old).not.toHaveProperty('subGroupCount');
    expect((await before.ask(`groups/${old?.id}/children`)).status).toBe(405);
  });

  it('shows nobody to who may only query, and counts them all the same (gotcha 4)', async () => {
    await using realm = await realmOf({ users: ['ann'], mayDo: ['query-users'] });

    expect(await realm.ask('users')).toEqual({ status: 200, body: [] });
    expect(await realm.ask('users/count')).toEqual({ status: 200, body: 1 });
    expect(await realm.ask('users/ann')).toEqual({ status: 403, body: { error: 'HTTP 403 Forbidden' } });
    expect(await realm.ask('users/gone')).toEqual({ status: 404, body: { error: 'User not found' } });
    expect((await realm.ask('groups')).status).toBe(403);
  });

  it('finds any part of a user name unless it is exact, and a service account by its name only', async () => {
    const robot = { id: 'sa', username: 'service-account-shop', isServiceAccount: true };
    await using realm = await realmOf({ users: ['ann', 'joann', robot] });

    expect(await realm.rows('users?username=ann')).toHaveLength(2);
    expect(await realm.rows('users?username=ANN@example.com&exact=true')).toHaveLength(1);
    expect(await realm.rows('users')).toHaveLength(2);
    expect(await realm.rows('users?search=service')).toHaveLength(0);
    expect(await realm.rows('users?username=service-account-shop&exact=true')).toHaveLength(1);
  });

  it('keeps user names in lower case (gotcha 6)', async () => {
    await using realm = await realmOf({ users: [{ id: 'ann', username: 'Ann.Lee' }] });

    expect((await realm.rows('users'))[0]).toMatchObject({ username: 'ann.lee' });
  });

  it('says 401 to a token that is over, and 404 for another realm', async () => {
    await using realm = await realmOf({ users: ['ann'] });
    const elsewhere = await realm.ask('../nowhere/users');
    realm.keycloak.expireTokens();

    expect(elsewhere).toEqual({ status: 404, body: { error: 'Realm not found.' } });
    expect(await realm.ask('users')).toEqual({ status: 401, body: { error: 'HTTP 401 Unauthorized' } });
  });
});

const nested0 = { name: 'eng', children: [{ name: 'backend' }] };
