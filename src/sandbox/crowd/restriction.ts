import { Refusal } from './call.js';

/** The values of a property of a user or group. */
type Values = (property: string) => readonly string[];
export type Matches = (values: Values) => boolean;

const everything: Matches = () => true;
const bad = (what: string) => new Refusal(400, 'ILLEGAL_ARGUMENT', `the restriction cannot be understood: ${what}`);

/** Crowd Query Language, as much of it as the sheet shows: `active = true`, `name = "mia*"`, joined by `and` or `or`. */
export function cql(text: string | null): Matches {
  if (text === null || text.trim() === '') return everything;
  const either = text.split(/\s+or\s+/i).map(part => part.split(/\s+and\s+/i).map(term));
  return values => either.some(all => all.every(matches => matches(values)));
}

function term(text: string): Matches {
  const [, property, quoted, bare] = /^\s*(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*$/.exec(text) ?? [];
  if (property === undefined) throw bad(text);
  const value = (quoted ?? bare ?? '').replace(/\\(.)/g, '$1').toLowerCase();
  if (!value.endsWith('*')) return values => values(property).some(each => each.toLowerCase() === value);
  return values => values(property).some(each => each.toLowerCase().startsWith(value.slice(0, -1)));
}

/** The body of POST /search: a restriction on one property (crowd sheet §4), or the one that restricts nothing. */
export function restriction(body: unknown): Matches {
  if (typeof body !== 'object' || body === null) throw bad('no object');
  const { 'restriction-type': type, property, 'match-mode': mode, value } = { ...emptyRestriction, ...body };
  if (type === 'null-restriction') return everything;
  if (type !== 'property-search-restriction') throw bad(String(type));
  const { name, type: valueType }: { name?: unknown; type?: unknown } =
    typeof property === 'object' && property !== null ? property : {};
  if (typeof name !== 'string' || typeof value !== 'string' || !['STRING', 'BOOLEAN'].includes(String(valueType)))
    throw bad('property');
  const wanted = value.toLowerCase();
  const test = tests[String(mode)];
  if (test === undefined) throw bad(String(mode));
  return values => values(name).some(each => test(each.toLowerCase(), wanted));
}

const emptyRestriction: Record<string, unknown> = {};

const tests: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  EXACTLY_MATCHES: (value, wanted) => value === wanted,
  STARTS_WITH: (value, wanted) => value.startsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
};
