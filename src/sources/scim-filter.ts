import { asFarAs, type Condition, type GroupNames, type Leaf } from '../model/condition.js';
import { ENTERPRISE } from './scim-user.js';

/** Filters over people and groups in the language of SCIM (RFC 7644 §3.4.2.2). */

/** Where one of our attributes stands in a row; undefined: in no single place that can be asked for. */
export type PathOf = (attribute: string) => string | undefined;

/** The attributes of `coreAttributes` that are one place in a row, and nothing but that. */
const PATHS = new Map<string, string>([
  ['login', 'userName'],
  ['firstName', 'name.givenName'],
  ['lastName', 'name.familyName'],
  ['middleName', 'name.middleName'],
  ['formattedName', 'name.formatted'],
  ...['honorificPrefix', 'honorificSuffix'].map(name => [name, `name.${name}`] as const),
  ...['nickName', 'title', 'userType', 'externalId', 'locale', 'preferredLanguage', 'timezone'].map(
    name => [name, name] as const,
  ),
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map(
    name => [name, `${ENTERPRISE}:${name}`] as const,
  ),
  ['managerId', `${ENTERPRISE}:manager.value`],
  ['manager', `${ENTERPRISE}:manager.displayName`],
]);

export const corePath: PathOf = attribute => PATHS.get(attribute);

/** A longer one does not fit into an address everywhere. */
const LONGEST = 2000;

/** What of a condition can be asked for; undefined: nothing. Pure. */
export function askable(condition: Condition, pathOf: PathOf): Condition | undefined {
  const asked = asFarAs(condition, leaf => pathOf(leaf.attribute) !== undefined && textsIn(leaf).every(isPlain));
  return asked !== undefined && peopleFilter(asked, pathOf).length <= LONGEST ? asked : undefined;
}

const textsIn = (leaf: Leaf): readonly string[] => (leaf.kind === 'is' ? leaf.values : [leaf.text]);

/** Not what servers may store as a number, trim, or read in another way than it is written. */
const isPlain = (text: string): boolean => isWritable(text) && !/^-?\d*(\.\d*)?(e[+-]?\d*)?$/i.test(text);

/** The filter of a condition all of which is askable. Pure. */
export function peopleFilter(condition: Condition, pathOf: PathOf): string {
  switch (condition.kind) {
    case 'is':
      return joined(
        condition.values.map(value => `${pathOf(condition.attribute)} eq ${quoted(value)}`),
        'or',
      );
    case 'startsWith':
      return `${pathOf(condition.attribute)} sw ${quoted(condition.text)}`;
    case 'all':
    case 'any':
      return joined(
        condition.of.map(part => peopleFilter(part, pathOf)),
        condition.kind === 'all' ? 'and' : 'or',
      );
  }
}

/** Groups by name, without case where the server compares so (RFC 7643 §4.2 and 8.7.1); undefined: too many to ask for. Pure. */
export function groupsFilter({ names, prefixes, ids }: GroupNames): string | undefined {
  const parts = [
    ...names.map(name => `displayName eq ${quoted(name)}`),
    ...prefixes.map(prefix => `displayName sw ${quoted(prefix)}`),
    ...ids.map(id => `id eq ${quoted(id)}`),
  ];
  const filter = parts.join(' or ');
  return parts.length > 0 && filter.length <= LONGEST && [...names, ...prefixes, ...ids].every(isWritable) ? filter : undefined;
}

const isWritable = (text: string): boolean => text === text.trim() && !/[\p{C}"\\]/u.test(text);

const joined = (parts: readonly string[], sign: 'and' | 'or'): string =>
  parts.length > 1 ? `(${parts.join(` ${sign} `)})` : parts.join('');

/** A text in a filter: as JSON writes it. */
export const quoted = (text: string) => JSON.stringify(text);
