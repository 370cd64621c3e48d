import { type EntraApp, type EntraGroup, type EntraPerson, guidOf, type Tenant } from './tenant.js';

/** `ann` alone is short for id `ann`, UPN and mail `ann@example.com`, name Ann Example. */
export type PersonInput = string | Partial<EntraPerson>;

export interface GroupInput {
  readonly id?: string;
  readonly displayName: string;
  readonly visibility?: string;
  /** people and groups by id, UPN or name */
  readonly members?: readonly string[];
}

export interface AppInput {
  readonly appId: string;
  readonly displayName?: string;
  readonly appRoleAssignmentRequired?: boolean;
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
}

export interface CompanyInput {
  readonly people: readonly {
    readonly id: string;
    readonly login: string;
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly displayName: string;
  }[];
  readonly groups: readonly { readonly id?: string; readonly name: string; readonly members: readonly string[] }[];
}

/** What an administrator does. Who is meant is said by id or UPN, a group by id or name. A typo throws. */
export interface EntraEvents {
  addPerson(input: PersonInput): EntraPerson;
  update(who: string, particulars: Partial<Omit<EntraPerson, 'id'>>): void;
  /** kept among the deleted, until `purge` */
  remove(who: string): void;
  purge(id: string): void;
  addGroup(input: GroupInput): EntraGroup;
  removeGroup(which: string): void;
  join(member: string, group: string): void;
  leave(member: string, group: string): void;
  addApp(input: AppInput): EntraApp;
  load(company: CompanyInput): void;
}

export function eventsOf(tenant: Tenant, now: () => Date): EntraEvents {
  const personIn = (who: string) =>
    tenant.people.get(who) ?? tenant.people.values().find(({ userPrincipalName }) => userPrincipalName === who);
  const groupIn = (which: string) =>
    tenant.groups.get(which) ?? tenant.groups.values().find(({ displayName }) => displayName === which);
  const person = (who: string) => found(personIn(who), who);
  const group = (which: string) => found(groupIn(which), which);
  const memberId = (which: string) => personIn(which)?.id ?? groupIn(which)?.id ?? found(deviceIn(tenant, which), which);

  const events: EntraEvents = {
    addPerson(input) {
      const { id = guidOf(`person ${tenant.people.size}`), ...given } = typeof input === 'string' ? inputOf(input) : input;
      const added: EntraPerson = { ...blank, userPrincipalName: `${id}@example.com`, ...given, id };
      tenant.people.set(id, added);
      return added;
    },
    update: (who, particulars) => void Object.assign(person(who), particulars),
    remove(who) {
      const gone = person(who);
      tenant.people.delete(gone.id);
      tenant.deleted.set(gone.id, { person: gone, deletedDateTime: now().toISOString() });
      for (const { members } of tenant.groups.values()) members.delete(gone.id);
      for (const app of tenant.apps.values()) app.assignments = app.assignments.filter(each => each.principalId !== gone.id);
    },
    purge: id => void tenant.deleted.delete(id),
    addGroup({ id = guidOf(`group ${tenant.groups.size}`), displayName, visibility = null, members = [] }) {
      const added = { id, displayName, visibility, groupTypes: [], members: new Set(members.map(memberId)) };
      tenant.groups.set(id, added);
      return added;
    },
    removeGroup(which) {
      const { id } = group(which);
      tenant.groups.delete(id);
      for (const { members } of tenant.groups.values()) members.delete(id);
    },
    join: (member, which) => void group(which).members.add(memberId(member)),
    leave: (member, which) => void group(which).members.delete(memberId(member)),
    addApp({ appId, displayName = 'Atlassian', appRoleAssignmentRequired = true, users = [], groups = [] }) {
      const added: EntraApp = {
        ...{ id: guidOf(`app ${appId}`), appId, displayName, accountEnabled: true, appRoleAssignmentRequired },
        assignments: [
          ...users.map(who => ({ principalId: person(who).id, principalType: 'User' as const })),
          ...groups.map(which => ({ principalId: group(which).id, principalType: 'Group' as const })),
        ],
      };
      tenant.apps.set(added.id, added);
      return added;
    },
    load({ people, groups }) {
      for (const { id, login, email, firstName, lastName, displayName } of people)
        events.addPerson({ id, userPrincipalName: login, mail: email, givenName: firstName, surname: lastName, displayName });
      for (const { id, name, members } of groups)
        events.addGroup({ displayName: name, members, ...(id !== undefined && { id }) });
    },
  };
  return events;
}

const blank = {
  ...{ mail: null, displayName: null, givenName: null, surname: null, employeeId: null, department: null, jobTitle: null },
  ...{ accountEnabled: true, userType: 'Member' as const, more: {} },
};

function inputOf(short: string): Partial<EntraPerson> {
  const address = `${short}@example.com`;
  const givenName = `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
  const names = { givenName, surname: 'Example', displayName: `${givenName} Example` };
  return { id: short, userPrincipalName: address, mail: address, ...names };
}

const deviceIn = (tenant: Tenant, which: string) => (tenant.devices.has(which) ? which : undefined);

function found<T>(value: T | undefined, which: string): T {
  if (value === undefined) throw new Error(`There is no ${which} in the sandbox's tenant.`);
  return value;
}
