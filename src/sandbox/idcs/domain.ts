/** What an identity domain holds, as plain data. Change it through the events, so that the timestamps move. */
export interface Domain {
  people: Map<string, IdcsPerson>;
  groups: Map<string, IdcsGroup>;
  apps: Map<string, IdcsApp>;
  roles: Map<string, IdcsRole>;
}

export interface IdcsPerson {
  id: string;
  userName: string;
  active: boolean;
  /** why it is disabled; the `status` of the user extension */
  status?: string;
  locked: { on: boolean; reason?: number; lockDate?: string };
  lastLogin?: string;
  /** core attributes that come by default, as on the wire: `name`, `emails`, `displayName`, … */
  core: Record<string, unknown>;
  /** attributes of the user extension: `isFederatedUser`, `serviceUser`, … */
  user: Record<string, unknown>;
  enterprise: Record<string, unknown>;
  custom: Record<string, unknown>;
  created: string;
  lastModified: string;
  groupMembershipLastModified: string;
  version: number;
}

export interface IdcsGroup {
  id: string;
  displayName: string;
  description?: string;
  externalId?: string;
  membershipType: 'static' | 'dynamic';
  membershipRule?: string;
  /** holds everybody, whoever is in `members` */
  isAutomatic: boolean;
  /** person's id → since when */
  members: Map<string, string>;
  /** ids of groups inside: their people belong here indirectly, and are not shown as members */
  nested: Set<string>;
  created: string;
  lastModified: string;
  version: number;
}

export type GrantMechanism =
  | 'ADMINISTRATOR_TO_USER'
  | 'ADMINISTRATOR_TO_GROUP'
  | 'ADMINISTRATOR_TO_APP'
  | 'GROUP_MEMBERSHIP'
  | 'IMPORT_GRANTS'
  | 'SYNC_TO_USER'
  | 'ACCESS_REQUEST';

export interface Assignment {
  since: string;
  mechanism: GrantMechanism;
  isFulfilled: boolean;
}

export interface IdcsApp {
  id: string;
  displayName: string;
  created: string;
  users: Map<string, Assignment>;
  groups: Map<string, Assignment>;
}

export interface IdcsRole {
  id: string;
  displayName: string;
  appId: string;
  members: Set<string>;
}

export interface Grant {
  id: string;
  grantee: { value: string; type: 'User' | 'Group' };
  appId: string;
  roleId?: string;
  mechanism: GrantMechanism;
  isFulfilled: boolean;
}

/** Recalled, not documented; only the name is in Oracle's pages. */
export const ALL_USERS = { id: 'AllUsersId', displayName: 'All Domain Users' };

export const emptyDomain = (): Domain => ({ people: new Map(), groups: new Map(), apps: new Map(), roles: new Map() });

/** By id, by user name, or by user name without its domain where only one person has that. */
export function findPerson(domain: Domain, who: string): IdcsPerson | undefined {
  const byId = domain.people.get(who);
  if (byId) return byId;
  const wanted = who.toLowerCase();
  const short: IdcsPerson[] = [];
  for (const person of domain.people.values()) {
    const name = person.userName.toLowerCase();
    if (name === wanted) return person;
    if (name.split('@')[0] === wanted) short.push(person);
  }
  return short.length === 1 ? short[0] : undefined;
}

/** By id or by name, which is unique in a domain. */
export function findGroup(domain: Domain, which: string): IdcsGroup | undefined {
  const byId = domain.groups.get(which);
  if (byId) return byId;
  const wanted = which.toLowerCase();
  return domain.groups.values().find(({ displayName }) => displayName.toLowerCase() === wanted);
}

/** Members as the group shows them: nobody of a nested group. */
export function membersOf(domain: Domain, group: IdcsGroup): { person: IdcsPerson; since: string }[] {
  if (group.isAutomatic) return [...domain.people.values()].map(person => ({ person, since: person.created }));
  return [...group.members].flatMap(([id, since]) => {
    const person = domain.people.get(id);
    return person ? [{ person, since }] : [];
  });
}

export interface Membership {
  group: IdcsGroup;
  type: 'direct' | 'indirect';
  since: string;
}

/** Memberships as the user shows them: through dynamic and nested groups, too. */
export function groupsOf(domain: Domain, person: IdcsPerson): Membership[] {
  const found = new Map<string, Membership>();
  for (const group of domain.groups.values()) {
    const since = group.isAutomatic ? person.created : group.members.get(person.id);
    const type = group.isAutomatic || group.membershipType === 'dynamic' ? 'indirect' : 'direct';
    if (since !== undefined) found.set(group.id, { group, type, since });
  }
  const around = [...domain.groups.values()].filter(({ nested }) => nested.size > 0);
  for (const inner of found.values()) // a Map walks through what is added on the way
    for (const group of around)
      if (group.nested.has(inner.group.id) && !found.has(group.id))
        found.set(group.id, { group, type: 'indirect', since: inner.since });
  return [...found.values()];
}
