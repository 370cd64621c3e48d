import { asFarAs, type Condition, type Leaf } from '../../model/condition.js';
import { and, equal, type Filter, or, parseFilter, present, startsWith } from './filter.js';
import type { Ways } from './settings.js';
import { expiresBy, isDisabled } from './standing.js';

/** Telephone numbers and DNs are compared by rules of their own, which know only what looks like one. */
const NOT_TEXTS = new Set(['mobilePhone', 'workPhone', 'managerDn']);

/**
 * The directory's name of an attribute that every server finds without case, by its whole and by its beginning (RFC 4519, RFC 2798).
 * Of others that is not known: what a server has no rule to compare by, it finds in nobody (RFC 4511 §4.5.1.7).
 */
function nameOf(attribute: string, { builtIn, users }: Ways): string | undefined {
  if (NOT_TEXTS.has(attribute)) return undefined;
  const own = { login: users.login, email: users.email };
  const name = attribute === 'login' || attribute === 'email' ? own[attribute] : undefined;
  if (name === undefined) return Object.hasOwn(builtIn, attribute) ? builtIn[attribute] : undefined;
  return ignoresCase(name, builtIn) ? name : undefined;
}

function ignoresCase(name: string, builtIn: Ways['builtIn']): boolean {
  const known = Object.entries(builtIn).flatMap(([attribute, from]) => (NOT_TEXTS.has(attribute) ? [] : [from.toLowerCase()]));
  return ['mail', 'uid', ...known].includes(name.toLowerCase());
}

/** What of a condition a directory can be asked. Pure. */
export const pushes = (condition: Condition, ways: Ways): Condition | undefined =>
  asFarAs(condition, leaf => nameOf(leaf.attribute, ways) !== undefined && textsIn(leaf).every(isPlain));

const textsIn = (leaf: Leaf): readonly string[] => (leaf.kind === 'is' ? leaf.values : [leaf.text]);
/** Blanks at the ends do not count, and what is not seen is left out, before a server compares (RFC 4518 §2). */
const isPlain = (text: string): boolean => text === text.trim() && !/\p{C}/u.test(text);

/** Of those whom `users.filter` names whoever fulfils it, and whoever is inactive in one of our ways (R5); undefined: all. Pure. */
export function usersFilter(only: Condition | undefined, ways: Ways, now: number): Filter | undefined {
  const asked = only === undefined ? undefined : pushes(only, ways);
  if (asked === undefined) return undefined;
  return and(parseFilter(ways.users.filter), or(filterOf(asked, ways), ...inactive(ways, now)));
}

function filterOf(condition: Condition, ways: Ways): Filter {
  switch (condition.kind) {
    case 'is':
      return or(...condition.values.map(value => equal(nameOf(condition.attribute, ways) ?? '', value)));
    case 'startsWith':
      return startsWith(nameOf(condition.attribute, ways) ?? '', condition.text);
    case 'all':
      return and(...condition.of.map(part => filterOf(part, ways)));
    case 'any':
      return or(...condition.of.map(part => filterOf(part, ways)));
  }
}

/** Wider than `standingOf` where a server might compare more narrowly than we do. */
function inactive({ users, builtIn, isActiveDirectory }: Ways, now: number): readonly Filter[] {
  const stated = Object.entries(users.inactive).flatMap(([attribute, values]) =>
    ignoresCase(attribute, builtIn) ? [values].flat().map(value => equal(attribute, value)) : [present(attribute)],
  );
  if (!isActiveDirectory) return stated;
  return [...stated, isDisabled, ...(users.expired === 'inactive' ? [expiresBy(now)] : [])];
}
