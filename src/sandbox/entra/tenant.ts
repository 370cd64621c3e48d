import { createHash } from 'node:crypto';

/** What a tenant holds, as plain data: change it directly, or by the events. */
export interface Tenant {
  readonly id: string;
  people: Map<string, EntraPerson>;
  groups: Map<string, EntraGroup>;
  /** in groups, too, and no people */
  devices: Set<string>;
  apps: Map<string, EntraApp>;
  /** for about 30 days */
  deleted: Map<string, { readonly person: EntraPerson; readonly deletedDateTime: string }>;
}

export interface EntraPerson {
  id: string;
  userPrincipalName: string;
  mail: string | null;
  displayName: string | null;
  givenName: string | null;
  surname: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest' | null;
  employeeId: string | null;
  department: string | null;
  jobTitle: string | null;
  /** further properties, by their names at Graph */
  more: Record<string, unknown>;
}

export interface EntraGroup {
  id: string;
  displayName: string;
  /** `HiddenMembership` among others */
  visibility: string | null;
  groupTypes: string[];
  /** ids of people, groups and devices */
  members: Set<string>;
}

/** An enterprise application: the service principal. */
export interface EntraApp {
  id: string;
  appId: string;
  displayName: string;
  accountEnabled: boolean;
  appRoleAssignmentRequired: boolean;
  assignments: { readonly principalId: string; readonly principalType: 'User' | 'Group' | 'ServicePrincipal' }[];
}

export const emptyTenant = (id: string): Tenant => ({
  ...{ id, people: new Map(), groups: new Map(), devices: new Set() },
  ...{ apps: new Map(), deleted: new Map() },
});

/** The same each time, in the form of a directory object's id. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Everything in a group and in the groups inside, each once; groups may contain each other. */
export function transitiveMembers(tenant: Tenant, group: EntraGroup): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...group.members];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(tenant.groups.get(id)?.members ?? []));
  }
  return found;
}

export const transitiveGroups = (tenant: Tenant, person: string): readonly EntraGroup[] =>
  [...tenant.groups.values()].filter(group => transitiveMembers(tenant, group).has(person));

/** By id or UPN. */
export function personOf(tenant: Tenant, who: string): EntraPerson {
  const person = tenant.people.get(who) ?? tenant.people.values().find(({ userPrincipalName }) => userPrincipalName === who);
  if (person === undefined) throw new Error(`There is no person ${who} in the sandbox's tenant.`);
  return person;
}
