import { createHash } from 'node:crypto';

/** What a realm holds, as plain data: change it directly, or by the events. */
export interface Realm {
  readonly name: string;
  people: Map<string, KeycloakPerson>;
  /** in no order; `parent` makes the tree */
  groups: Map<string, KeycloakGroup>;
  roles: Map<string, KeycloakRole>;
  clients: Map<string, KeycloakClient>;
  /** federated directories that do not answer, or are switched off */
  downFederations: Set<string>;
  /** ids of people whom their federated directory has no more, which Keycloak has not noticed yet */
  gone: Set<string>;
  /** attributes of the user profile */
  profile: Map<string, { multivalued?: boolean; view?: readonly string[] }>;
  unmanagedAttributePolicy?: 'ENABLED' | 'ADMIN_VIEW' | 'ADMIN_EDIT';
}

export interface KeycloakPerson {
  id: string;
  /** kept in lower case */
  username: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  enabled: boolean;
  emailVerified: boolean;
  createdTimestamp: number;
  federationLink?: string;
  attributes: Record<string, readonly string[]>;
  /** the client whose account this is: no person */
  isServiceAccount: boolean;
}

export interface KeycloakGroup {
  id: string;
  name: string;
  parent?: string;
  members: Set<string>;
}

export interface KeycloakRole {
  id: string;
  name: string;
  /** the client's internal id; undefined: a role of the realm */
  client?: string;
  users: Set<string>;
  groups: Set<string>;
  /** ids of the roles that it brings along */
  composites: Set<string>;
}

export interface KeycloakClient {
  id: string;
  clientId: string;
}

export const emptyRealm = (name: string): Realm => ({
  name,
  ...{ people: new Map(), groups: new Map(), roles: new Map(), clients: new Map() },
  ...{ downFederations: new Set(), gone: new Set(), profile: new Map() },
});

/** The same each time, in the form of Keycloak's ids. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `/` inside a name is not escaped: paths may mean two groups (run on 26.7.3, 2026-11). */
export function pathOf(realm: Realm, group: KeycloakGroup): string {
  const parent = group.parent === undefined ? undefined : realm.groups.get(group.parent);
  return `${parent === undefined ? '' : pathOf(realm, parent)}/${group.name}`;
}

/** Siblings by name; undefined: the top. */
export const childrenOf = (realm: Realm, parent: string | undefined): KeycloakGroup[] =>
  [...realm.groups.values()].filter(group => group.parent === parent).sort((one, other) => (one.name < other.name ? -1 : 1));

export const groupsOf = (realm: Realm, person: string): KeycloakGroup[] =>
  [...realm.groups.values()].filter(({ members }) => members.has(person)).sort((one, other) => (one.name < other.name ? -1 : 1));

/** Directly, by a group or one above it, or by a composite role. */
export function hasRole(realm: Realm, person: string, role: KeycloakRole, seen = new Set<string>()): boolean {
  if (seen.has(role.id)) return false;
  seen.add(role.id);
  const above = (group: KeycloakGroup | undefined): string[] =>
    group === undefined ? [] : [group.id, ...above(group.parent === undefined ? undefined : realm.groups.get(group.parent))];
  if (role.users.has(person) || groupsOf(realm, person).some(group => above(group).some(id => role.groups.has(id)))) return true;
  return [...realm.roles.values()].some(outer => outer.composites.has(role.id) && hasRole(realm, person, outer, seen));
}

/**
 * Each imported person is looked up in the federated directory when a list shows them, after the page was cut: whoever is gone is left out,
 * and removed (UserStorageManager.importValidation, seen in code, 2026-11).
 */
export function validated(realm: Realm, page: readonly KeycloakPerson[]): readonly KeycloakPerson[] {
  const invalid = page.filter(({ id }) => realm.gone.has(id));
  for (const { id } of invalid) removePerson(realm, id);
  return page.filter(person => !invalid.includes(person));
}

export function removePerson(realm: Realm, id: string): void {
  realm.people.delete(id);
  for (const { members } of realm.groups.values()) members.delete(id);
  for (const { users } of realm.roles.values()) users.delete(id);
}
