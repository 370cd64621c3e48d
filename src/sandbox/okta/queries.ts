import { invalidFilter, invalidSearch } from './errors.js';
import { type Dialect, type Expression, matches, type Operator, parseExpression } from './expression.js';
import type { OktaApp, OktaGroup, OktaPerson } from './org.js';
import { BASE_ATTRIBUTES, USER_TYPE } from './schema.js';

const ORDER: readonly string[] = ['eq', 'gt', 'ge', 'lt', 'le'] satisfies Operator[];

const USER_TEXTS = ['id', 'status', 'type.id'];
const USER_DATES = ['created', 'activated', 'statusChanged', 'lastUpdated'];
const USER_CONTAINS = ['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login'];

/** What the schema does not name cannot be searched for. */
const userSearch = (isAttribute: (name: string) => boolean): Dialect => ({
  caseSensitive: false,
  allows(property, operator) {
    if (operator === 'co') return USER_CONTAINS.includes(property);
    if (USER_DATES.includes(property)) return operator === 'pr' || ORDER.includes(operator);
    return USER_TEXTS.includes(property) || (property.startsWith(PROFILE) && isAttribute(property.slice(PROFILE.length)));
  },
});

const PROFILE = 'profile.';

const USER_FILTER: Dialect = {
  caseSensitive: true,
  allows(property, operator) {
    if (property === 'lastUpdated') return ORDER.includes(operator);
    const others = ['status', 'id', 'profile.login', 'profile.email', 'profile.firstName', 'profile.lastName'];
    return operator === 'eq' && others.includes(property);
  },
};

const GROUP_TEXTS = ['id', 'type', 'created', 'lastUpdated', 'lastMembershipUpdated', 'source.id'];

const GROUP_SEARCH: Dialect = {
  caseSensitive: false,
  allows(property, operator) {
    if (operator === 'co') return property === 'profile.name' || property === 'profile.description';
    return (operator === 'eq' || operator === 'sw') && (property.startsWith(PROFILE) || GROUP_TEXTS.includes(property));
  },
};

const GROUP_FILTER: Dialect = {
  caseSensitive: true,
  allows(property, operator) {
    if (property === 'lastUpdated' || property === 'lastMembershipUpdated') return ORDER.includes(operator);
    return operator === 'eq' && (property === 'id' || property === 'type');
  },
};

const APP_FILTER: Dialect = {
  caseSensitive: true,
  allows: (property, operator) => operator === 'eq' && ['id', 'status', 'name'].includes(property),
};

/** Without a query the deactivated are left out; with one they are there, unless it says otherwise. */
export function selectUsers(people: readonly OktaPerson[], query: URLSearchParams, declared: readonly string[]): OktaPerson[] {
  const [search, filter, q] = [query.get('search'), query.get('filter'), query.get('q')];
  const listed = people.filter(({ status }) => status !== 'DEPROVISIONED');
  if (search !== null) {
    const known = [...BASE_ATTRIBUTES, ...declared];
    const dialect = userSearch(name => known.includes(name) || people.some(({ profile }) => Object.hasOwn(profile, name)));
    return sorted(select(people, parse(search, dialect, 'search'), dialect, readUser), query, dialect, readUser);
  }
  if (filter !== null) return select(people, parse(filter, USER_FILTER, 'filter'), USER_FILTER, readUser);
  if (q === null) return listed;
  const starts = (value: unknown) =>
    String(value ?? '')
      .toLowerCase()
      .startsWith(q.toLowerCase());
  return listed.filter(({ profile }) => [profile.firstName, profile.lastName, profile.email].some(starts));
}

export function selectGroups(groups: readonly OktaGroup[], query: URLSearchParams): OktaGroup[] {
  const [search, filter, q] = [query.get('search'), query.get('filter'), query.get('q')];
  if (search !== null) {
    const found = select(groups, parse(search, GROUP_SEARCH, 'search'), GROUP_SEARCH, readGroup);
    return sorted(found, query, GROUP_SEARCH, readGroup);
  }
  if (filter !== null) return select(groups, parse(filter, GROUP_FILTER, 'filter'), GROUP_FILTER, readGroup);
  return q === null
    ? [...groups]
    : groups.filter(({ profile }) => String(profile.name).toLowerCase().startsWith(q.toLowerCase()));
}

export function selectApps(apps: readonly OktaApp[], query: URLSearchParams): OktaApp[] {
  const [filter, q] = [query.get('filter'), query.get('q')?.toLowerCase()];
  const found = filter === null ? apps : select(apps, parse(filter, APP_FILTER, 'filter'), APP_FILTER, read);
  return found.filter(({ name, label }) => q === undefined || [name, label].some(text => text.toLowerCase().startsWith(q)));
}

function parse(text: string, dialect: Dialect, parameter: 'search' | 'filter'): Expression {
  try {
    return parseExpression(text, dialect);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw parameter === 'search' ? invalidSearch(cause.message) : invalidFilter(text, cause.message);
  }
}

function select<T>(all: readonly T[], expression: Expression, dialect: Dialect, readOne: Reader<T>): T[] {
  return all.filter(one => matches(expression, property => readOne(one, property), dialect));
}

/** Equal values are ordered by id. `sortOrder` alone means nothing. */
function sorted<T extends { id: string }>(found: T[], query: URLSearchParams, dialect: Dialect, readOne: Reader<T>): T[] {
  const by = query.get('sortBy');
  if (by === null) return found;
  if (!dialect.allows(by, 'eq')) throw invalidSearch(`cannot sort by ${by}`);
  const direction = query.get('sortOrder')?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (one: T) => String(readOne(one, by) ?? '').toLowerCase();
  return found.toSorted((a, b) => direction * order(key(a), key(b)) || order(a.id, b.id));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

type Reader<T> = (one: T, property: string) => unknown;

const readUser: Reader<OktaPerson> = (person, property) => {
  if (property === 'type.id') return USER_TYPE;
  return property.startsWith(PROFILE) ? person.profile[property.slice(PROFILE.length)] : read(person, property);
};

const readGroup: Reader<OktaGroup> = (group, property) => {
  if (property === 'source.id') return group.source;
  return property.startsWith(PROFILE) ? group.profile[property.slice(PROFILE.length)] : read(group, property);
};

const read = (one: object, property: string): unknown => Object.entries(one).find(([name]) => name === property)?.[1];
