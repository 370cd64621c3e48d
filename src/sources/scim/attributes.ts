import type { Attributes, AttributeValue } from '../../model/directory.js';
import { coreAttributes, displayNameOf, isValue } from '../scim-user.js';
import type { RawUser } from './schema.js';
import type { CustomAttributes } from './settings.js';

/** One user's attributes, as expressions see them. */
export function attributesOf(user: RawUser, custom: CustomAttributes): Attributes {
  const own = Object.entries(custom).map(([name, { path }]) => [name, valueAt(user, path)] as const);
  return {
    ...Object.fromEntries(own.filter((entry): entry is [string, AttributeValue] => isValue(entry[1]))),
    ...coreAttributes(user),
    id: user.id,
    login: user.userName,
    email: emailOf(user),
    displayName: displayNameOf(user),
    emails: (user.emails ?? []).flatMap(({ value }) => (value ? [value] : [])),
    active: user.active !== false,
  };
}

/** The primary address, else the one at work, else the first; without any, a userName that is one (scim.md §4, 2026-08). */
export function emailOf({ emails, userName }: Pick<RawUser, 'emails' | 'userName'>): string {
  const all = (emails ?? []).filter(({ value }) => value);
  const email = all.find(({ primary }) => primary === true) ?? all.find(({ type }) => type?.toLowerCase() === 'work') ?? all[0];
  return email?.value ?? (/^[^\s@]+@[^\s@]+$/.test(userName) ? userName : '');
}

/**
 * What stands under a path like `costCentre`, `name.middleName` or `urn:example:2.0:User:costCentre`, whatever the case.
 * A name without a schema is looked for in the row itself, then in its extensions. Undefined: nowhere.
 */
export function valueAt(row: object, path: string): unknown {
  const [, urn, name] = /^(urn:.+):([^:]+)$/i.exec(path) ?? [];
  if (urn !== undefined && name !== undefined) return inside(field(row, urn), name.split('.'));
  const names = path.split('.');
  const extensions = Object.entries(row).flatMap(([key, value]) => (/^urn:/i.test(key) ? [value] : []));
  return [row, ...extensions].map(place => inside(place, names)).find(value => value !== undefined && value !== null);
}

const inside = (place: unknown, names: readonly string[]): unknown => names.reduce(field, place);

function field(place: unknown, name: string): unknown {
  if (typeof place !== 'object' || place === null) return undefined;
  return Object.entries(place).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
