import { type KeycloakGroup, type KeycloakPerson, type KeycloakRole, type Realm, removePerson, uuidOf } from './realm.js';

/** `ann` alone is short for id `ann`, user name and e-mail `ann@example.com`, name Ann Example. */
export type PersonInput = string | (Partial<Omit<KeycloakPerson, 'isServiceAccount'>> & { readonly isServiceAccount?: boolean });

export interface GroupInput {
  readonly id?: string;
  readonly name: string;
  readonly members?: readonly string[];
  readonly children?: readonly GroupInput[];
}

export interface RoleInput {
  readonly name: string;
  /** by its client id; the client is made where there is none */
  readonly client?: string;
  readonly users?: readonly string[];
  /** by name or id */
  readonly groups?: readonly string[];
  /** names of roles of the realm, or `client:role` */
  readonly composites?: readonly string[];
}

/** What an administrator does. Who is meant is said by id or user name, a group by id or name. A typo throws. */
export interface KeycloakEvents {
  addPerson(input: PersonInput): KeycloakPerson;
  update(who: string, particulars: Partial<Omit<KeycloakPerson, 'id'>>): void;
  remove(who: string): void;
  /** the federated directory has them no more; Keycloak notices when it next shows them */
  leaveDirectory(who: string): void;
  addGroup(input: GroupInput, parent?: string): KeycloakGroup;
  renameGroup(which: string, name: string): void;
  removeGroup(which: string): void;
  join(who: string, group: string): void;
  leave(who: string, group: string): void;
  addRole(input: RoleInput): KeycloakRole;
}

export function eventsOf(realm: Realm, now: () => Date): KeycloakEvents {
  const person = (who: string) =>
    found(realm.people.get(who) ?? realm.people.values().find(({ username }) => username === who.toLowerCase()), who);
  const group = (which: string) =>
    found(realm.groups.get(which) ?? realm.groups.values().find(({ name }) => name === which), which);
  const role = (which: string) => found(roleCalled(realm, which), which);

  const events: KeycloakEvents = {
    addPerson(input) {
      const { id = uuidOf(`person ${realm.people.size}`), ...given } = typeof input === 'string' ? inputOf(input) : input;
      const username = (given.username ?? `${id}@example.com`).toLowerCase();
      if (realm.people.values().some(each => each.username === username))
        throw new Error(`There is a person ${username} already.`);
      const blank = { enabled: true, emailVerified: true, attributes: {}, isServiceAccount: false };
      const added: KeycloakPerson = { ...blank, createdTimestamp: now().getTime(), ...given, id, username };
      realm.people.set(id, added);
      return added;
    },
    update: (who, particulars) => void Object.assign(person(who), particulars),
    remove: who => removePerson(realm, person(who).id),
    leaveDirectory: who => void realm.gone.add(person(who).id),
    addGroup({ id = uuidOf(`group ${realm.groups.size}`), name, members = [], children = [] }, parent) {
      const ids = members.map(who => person(who).id);
      const added = { id, name, members: new Set(ids), ...(parent !== undefined && { parent }) };
      realm.groups.set(id, added);
      for (const child of children) events.addGroup(child, id);
      return added;
    },
    renameGroup: (which, name) => void Object.assign(group(which), { name }),
    removeGroup(which) {
      const { id } = group(which);
      for (const child of [...realm.groups.values()].filter(({ parent }) => parent === id)) events.removeGroup(child.id);
      realm.groups.delete(id);
      for (const { groups } of realm.roles.values()) groups.delete(id);
    },
    join: (who, which) => void group(which).members.add(person(who).id),
    leave: (who, which) => void group(which).members.delete(person(who).id),
    addRole({ name, client, users = [], groups = [], composites = [] }) {
      const of = client === undefined ? undefined : clientCalled(realm, client);
      const added: KeycloakRole = {
        ...{ id: uuidOf(`role ${client ?? ''} ${name}`), name, ...(of !== undefined && { client: of }) },
        users: new Set(users.map(who => person(who).id)),
        groups: new Set(groups.map(which => group(which).id)),
        composites: new Set(composites.map(which => role(which).id)),
      };
      realm.roles.set(added.id, added);
      return added;
    },
  };
  return events;
}

function inputOf(short: string): Exclude<PersonInput, string> {
  const address = `${short}@example.com`;
  return {
    id: short,
    username: address,
    email: address,
    firstName: `${short.charAt(0).toUpperCase()}${short.slice(1)}`,
    lastName: 'Example',
  };
}

function roleCalled(realm: Realm, which: string): KeycloakRole | undefined {
  const [name, client] = which.split(':').toReversed();
  return realm.roles.values().find(role => {
    const of = role.client === undefined ? undefined : realm.clients.get(role.client)?.clientId;
    return role.name === name && of === client;
  });
}

function clientCalled(realm: Realm, clientId: string): string {
  const id = uuidOf(`client ${clientId}`);
  realm.clients.set(id, { id, clientId });
  return id;
}

function found<T>(value: T | undefined, which: string): T {
  if (value === undefined) throw new Error(`There is no ${which} in the sandbox's realm.`);
  return value;
}
