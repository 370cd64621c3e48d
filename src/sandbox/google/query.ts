import { addresses, type GoogleUser } from './customer.js';
import { invalid } from './failure.js';

const CLAUSE = /^\s*(\w+)([:=])('(?:[^'\\]|\\.)*'|[^\s']\S*)(\*?)/;

type Fits = (user: GoogleUser) => boolean;

/** Clauses with blanks between, all of which must hold; there is no OR (google.md §2). */
export function userQuery(text: string): Fits {
  const clauses: Fits[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const [whole, field = '', operator = '', raw = ''] = CLAUSE.exec(rest) ?? [];
    if (whole === undefined) throw invalid();
    const quoted = raw.startsWith("'");
    const value = quoted ? raw.slice(1, -1).replaceAll(/\\(.)/g, '$1') : raw;
    clauses.push(clause(field, operator, value.toLowerCase()));
    rest = rest.slice(whole.length).trim();
  }
  return user => clauses.every(fits => fits(user));
}

/** Which values a field has; `email` means aliases too. */
const VALUES: Readonly<Record<string, (user: GoogleUser) => readonly string[]>> = {
  email: addresses,
  name: user => [`${user.givenName} ${user.familyName}`, user.givenName, user.familyName],
  givenName: user => [user.givenName],
  familyName: user => [user.familyName],
  orgUnitPath: user => [user.orgUnitPath],
  isSuspended: user => [String(user.suspended)],
  isArchived: user => [String(user.archived)],
  isAdmin: user => [String(user.isAdmin)],
};

function clause(field: string, operator: string, value: string): Fits {
  const valuesOf = VALUES[field];
  if (valuesOf === undefined || (field === 'orgUnitPath' && value !== '/' && value.endsWith('/'))) throw invalid();
  const fits = (own: string) => {
    if (value.endsWith('*')) return operator === ':' && own.startsWith(value.slice(0, -1));
    return operator === '=' ? own === value : own.split(/[\s@.]+/).includes(value) || own === value;
  };
  return user => valuesOf(user).some(own => fits(own.toLowerCase()));
}
