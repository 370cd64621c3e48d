/** The filter language of SCIM (RFC 7644 §3.4.2.2), on rows as they are sent. Attribute names are without case, values too. */
export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter }
  | { kind: 'within'; path: string[]; inner: Filter }
  | { kind: 'present'; path: string[] }
  | { kind: 'compare'; path: string[]; operator: string; value: string | number | boolean };

/** What is wrong with a filter. */
export class BadFilter extends Error {}

export function parseFilter(text: string): Filter {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+|"/g) ?? [];
  const filter = either(tokens);
  if (tokens.length > 0) throw new BadFilter(`unexpected ${tokens[0]}`);
  return filter;
}

/** Takes what it reads off the front. */
function either(tokens: string[]): Filter {
  let left = both(tokens);
  while (takes(tokens, 'or')) left = { kind: 'or', left, right: both(tokens) };
  return left;
}

function both(tokens: string[]): Filter {
  let left = term(tokens);
  while (takes(tokens, 'and')) left = { kind: 'and', left, right: term(tokens) };
  return left;
}

function term(tokens: string[]): Filter {
  if (takes(tokens, '(')) return closed(tokens, ')');
  if (takes(tokens, 'not')) {
    if (!takes(tokens, '(')) throw new BadFilter('( expected');
    return { kind: 'not', inner: closed(tokens, ')') };
  }
  const path = pathOf(next(tokens));
  if (takes(tokens, '[')) return { kind: 'within', path, inner: closed(tokens, ']') };
  const operator = next(tokens).toLowerCase();
  if (operator === 'pr') return { kind: 'present', path };
  if (!(operator in OPERATORS)) throw new BadFilter(`${operator} is no operator`);
  return { kind: 'compare', path, operator, value: literal(next(tokens)) };
}

function closed(tokens: string[], sign: string): Filter {
  const inner = either(tokens);
  if (!takes(tokens, sign)) throw new BadFilter(`${sign} expected`);
  return inner;
}

function next(tokens: string[]): string {
  const token = tokens.shift();
  if (token === undefined) throw new BadFilter('it breaks off');
  return token;
}

function takes(tokens: string[], word: string): boolean {
  if (tokens[0]?.toLowerCase() !== word) return false;
  tokens.shift();
  return true;
}

/** The schema, if one is written, holds dots and colons of its own. */
export function pathOf(text: string): string[] {
  const [, urn, name = text] = /^(urn:.+):([^:]+)$/i.exec(text) ?? [];
  return [...(urn === undefined || /:core:2\.0:(User|Group)$/i.test(urn) ? [] : [urn]), ...name.split('.')];
}

function literal(token: string): string | number | boolean {
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  if (!/^".*"$/s.test(token)) throw new BadFilter(`a value expected, found ${token}`);
  try {
    return String(JSON.parse(token));
  } catch {
    throw new BadFilter(`${token} is no JSON string`);
  }
}

/** `fold`: what two texts that count as the same have in common. */
export function matches(filter: Filter, row: unknown, fold: (value: unknown) => string = folded): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, row, fold) && matches(filter.right, row, fold);
    case 'or':
      return matches(filter.left, row, fold) || matches(filter.right, row, fold);
    case 'not':
      return !matches(filter.inner, row, fold);
    case 'within':
      return valuesAt(row, filter.path).some(value => matches(filter.inner, value, fold));
    case 'present':
      return valuesAt(row, filter.path).length > 0;
    case 'compare': {
      const { operator, value, path } = filter;
      const test = OPERATORS[operator];
      const found = valuesAt(row, path).flatMap(each => (typeof each === 'object' ? valuesAt(each, ['value']) : [each]));
      if (operator === 'ne') return !found.some(each => fold(each) === fold(value));
      return found.some(each => test?.(fold(each), fold(value)) === true);
    }
  }
}

const OPERATORS: Record<string, (actual: string, wanted: string) => boolean> = {
  eq: (actual, wanted) => actual === wanted,
  ne: (actual, wanted) => actual !== wanted,
  co: (actual, wanted) => actual.includes(wanted),
  sw: (actual, wanted) => actual.startsWith(wanted),
  ew: (actual, wanted) => actual.endsWith(wanted),
  gt: (actual, wanted) => actual > wanted,
  ge: (actual, wanted) => actual >= wanted,
  lt: (actual, wanted) => actual < wanted,
  le: (actual, wanted) => actual <= wanted,
};

const folded = (value: unknown): string => String(value).toLowerCase();

/** All values under a path, through lists; what is missing or null is none. */
export function valuesAt(row: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  if (row === undefined || row === null) return [];
  if (Array.isArray(row)) return row.flatMap(each => valuesAt(each, path));
  if (first === undefined) return [row];
  if (typeof row !== 'object') return [];
  const found = Object.entries(row).find(([name]) => name.toLowerCase() === first.toLowerCase());
  return valuesAt(found?.[1], rest);
}
