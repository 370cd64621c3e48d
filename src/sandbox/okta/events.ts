import type { PersonStatus } from '../company.js';
import { madeId, makeGroup, makePerson, withoutUndefined } from './make.js';
import {
  type AppInput,
  EVERYONE,
  findPerson,
  type GroupInput,
  loginOf,
  nameOf,
  type OktaApp,
  type OktaGroup,
  type OktaPerson,
  type Org,
  type PersonInput,
} from './org.js';

/** A company in the shape of `makeCompany`'s, or less. What else a person has becomes an attribute of the profile. */
export interface CompanyInput {
  people: readonly {
    id?: string;
    login: string;
    email: string;
    firstName: string;
    lastName: string;
    status?: PersonStatus;
  }[];
  groups: readonly { id?: string; name: string; members: readonly string[]; description?: string }[];
}

/** What happens in a company. Who is meant may be said by id, login, login without domain; a group by id or name. A typo throws. */
export interface OktaEvents {
  addPerson(input: PersonInput): OktaPerson;
  /** undefined takes an attribute away */
  updateProfile(who: string, patch: Record<string, unknown>): void;
  setStatus(who: string, status: PersonStatus): void;
  suspend(who: string): void;
  unsuspend(who: string): void;
  /** DEPROVISIONED: no longer listed without a query, and without its direct app assignments */
  deactivate(who: string): void;
  reactivate(who: string): void;
  /** deleted for good: a look-up by id answers 404 */
  remove(who: string): void;
  addGroup(input: string | GroupInput): OktaGroup;
  renameGroup(group: string, name: string): void;
  removeGroup(group: string): void;
  addMember(group: string, who: string): void;
  removeMember(group: string, who: string): void;
  addApp(input?: AppInput): OktaApp;
  /** a person or a group, to the only app unless one is named; several groups have the priority of their order */
  assign(whoOrGroup: string, app?: string): void;
  unassign(whoOrGroup: string, app?: string): void;
  load(company: CompanyInput): void;
}

export function eventsOf(org: Org, now: () => Date): OktaEvents {
  const stamp = () => now().toISOString();
  const person = (who: string) => findPerson(org, who) ?? fail(`There is no person ${who} in the sandbox's Okta.`);
  const group = (which: string) => findGroup(org, which) ?? fail(`There is no group ${which} in the sandbox's Okta.`);
  const app = (id: string | undefined) => {
    const only = id === undefined && org.apps.size === 1 ? [...org.apps.values()][0] : org.apps.get(id ?? '');
    return (
      only ?? fail(id === undefined ? 'There is not exactly one app: name it.' : `There is no app ${id} in the sandbox's Okta.`)
    );
  };
  let made = 0;
  const nextNumber = () => ++made; // never the same twice, also when some were removed in between
  const touch = (changed: OktaGroup) => {
    changed.lastMembershipUpdated = stamp();
  };

  const events: OktaEvents = {
    addPerson(input) {
      const added = makePerson(input, nextNumber(), stamp());
      const login = loginOf(added);
      if (org.people.has(added.id)) fail(`There is a person ${added.id} already.`);
      org.people.set(added.id, added);
      if (findPerson(org, login) !== added) {
        org.people.delete(added.id);
        fail(`There is a person with the login ${login} already.`);
      }
      const everyone = findGroup(org, EVERYONE);
      if (everyone?.type === 'BUILT_IN') {
        everyone.members.add(added.id);
        touch(everyone);
      }
      return added;
    },

    updateProfile(who, patch) {
      const changed = person(who);
      changed.profile = withoutUndefined({ ...changed.profile, ...patch });
      changed.lastUpdated = stamp();
    },

    setStatus(who, status) {
      const changed = person(who);
      changed.status = status;
      changed.statusChanged = changed.lastUpdated = stamp();
      if (status === 'DEPROVISIONED') for (const { users } of org.apps.values()) users.delete(changed.id);
    },
    suspend: who => events.setStatus(who, 'SUSPENDED'),
    unsuspend: who => events.setStatus(who, 'ACTIVE'),
    deactivate: who => events.setStatus(who, 'DEPROVISIONED'),
    reactivate: who => events.setStatus(who, 'ACTIVE'),

    remove(who) {
      const { id } = person(who);
      for (const each of org.groups.values()) if (each.members.delete(id)) touch(each);
      for (const { users } of org.apps.values()) users.delete(id);
      org.people.delete(id);
    },

    addGroup(input) {
      const wanted = typeof input === 'string' ? { name: input } : input;
      const added = makeGroup(wanted, nextNumber(), stamp());
      if (org.groups.has(added.id)) fail(`There is a group ${added.id} already.`);
      for (const who of wanted.members ?? []) added.members.add(person(who).id);
      org.groups.set(added.id, added); // two groups may have one name
      return added;
    },

    renameGroup(which, name) {
      const changed = group(which);
      changed.profile = { ...changed.profile, name };
      changed.lastUpdated = stamp();
    },

    removeGroup(which) {
      const { id } = group(which);
      org.groups.delete(id);
      for (const { groups } of org.apps.values()) groups.delete(id);
    },

    addMember(which, who) {
      const changed = group(which);
      changed.members.add(person(who).id);
      touch(changed);
    },

    removeMember(which, who) {
      const changed = group(which);
      if (!changed.members.delete(person(who).id)) fail(`${who} is no member of ${which}.`);
      touch(changed);
    },

    addApp(input = {}) {
      const id = input.id ?? madeId('0oa', nextNumber());
      const at = stamp();
      const label = input.label ?? 'Jira';
      const added: OktaApp = {
        ...{ id, label, name: input.name ?? 'jira_onprem', status: 'ACTIVE', created: at, lastUpdated: at },
        ...{ users: new Map(), groups: new Map() },
      };
      org.apps.set(id, added);
      for (const who of input.users ?? []) added.users.set(person(who).id, at);
      for (const which of input.groups ?? []) added.groups.set(group(which).id, at);
      return added;
    },

    assign(whoOrGroup, id) {
      const { users, groups } = app(id);
      const found = findPerson(org, whoOrGroup);
      if (found) users.set(found.id, stamp());
      else groups.set(group(whoOrGroup).id, stamp());
    },

    unassign(whoOrGroup, id) {
      const { users, groups } = app(id);
      const found = findPerson(org, whoOrGroup);
      const gone = found ? users.delete(found.id) : groups.delete(group(whoOrGroup).id);
      if (!gone) fail(`${whoOrGroup} is not assigned.`);
    },

    load(company) {
      const at = stamp();
      for (const { id, status, ...profile } of company.people) {
        const added = makePerson(
          { ...(id === undefined ? {} : { id }), ...(status ? { status } : {}), profile },
          nextNumber(),
          at,
        );
        org.people.set(added.id, added);
      }
      for (const { id, name, members, description } of company.groups) {
        const builtIn = name === EVERYONE ? findGroup(org, EVERYONE) : undefined;
        if (builtIn) org.groups.delete(builtIn.id);
        const input = {
          name,
          description: description ?? null,
          type: name === EVERYONE ? ('BUILT_IN' as const) : ('OKTA_GROUP' as const),
        };
        const added = makeGroup(id === undefined ? input : { ...input, id }, nextNumber(), at);
        for (const member of members) added.members.add((org.people.get(member) ?? person(member)).id);
        org.groups.set(added.id, added);
      }
      const everyone = findGroup(org, EVERYONE);
      if (everyone?.type === 'BUILT_IN') for (const id of org.people.keys()) everyone.members.add(id);
    },
  };
  return events;
}

export function findGroup(org: Org, which: string): OktaGroup | undefined {
  const named = [...org.groups.values()].filter(group => nameOf(group) === which);
  if (named.length > 1 && !org.groups.has(which)) fail(`There are ${named.length} groups named ${which}: say which by its id.`);
  return org.groups.get(which) ?? named[0];
}

function fail(message: string): never {
  throw new Error(message);
}
