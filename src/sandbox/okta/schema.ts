import type { Org } from './org.js';

export const USER_TYPE = 'otyaaaaaaaaaaaaa0h7x';
export const USER_SCHEMA = 'oscaaaaaaaaaaaaa0h7x';

export type AttributeType = 'string' | 'number' | 'integer' | 'boolean' | 'array';

/** Okta's own attributes; whatever else a profile holds is custom. */
const BASE: Record<string, string> = {
  login: 'Username',
  firstName: 'First name',
  lastName: 'Last name',
  middleName: 'Middle name',
  honorificPrefix: 'Honorific prefix',
  honorificSuffix: 'Honorific suffix',
  email: 'Primary email',
  title: 'Title',
  displayName: 'Display name',
  nickName: 'Nickname',
  profileUrl: 'Profile Url',
  secondEmail: 'Secondary email',
  mobilePhone: 'Mobile phone',
  primaryPhone: 'Primary phone',
  streetAddress: 'Street address',
  city: 'City',
  state: 'State',
  zipCode: 'Zip code',
  countryCode: 'Country code',
  postalAddress: 'Postal Address',
  preferredLanguage: 'Preferred language',
  locale: 'Locale',
  timezone: 'Time zone',
  userType: 'User type',
  employeeNumber: 'Employee number',
  costCenter: 'Cost center',
  organization: 'Organization',
  division: 'Division',
  department: 'Department',
  managerId: 'ManagerId',
  manager: 'Manager',
};

export const BASE_ATTRIBUTES = Object.keys(BASE);

const REQUIRED = ['login', 'firstName', 'lastName', 'email'];

/** `declared`: custom attributes that nobody needs to have; those that somebody has are found. */
export function userSchema(org: Org, declared: Record<string, AttributeType>, origin: string) {
  const custom = new Map<string, AttributeType>(Object.entries(declared));
  for (const { profile } of org.people.values())
    for (const [name, value] of Object.entries(profile))
      if (!(name in BASE) && !custom.has(name) && value !== null) custom.set(name, typeOf(value));

  return {
    id: `${origin}/meta/schemas/user/${USER_SCHEMA}`,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: 'user',
    title: 'User',
    description: 'Okta user profile template with default permission settings',
    lastUpdated: '2024-01-01T00:00:00.000Z',
    created: '2024-01-01T00:00:00.000Z',
    definitions: {
      custom: { id: '#custom', type: 'object', properties: attributes([...custom]), required: [] },
      base: { id: '#base', type: 'object', properties: baseAttributes(), required: REQUIRED },
    },
    type: 'object',
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
    _links: { self: { rel: 'self', href: `${origin}/api/v1/meta/schemas/user/${USER_SCHEMA}`, method: 'GET' } },
  };
}

function baseAttributes() {
  return Object.fromEntries(
    Object.entries(BASE).map(([name, title]) => [
      name,
      { title, type: 'string', ...(REQUIRED.includes(name) ? { required: true } : {}), ...MASTERED },
    ]),
  );
}

const attributes = (custom: [string, AttributeType][]) =>
  Object.fromEntries(
    custom.map(([name, type]) => [
      name,
      { title: name, type, ...(type === 'array' ? { items: { type: 'string' } } : {}), scope: 'NONE', ...MASTERED },
    ]),
  );

const MASTERED = {
  mutability: 'READ_WRITE',
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
  master: { type: 'PROFILE_MASTER' },
};

function typeOf(value: unknown): AttributeType {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return 'string';
}
