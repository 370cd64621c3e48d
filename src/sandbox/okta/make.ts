import type { GroupInput, OktaGroup, OktaPerson, PersonInput } from './org.js';

/** A person as Okta would have made them, from as little as a login. */
export function makePerson(input: PersonInput, number: number, at: string): OktaPerson {
  const { profile = {}, ...given }: Exclude<PersonInput, string> = typeof input === 'string' ? inputOf(input) : input;
  const login = given.login ?? profile.login ?? `${given.id ?? `person${number}`}@example.com`;
  const status = given.status ?? 'ACTIVE';
  const created = given.created ?? at;
  return {
    id: given.id ?? madeId('00u', number),
    status,
    ...(given.transitioningToStatus ? { transitioningToStatus: given.transitioningToStatus } : {}),
    created,
    activated: status === 'STAGED' ? null : created,
    statusChanged: created,
    lastLogin: given.lastLogin ?? null,
    lastUpdated: given.lastUpdated ?? created,
    passwordChanged: null,
    profile: withoutUndefined({
      firstName: given.firstName === undefined ? 'First' : given.firstName,
      lastName: given.lastName === undefined ? 'Last' : given.lastName,
      mobilePhone: null,
      secondEmail: null,
      login,
      email: given.email ?? login,
      ...profile,
    }),
  };
}

function inputOf(word: string) {
  const id = word.split('@')[0] ?? word;
  const login = word.includes('@') ? word : `${word}@example.com`;
  return { id, login, firstName: id.charAt(0).toUpperCase() + id.slice(1), lastName: 'Example' };
}

/** A group as Okta would have made it. */
export function makeGroup(input: GroupInput, number: number, at: string): OktaGroup {
  return {
    id: input.id ?? madeId('00g', number),
    type: input.type ?? 'OKTA_GROUP',
    created: at,
    lastUpdated: at,
    lastMembershipUpdated: at,
    ...(input.source === undefined ? {} : { source: input.source }),
    profile: withoutUndefined({ name: input.name, description: input.description ?? null, ...input.profile }),
    members: new Set(),
  };
}

export const madeId = (prefix: string, number: number) => `${prefix}${String(number).padStart(13, 'a')}0h7x`;

export const withoutUndefined = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
