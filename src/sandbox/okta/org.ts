import type { PersonStatus } from '../company.js';

/** What an Okta org holds, as plain data. Change it through the functions below, so that the timestamps move as Okta's do. */
export interface Org {
  people: Map<string, OktaPerson>;
  groups: Map<string, OktaGroup>;
  apps: Map<string, OktaApp>;
}

export interface OktaPerson {
  id: string;
  status: PersonStatus;
  transitioningToStatus?: PersonStatus;
  created: string;
  activated: string | null;
  statusChanged: string;
  lastLogin: string | null;
  lastUpdated: string;
  passwordChanged: string | null;
  /** base and custom attributes, side by side */
  profile: Record<string, unknown>;
}

export interface OktaGroup {
  id: string;
  type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  created: string;
  lastUpdated: string;
  lastMembershipUpdated: string;
  /** the app that an APP_GROUP was imported from */
  source?: string;
  profile: Record<string, unknown>;
  members: Set<string>;
}

export interface OktaApp {
  id: string;
  name: string;
  label: string;
  status: 'ACTIVE' | 'INACTIVE';
  created: string;
  lastUpdated: string;
  /** direct assignments: person's id → since when */
  users: Map<string, string>;
  /** group's id → since when, in order of priority */
  groups: Map<string, string>;
}

/** `ann` alone is short for id `ann`, login `ann@example.com`, name Ann Example. */
export type PersonInput =
  | string
  | {
      id?: string;
      login?: string;
      email?: string;
      firstName?: string | null;
      lastName?: string | null;
      status?: PersonStatus;
      transitioningToStatus?: PersonStatus;
      created?: string;
      lastLogin?: string | null;
      lastUpdated?: string;
      /** further attributes, custom ones too; null and undefined are kept as null and left out */
      profile?: Record<string, unknown>;
    };

export interface GroupInput {
  id?: string;
  name: string;
  description?: string | null;
  type?: OktaGroup['type'];
  source?: string;
  /** further attributes, custom ones too */
  profile?: Record<string, unknown>;
  /** ids, logins, or logins without their domain */
  members?: readonly string[];
}

export interface AppInput {
  id?: string;
  label?: string;
  name?: string;
  users?: readonly string[];
  groups?: readonly string[];
}

export const EVERYONE = 'Everyone';

export const emptyOrg = (): Org => ({ people: new Map(), groups: new Map(), apps: new Map() });

/** By id, by login, or by login without its domain where only one person has that. */
export function findPerson(org: Org, who: string): OktaPerson | undefined {
  const byId = org.people.get(who);
  if (byId) return byId;
  const wanted = foldLogin(who);
  const short: OktaPerson[] = [];
  for (const person of org.people.values()) {
    const login = foldLogin(loginOf(person));
    if (login === wanted) return person;
    if (login.split('@')[0] === wanted) short.push(person);
  }
  return short.length === 1 ? short[0] : undefined;
}

export const loginOf = (person: OktaPerson) => String(person.profile.login ?? '');

export const nameOf = (group: OktaGroup) => String(group.profile.name ?? '');

/** Okta compares logins without case and without diacritics. */
const foldLogin = (login: string) => login.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Who may use the app, and how; a direct assignment hides one through a group. Deactivated people have lost it. */
export function usersOf(org: Org, app: OktaApp): { person: OktaPerson; scope: 'USER' | 'GROUP'; since: string }[] {
  const found = new Map<string, { person: OktaPerson; scope: 'USER' | 'GROUP'; since: string }>();
  const add = (id: string, scope: 'USER' | 'GROUP', since: string) => {
    const person = org.people.get(id);
    if (person && person.status !== 'DEPROVISIONED' && !found.has(id)) found.set(id, { person, scope, since });
  };
  for (const [id, since] of app.users) add(id, 'USER', since);
  for (const [groupId, since] of app.groups) for (const id of org.groups.get(groupId)?.members ?? []) add(id, 'GROUP', since);
  return [...found.values()];
}

export const groupsOf = (org: Org, person: OktaPerson) =>
  [...org.groups.values()].filter(({ members }) => members.has(person.id));
