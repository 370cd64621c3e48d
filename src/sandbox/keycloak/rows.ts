import { childrenOf, type KeycloakGroup, type KeycloakPerson, type KeycloakRole, pathOf, type Realm } from './realm.js';

type Row = Record<string, unknown>;

/** What is null is left out. Members of groups come without `access` (run on 26.7.3, 2026-11). */
export function userRow(realm: Realm, person: KeycloakPerson, form: 'brief' | 'full', access?: Row): Row {
  const { id, username, firstName, lastName, email, emailVerified, createdTimestamp, federationLink } = person;
  const isDown = federationLink !== undefined && realm.downFederations.has(federationLink);
  const attributes = Object.keys(person.attributes).length === 0 || form === 'brief' ? undefined : person.attributes;
  const full = { totp: false, disableableCredentialTypes: [], requiredActions: [], notBefore: 0 };
  return present({
    ...{ id, username, firstName, lastName, email, emailVerified, attributes },
    ...{ enabled: person.enabled && !isDown, createdTimestamp, federationLink, ...(form === 'full' && full), access },
  });
}

interface GroupForm {
  readonly brief: boolean;
  /** before 23 the whole tree below came along */
  readonly withTree: boolean;
}

export function groupRow(realm: Realm, group: KeycloakGroup, form: GroupForm): Row {
  const children = childrenOf(realm, group.id);
  return present({
    ...{ id: group.id, name: group.name, path: pathOf(realm, group), parentId: form.withTree ? undefined : group.parent },
    subGroupCount: form.withTree ? undefined : children.length,
    subGroups: form.withTree ? children.map(child => groupRow(realm, child, form)) : [],
    ...(form.brief ? {} : { attributes: {}, realmRoles: [], clientRoles: {} }),
    access: form.withTree
      ? undefined
      : { view: true, viewMembers: true, manageMembers: false, manage: false, manageMembership: false },
  });
}

export const roleRow = (realm: Realm, { id, name, client, composites }: KeycloakRole): Row => ({
  ...{ id, name, composite: composites.size > 0, clientRole: client !== undefined, containerId: client ?? realm.name },
});

const present = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
