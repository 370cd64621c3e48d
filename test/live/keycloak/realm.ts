import type { RealOrg } from '../../real-org.js';

/** As in a realm's file: only what is put into it. */
export interface Realm {
  readonly realm: string;
  readonly [other: string]: unknown;
}

interface RealmGroup {
  readonly name: string;
  readonly subGroups: readonly RealmGroup[];
}

/** in seconds: so short that every read needs several tokens */
const TOKEN_LIFE = 3;

export const REALM = 'org';
export const CLIENT = { id: 'rollcall', secret: 'keycloak-secret-Rp5' };

/** The organisation as a realm: groups within groups, everybody in it by the path of their groups, and our client. */
export function orgRealm({ users, groups }: RealOrg): Realm {
  const parents = new Map(groups.map(({ name, parent }) => [name, parent]));
  const pathOf = (name: string): string => `${parents.get(name) ? pathOf(parents.get(name) ?? '') : ''}/${name}`;
  const below = (parent: string | null): RealmGroup[] =>
    groups.filter(group => group.parent === parent).map(({ name }) => ({ name, subGroups: below(name) }));
  const paths = new Map<string, string[]>(users.map(({ id }) => [id, []]));
  for (const { name, members } of groups) for (const id of members) paths.get(id)?.push(pathOf(name));
  const people = users.map(({ id, login, email, firstName, lastName }) => ({
    ...{ id, username: login, email, firstName, lastName, enabled: true, emailVerified: true },
    groups: paths.get(id),
  }));
  return {
    ...{ realm: REALM, enabled: true, editUsernameAllowed: true, accessTokenLifespan: TOKEN_LIFE },
    groups: below(null),
    clients: CLIENTS.map(clientOf),
    users: [...people, ...CLIENTS.map(serviceAccountOf)],
  };
}

interface TestClient {
  readonly id: string;
  /** of realm-management */
  readonly roles: readonly string[];
  readonly more?: object;
}

/** The one that reads, and those that lack something. */
const CLIENTS: readonly TestClient[] = [
  { id: CLIENT.id, roles: ['view-users'] },
  { id: 'roles', roles: ['view-users', 'view-realm', 'view-clients'] },
  { id: 'nothing', roles: [] },
  { id: 'queries', roles: ['query-users', 'query-groups'] },
  { id: 'narrow', roles: ['view-users'], more: { fullScopeAllowed: false } },
  { id: 'light', roles: ['view-users'], more: { attributes: { 'client.use.lightweight.access.token.enabled': 'true' } } },
];

/** Confidential, with a service account and nothing else, as the documentation says. */
const clientOf = ({ id, more }: TestClient) => ({
  ...{ clientId: id, secret: CLIENT.secret, enabled: true, publicClient: false, serviceAccountsEnabled: true },
  ...{ standardFlowEnabled: false, directAccessGrantsEnabled: false, fullScopeAllowed: true },
  ...more,
});

const serviceAccountOf = ({ id, roles }: TestClient) => ({
  ...{ username: `service-account-${id}`, enabled: true, serviceAccountClientId: id },
  clientRoles: { 'realm-management': roles },
});
