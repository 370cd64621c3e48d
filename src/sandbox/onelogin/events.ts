import type { OneLoginPerson, OneLoginRole, Tenant } from './tenant.js';

/** `ann` alone is short for id `ann`, no user name, e-mail `ann@example.com`, name Ann Example. `group` goes by id or name. */
export type PersonInput = string | (Partial<Omit<OneLoginPerson, 'groupId'>> & { readonly group?: string });

export interface RoleInput {
  readonly id?: string;
  readonly name: string;
  readonly users?: readonly string[];
  /** ids */
  readonly apps?: readonly string[];
}

/** What an administrator does. Who is meant is said by id, a role or group by id or name. A typo throws. */
export interface OneLoginEvents {
  addPerson(input: PersonInput): OneLoginPerson;
  update(who: string, particulars: Partial<Omit<OneLoginPerson, 'id'>>): void;
  remove(who: string): void;
  addRole(input: RoleInput): OneLoginRole;
  renameRole(which: string, name: string): void;
  removeRole(which: string): void;
  join(who: string, role: string): void;
  leave(who: string, role: string): void;
  addGroup(name: string, id?: string): void;
  assign(who: string, app: string): void;
}

/** Where numbers begin that nobody gave. */
const FIRST = { person: 56_781_966, role: 428_308, group: 477_661 };

export function eventsOf(tenant: Tenant, now: () => Date): OneLoginEvents {
  const person = (who: string) => found(tenant.people.get(who), who);
  const role = (which: string) => called(tenant.roles, which);

  return {
    addPerson(input) {
      const {
        id = String(FIRST.person + tenant.people.size),
        group,
        ...given
      } = typeof input === 'string' ? inputOf(input) : input;
      const blank = {
        username: null,
        email: null,
        firstname: '',
        lastname: '',
        status: 1,
        state: 1,
        customAttributes: {},
        more: {},
      };
      const groupId = group === undefined ? null : called(tenant.groups, group).id;
      const added: OneLoginPerson = { ...blank, createdAt: now(), updatedAt: now(), ...given, groupId, id };
      for (const name of Object.keys(added.customAttributes)) tenant.customAttributes.add(name);
      tenant.people.set(id, added);
      return added;
    },
    update: (who, particulars) => void Object.assign(person(who), { updatedAt: now(), ...particulars }),
    remove(who) {
      const { id } = person(who);
      tenant.people.delete(id);
      for (const { users } of tenant.roles.values()) users.delete(id);
      for (const users of tenant.apps.values()) users.delete(id);
    },
    addRole({ id = String(FIRST.role + tenant.roles.size), name, users = [], apps = [] }) {
      const added = { id, name, users: new Set(users.map(who => person(who).id)), apps: new Set(apps) };
      tenant.roles.set(id, added);
      return added;
    },
    renameRole: (which, name) => void Object.assign(role(which), { name }),
    removeRole: which => void tenant.roles.delete(role(which).id),
    join: (who, which) => void role(which).users.add(person(who).id),
    leave: (who, which) => void role(which).users.delete(person(who).id),
    addGroup: (name, id = String(FIRST.group + tenant.groups.size)) => void tenant.groups.set(id, { id, name }),
    assign: (who, app) => void tenant.apps.set(app, (tenant.apps.get(app) ?? new Set()).add(person(who).id)),
  };
}

function inputOf(short: string): Exclude<PersonInput, string> {
  const firstname = `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
  return { id: short, email: `${short}@example.com`, firstname, lastname: 'Example' };
}

const called = <T extends { readonly id: string; name: string }>(all: ReadonlyMap<string, T>, which: string): T =>
  found(all.get(which) ?? all.values().find(({ name }) => name === which), which);

function found<T>(value: T | undefined, which: string): T {
  if (value === undefined) throw new Error(`There is no ${which} in the sandbox's OneLogin.`);
  return value;
}
