import { invalidFilter } from './errors.js';
import { type Filter, isOperator } from './filter.js';
import { type Attribute, type ResourceSchema, resolve } from './schema.js';

/** Throws a 400 that says what is wrong: the grammar, or an attribute that is not searchable. */
export function parseFilter(text: string, schema: ResourceSchema): Filter {
  const tokens = new Tokens(text.match(/"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+|"/g) ?? []);
  const filter = either(tokens, schema);
  if (tokens.peek() !== undefined) refuse(`unexpected ${tokens.peek()}`);
  return filter;
}

class Tokens {
  #at = 0;

  constructor(readonly all: readonly string[]) {}

  peek(): string | undefined {
    return this.all[this.#at];
  }

  next(wanted: string): string {
    return this.all[this.#at++] ?? refuse(`${wanted} expected at the end`);
  }

  /** Takes the word if it comes next. */
  takes(word: string): boolean {
    if (this.peek()?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}

function either(tokens: Tokens, scope: ResourceSchema): Filter {
  let left = both(tokens, scope);
  while (tokens.takes('or')) left = { kind: 'or', left, right: both(tokens, scope) };
  return left;
}

function both(tokens: Tokens, scope: ResourceSchema): Filter {
  let left = term(tokens, scope);
  while (tokens.takes('and')) left = { kind: 'and', left, right: term(tokens, scope) };
  return left;
}

function term(tokens: Tokens, scope: ResourceSchema): Filter {
  if (tokens.takes('(')) return closed(tokens, scope, ')');
  if (tokens.takes('not')) {
    if (!tokens.takes('(')) refuse('( expected');
    return { kind: 'not', inner: closed(tokens, scope, ')') };
  }
  const word = tokens.next('an attribute');
  const path = resolve(scope, word) ?? refuse(`${word} is no attribute`);
  if (!tokens.takes('[')) return condition(tokens, path, word);
  const inside = { id: '', name: word, attributes: path.at(-1)?.sub ?? [] };
  return { kind: 'within', path, inner: closed(tokens, inside, ']') };
}

function closed(tokens: Tokens, scope: ResourceSchema, sign: ')' | ']'): Filter {
  const inner = either(tokens, scope);
  if (!tokens.takes(sign)) refuse(`${sign} expected`);
  return inner;
}

function condition(tokens: Tokens, path: Attribute[], word: string): Filter {
  const attribute = path.at(-1);
  if (!isSearchable(attribute)) refuse(`${word} is not searchable`);
  const operator = tokens.next('an operator').toLowerCase();
  if (operator === 'pr') return { kind: 'present', path };
  if (!isOperator(operator)) return refuse(`${operator} is no operator`);
  if (attribute?.type === 'complex') refuse(`${word} is complex`);
  return { kind: 'compare', path, operator, value: literalOf(tokens.next('a value')) };
}

const isSearchable = (attribute: Attribute | undefined): boolean =>
  attribute !== undefined && (attribute.searchable || attribute.sub.some(isSearchable));

/** A bare word is no value. */
function literalOf(token: string): string | number | boolean {
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  if (/^".*"$/s.test(token)) return token.slice(1, -1).replace(/\\(.)/gs, '$1');
  return refuse(`a value expected, found ${token}`);
}

function refuse(cause: string): never {
  throw invalidFilter(cause);
}
