import { resourceId, type Store, type StoreGroup, type StorePerson } from './store.js';

/** `ann` alone is short for id `ann`, user name and e-mail `ann@example.com`, name Ann Example. */
export type PersonInput = string | Partial<StorePerson>;

export interface GroupInput {
  readonly id?: string;
  readonly name: string;
  readonly members?: readonly string[];
}

/** What an administrator, or who provisions the store, does. Who is meant is said by id or user name, a group by id or name. A typo throws. */
export interface StoreEvents {
  addPerson(input: PersonInput): StorePerson;
  update(who: string, particulars: Partial<Omit<StorePerson, 'id'>>): void;
  remove(who: string): void;
  addGroup(input: GroupInput): StoreGroup;
  groupId(which: string): string;
  renameGroup(which: string, name: string): void;
  removeGroup(which: string): void;
  join(who: string, group: string): void;
  leave(who: string, group: string): void;
  /** to an application by its ARN, which is made where there is none */
  assign(arn: string, to: { readonly users?: readonly string[]; readonly groups?: readonly string[] }): void;
}

/** By id or user name. */
export const personBy = (store: Store, who: string): StorePerson | undefined =>
  store.people.get(who) ?? store.people.values().find(({ userName }) => userName === who);

export function eventsOf(store: Store): StoreEvents {
  const person = (who: string) => found(personBy(store, who), who);
  const group = (which: string) =>
    found(store.groups.get(which) ?? store.groups.values().find(({ name }) => name === which), which);

  return {
    addPerson(input) {
      const { id = resourceId(`person ${store.people.size}`), ...given } = typeof input === 'string' ? inputOf(input) : input;
      const added: StorePerson = { userName: `${id}@example.com`, enabled: true, externalId: `ext-${id}`, ...given, id };
      store.people.set(id, added);
      return added;
    },
    update: (who, particulars) => void Object.assign(person(who), particulars),
    remove(who) {
      const { id } = person(who);
      store.people.delete(id);
      for (const { members } of store.groups.values()) members.delete(id);
      for (const { users } of store.applications.values()) users.delete(id);
    },
    addGroup({ id = resourceId(`group ${store.groups.size}`), name, members = [] }) {
      const added = { id, name, members: new Set(members.map(who => person(who).id)) };
      store.groups.set(id, added);
      return added;
    },
    groupId: which => group(which).id,
    renameGroup: (which, name) => void Object.assign(group(which), { name }),
    removeGroup: which => void store.groups.delete(group(which).id),
    join: (who, which) => void group(which).members.add(person(who).id),
    leave: (who, which) => void group(which).members.delete(person(who).id),
    assign(arn, { users = [], groups = [] }) {
      const application = store.applications.get(arn) ?? { arn, users: new Set<string>(), groups: new Set<string>() };
      store.applications.set(arn, application);
      for (const who of users) application.users.add(person(who).id);
      for (const which of groups) application.groups.add(group(which).id);
    },
  };
}

function inputOf(short: string): Exclude<PersonInput, string> {
  const address = `${short}@example.com`;
  const givenName = `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
  return { id: short, userName: address, email: address, givenName, familyName: 'Example', displayName: `${givenName} Example` };
}

function found<T>(value: T | undefined, which: string): T {
  if (value === undefined) throw new Error(`There is no ${which} in the sandbox's identity store.`);
  return value;
}
