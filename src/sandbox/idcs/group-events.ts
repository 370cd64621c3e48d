import { type Domain, findGroup, type IdcsGroup, type IdcsPerson } from './domain.js';
import type { Surroundings } from './events.js';

export interface GroupInput {
  id?: string;
  name: string;
  description?: string;
  externalId?: string;
  /** a dynamic group shows its rule; who is in it is said here all the same */
  type?: IdcsGroup['membershipType'];
  rule?: string;
  /** ids, user names, or user names without their domain */
  members?: readonly string[];
  /** groups inside: their people belong here indirectly */
  groups?: readonly string[];
}

export interface GroupEvents {
  /** names are unique */
  addGroup(input: string | GroupInput): IdcsGroup;
  renameGroup(group: string, name: string): void;
  removeGroup(group: string): void;
  addMember(group: string, who: string): void;
  removeMember(group: string, who: string): void;
}

/** Whose `meta.lastModified` moves with a membership: not documented. */
export type Touch = 'neither' | 'group' | 'user' | 'both';

export function groupEvents({ domain, find, stamp, newId }: Surroundings, touches: Touch): GroupEvents {
  const touch = (person: IdcsPerson, group: IdcsGroup) => {
    person.groupMembershipLastModified = stamp();
    if (touches === 'user' || touches === 'both') moved(person, stamp());
    if (touches === 'group' || touches === 'both') moved(group, stamp());
  };
  const changing = (which: string) => {
    const group = find.group(which);
    if (group.isAutomatic) throw new Error(`${group.displayName} holds everybody by itself.`);
    return group;
  };

  return {
    addGroup(input) {
      const wanted = typeof input === 'string' ? { name: input } : input;
      const at = stamp();
      const added = makeGroup(wanted, wanted.id ?? newId('group'), at);
      refuseTwins(domain, added);
      for (const who of wanted.members ?? []) added.members.set(find.person(who).id, at);
      for (const which of wanted.groups ?? []) added.nested.add(find.group(which).id);
      domain.groups.set(added.id, added);
      return added;
    },
    renameGroup(which, name) {
      const group = find.group(which);
      const twin = findGroup(domain, name);
      if (twin && twin !== group) throw new Error(`There is a group ${name} already.`);
      group.displayName = name;
      moved(group, stamp());
    },
    removeGroup(which) {
      const { id } = find.group(which);
      domain.groups.delete(id);
      for (const { nested } of domain.groups.values()) nested.delete(id);
      for (const { groups } of domain.apps.values()) groups.delete(id);
    },
    addMember(which, who) {
      const [group, person] = [changing(which), find.person(who)];
      group.members.set(person.id, stamp());
      touch(person, group);
    },
    removeMember(which, who) {
      const [group, person] = [changing(which), find.person(who)];
      if (!group.members.delete(person.id)) throw new Error(`${who} is no member of ${which}.`);
      touch(person, group);
    },
  };
}

function refuseTwins(domain: Domain, { id, displayName }: IdcsGroup) {
  if (domain.groups.has(id)) throw new Error(`There is a group ${id} already.`);
  if (findGroup(domain, displayName)) throw new Error(`There is a group ${displayName} already.`);
}

export function makeGroup(
  { name, description, externalId, type = 'static', rule }: GroupInput,
  id: string,
  at: string,
): IdcsGroup {
  return {
    ...{ id, displayName: name, membershipType: type, isAutomatic: false },
    ...(description === undefined ? {} : { description }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(rule === undefined ? {} : { membershipRule: rule }),
    ...{ members: new Map(), nested: new Set(), created: at, lastModified: at, version: 1 },
  };
}

function moved(changed: { lastModified: string; version: number }, at: string) {
  changed.lastModified = at;
  changed.version += 1;
}
