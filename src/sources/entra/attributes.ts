import type { Attributes, AttributeValue } from '../../model/directory.js';
import type { AttributeType } from '../source.js';

/** What the config declares under `attributes`. */
export type Declared = Readonly<Record<string, AttributeType>>;

/** What every person has. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...{ id: 'string', login: 'string', email: 'string', displayName: 'string', firstName: 'string', lastName: 'string' },
  ...{ userPrincipalName: 'string', userType: 'string', employeeId: 'string', department: 'string', title: 'string' },
  ...{ active: 'boolean' },
};

/** Graph's names of what `BUILT_IN` is made of. `accountEnabled` comes only when it is asked for (entra.md §2, 2026-11). */
const SELECTED = [
  ...['id', 'userPrincipalName', 'mail', 'displayName', 'givenName', 'surname', 'accountEnabled', 'userType'],
  ...['employeeId', 'department', 'jobTitle'],
];

/** The `$select` that brings all of it. */
export const selectOf = (declared: Declared): string =>
  [...new Set([...SELECTED, ...Object.keys(declared).map(propertyOf)])].join(',');

/** The property that an attribute stands in: its own, or one that holds several. */
export function propertyOf(name: string): string {
  if (/^extensionAttribute([1-9]|1[0-5])$/.test(name)) return 'onPremisesExtensionAttributes';
  return name === 'costCenter' || name === 'division' ? 'employeeOrgData' : name;
}

/** The values of the declared attributes, or what is wrong with them. Pure. */
export function declaredIn(row: Readonly<Record<string, unknown>>, declared: Declared): Attributes | string {
  const values: Record<string, AttributeValue> = {};
  for (const [name, type] of Object.entries(declared)) {
    const property = propertyOf(name);
    const found = property === name ? row[name] : Object(row[property] ?? {})[name];
    const value = valueIn(found, type);
    if (value === undefined) return `the attribute ${name} is no ${type}`;
    values[name] = value;
  }
  return values;
}

/** undefined: nothing of this type. A text for a number may be one: directory extensions are typed by whoever made them. */
function valueIn(found: unknown, type: AttributeType): AttributeValue | undefined {
  if (found === undefined || found === null || found === '') return null;
  switch (type) {
    case 'string':
      return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
    case 'number':
      return typeof found === 'object' || !Number.isFinite(Number(found)) ? undefined : Number(found);
    case 'boolean':
      return typeof found === 'boolean' ? found : undefined;
    case 'list':
      return Array.isArray(found) && found.every(isText) ? found.toSorted() : undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
