import { randomUUID } from 'node:crypto';

/** Somebody as the server keeps them. `more` goes into the row as it is: other attributes, extensions. */
export interface ScimPerson {
  readonly id: string;
  userName: string;
  active: boolean;
  displayName?: string;
  givenName?: string;
  familyName?: string;
  emails: readonly { value: string; type?: string; primary?: boolean }[];
  more: Record<string, unknown>;
}

export interface ScimGroup {
  readonly id: string;
  displayName: string;
  /** ids of people */
  members: Set<string>;
  /** ids of groups inside it */
  groups: Set<string>;
}

export interface World {
  readonly people: Map<string, ScimPerson>;
  readonly groups: Map<string, ScimGroup>;
}

/** A word is an id: `ann` is ann@example.com. */
export type PersonInput =
  | string
  | ({ id: string; email?: string; login?: string; firstName?: string; lastName?: string } & Partial<Omit<ScimPerson, 'id'>>);

export interface GroupInput {
  id?: string;
  name: string;
  /** ids of people */
  members?: readonly string[];
  /** names of groups */
  groups?: readonly string[];
}

export function personOf(input: PersonInput): ScimPerson {
  const given = typeof input === 'string' ? { id: input } : input;
  const userName = given.userName ?? given.login ?? `${given.id}@example.com`;
  const email = given.email ?? userName;
  const givenName = given.givenName ?? given.firstName ?? given.id;
  const familyName = given.familyName ?? given.lastName ?? 'Example';
  return {
    ...{ id: given.id, userName, active: given.active ?? true, givenName, familyName, more: given.more ?? {} },
    displayName: given.displayName ?? `${givenName} ${familyName}`,
    emails: given.emails ?? [{ value: email, type: 'work', primary: true }],
  };
}

/** What changes on the server's side. People go by id, groups by name. */
export interface ScimEvents {
  addPerson(input: PersonInput): ScimPerson;
  change(id: string, change: Partial<Omit<ScimPerson, 'id'>>): void;
  remove(id: string): void;
  addGroup(input: GroupInput): ScimGroup;
  renameGroup(name: string, newName: string): void;
  join(group: string, id: string): void;
  leave(group: string, id: string): void;
}

export function eventsOf({ people, groups }: World): ScimEvents {
  const called = (name: string) =>
    known(
      [...groups.values()].find(({ displayName }) => displayName === name),
      name,
    );
  return {
    addPerson(input) {
      const person = personOf(input);
      people.set(person.id, person);
      return person;
    },
    change(id, change) {
      Object.assign(known(people.get(id), id), change);
    },
    remove(id) {
      people.delete(id);
      for (const group of groups.values()) group.members.delete(id);
    },
    addGroup({ id = randomUUID(), name, members = [], groups: inner = [] }) {
      const group = { id, displayName: name, members: new Set(members), groups: new Set(inner.map(each => called(each).id)) };
      groups.set(id, group);
      return group;
    },
    renameGroup(name, newName) {
      called(name).displayName = newName;
    },
    join: (group, id) => void called(group).members.add(id),
    leave: (group, id) => void called(group).members.delete(id),
  };
}

function known<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`There is no ${name} in the sandbox's SCIM server.`);
  return thing;
}
