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
    realm: 'org',
    enabled: true,
    groups: below(null),
    clients: [client],
    users: [...people, serviceAccount(['view-users'])],
  };
}

/** Confidential, with a service account and nothing else, as the documentation says. */
const client = {
  ...{ clientId: CLIENT.id, secret: CLIENT.secret, enabled: true, publicClient: false, serviceAccountsEnabled: true },
  ...{ standardFlowEnabled: false, directAccessGrantsEnabled: false },
};

const serviceAccount = (roles: readonly string[]) => ({
  ...{ username: `service-account-${CLIENT.id}`, enabled: true, serviceAccountClientId: CLIENT.id },
  clientRoles: { 'realm-management': roles },
});
