import type { PersonStatus } from '../company.js';
import type { IdcsPerson } from './domain.js';
import { fieldOf } from './filter.js';

export interface PersonParticulars {
  userName?: string;
  /** once as the recovery address, which comes first, and once as the primary one */
  email?: string;
  /** instead, as on the wire */
  emails?: readonly Record<string, unknown>[];
  firstName?: string;
  lastName?: string;
  displayName?: string;
  active?: boolean;
  /** why it is disabled */
  status?: string;
  locked?: boolean;
  serviceUser?: boolean;
  isFederatedUser?: boolean;
  deleteInProgress?: boolean;
  department?: string;
  lastLogin?: string;
  created?: string;
  lastModified?: string;
  /** further attributes, as on the wire; undefined takes one away */
  core?: Record<string, unknown>;
  /** of Oracle's user extension: `provider`, `creationMechanism`, … */
  user?: Record<string, unknown>;
  enterprise?: Record<string, unknown>;
  custom?: Record<string, unknown>;
}

/** `ann` alone is short for id `ann`, user name `ann@example.com`, name Ann Example. */
export type PersonInput = string | ({ id?: string } & PersonParticulars);

/** A company in the shape of `makeCompany`'s, or less. */
export interface CompanyInput {
  people: readonly {
    id?: string;
    login: string;
    email: string;
    firstName: string;
    lastName: string;
    displayName?: string;
    department?: string;
    title?: string;
    userType?: string;
    status?: PersonStatus;
  }[];
  groups: readonly { id?: string; name: string; members: readonly string[]; description?: string }[];
}

export function makePerson(input: PersonInput, newId: (kind: string) => string, at: string): IdcsPerson {
  const { id = newId('person'), ...given }: Exclude<PersonInput, string> = typeof input === 'string' ? inputOf(input) : input;
  const userName = given.userName ?? `${id}@example.com`;
  const created = given.created ?? at;
  const blank: IdcsPerson = {
    ...{ id, userName, active: true, locked: { on: false } },
    ...{ core: {}, user: {}, enterprise: {}, custom: {} },
    ...{ created, lastModified: created, groupMembershipLastModified: created, version: 0 },
  };
  const complete = { firstName: 'First', lastName: 'Last', ...(given.emails ? {} : { email: userName }), ...given };
  return withParticulars(blank, complete, given.lastModified ?? created);
}

/** The person with what is given, and all else as it was. */
export function withParticulars(person: IdcsPerson, given: PersonParticulars, at: string): IdcsPerson {
  const { isFederatedUser, serviceUser, department } = given;
  return {
    ...person,
    ...defined({ userName: given.userName, active: given.active, status: given.status, lastLogin: given.lastLogin }),
    ...(given.locked === undefined ? {} : { locked: given.locked ? { on: true, reason: 0, lockDate: at } : { on: false } }),
    core: defined({ ...person.core, ...coreOf(person, given), ...given.core }),
    user: defined({ ...person.user, ...defined({ isFederatedUser, serviceUser }), ...given.user }),
    enterprise: defined({ ...person.enterprise, ...defined({ department }), ...given.enterprise }),
    custom: defined({ ...person.custom, ...given.custom }),
    lastModified: at,
    version: person.version + 1,
  };
}

function coreOf({ core }: IdcsPerson, { email, emails, firstName, lastName, displayName, deleteInProgress }: PersonParticulars) {
  const [givenName, familyName] = [firstName ?? fieldOf(core.name, 'givenName'), lastName ?? fieldOf(core.name, 'familyName')];
  const formatted = `${givenName} ${familyName}`.trim();
  const renamed = firstName !== undefined || lastName !== undefined;
  return defined({
    deleteInProgress,
    name: renamed ? { ...(isObject(core.name) ? core.name : {}), givenName, familyName, formatted } : undefined,
    displayName: displayName ?? (renamed ? formatted : undefined),
    emails: emails ?? (email === undefined ? undefined : addressesOf(email)),
  });
}

const addressesOf = (value: string) => [
  { primary: false, secondary: false, type: 'recovery', value, verified: false },
  { primary: true, secondary: false, type: 'work', value, verified: true },
];

function inputOf(word: string) {
  const id = word.split('@')[0] ?? word;
  const userName = word.includes('@') ? word : `${word}@example.com`;
  return { id, userName, firstName: id.charAt(0).toUpperCase() + id.slice(1), lastName: 'Example' };
}

/** A domain knows on and off, and a lock that leaves somebody on. */
export function inputFrom({ login, status = 'ACTIVE', title, userType, ...rest }: CompanyInput['people'][number]): PersonInput {
  const active = status !== 'STAGED' && status !== 'SUSPENDED' && status !== 'DEPROVISIONED';
  return { ...rest, userName: login, active, locked: status === 'LOCKED_OUT', core: defined({ title, userType }) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Without what is undefined. */
function defined<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
