import { badRequest, type Call, isAdvanced, unsupported } from './call.js';

type Row = Readonly<Record<string, unknown>>;
type Test = (row: Row) => boolean;

/** So much of OData's `$filter` as directory objects take: plain comparisons, and those that want an advanced query (entra.md §2). */
export function filterOf(call: Call, isProperty: (name: string) => boolean): Test {
  const text = call.query.get('$filter');
  if (text === null) return () => true;
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  if (tokens.join('') !== text.replaceAll(/\s+(?=(?:[^']*'[^']*')*[^']*$)/g, '')) throw badRequest('Invalid filter clause');
  const parser = new Parser(tokens, isAdvanced(call), isProperty);
  const test = parser.either();
  if (!parser.isAtEnd) throw badRequest('Invalid filter clause');
  return test;
}

const TOKEN = /'(?:[^']|'')*'|[A-Za-z_]\w*|[(),]/g;

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly advanced: boolean,
    private readonly isProperty: (name: string) => boolean,
  ) {}

  get isAtEnd(): boolean {
    return this.#at === this.tokens.length;
  }

  either(): Test {
    const first = this.#both();
    if (!this.#takes('or')) return first;
    const rest = this.either();
    return row => first(row) || rest(row);
  }

  #both(): Test {
    const first = this.#one();
    if (!this.#takes('and')) return first;
    const rest = this.#both();
    return row => first(row) && rest(row);
  }

  #one(): Test {
    if (this.#takes('(')) {
      const inside = this.either();
      this.#must(')');
      return inside;
    }
    if (this.#takes('not')) {
      this.#wantsAdvanced('not');
      const inside = this.#one();
      return row => !inside(row);
    }
    return this.#comparison();
  }

  #comparison(): Test {
    const name = this.#next();
    const call = name.toLowerCase();
    if (call === 'startswith' || call === 'endswith') {
      if (call === 'endswith') this.#wantsAdvanced('endsWith');
      this.#must('(');
      const property = this.#property(this.#next());
      this.#must(',');
      const value = String(this.#value());
      this.#must(')');
      return row => {
        const has = textOf(row[property]);
        return call === 'startswith' ? has.startsWith(value) : has.endsWith(value);
      };
    }
    const property = this.#property(name);
    const operator = this.#next();
    const value = this.#value();
    if (operator === 'ne') this.#wantsAdvanced('ne');
    else if (operator !== 'eq') throw badRequest(`Unsupported operator '${operator}'`);
    return row => (comparable(row[property]) === value) === (operator === 'eq');
  }

  #value(): unknown {
    const token = this.#next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'").toLowerCase();
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    throw badRequest('Invalid filter clause');
  }

  #property(name: string): string {
    if (!this.isProperty(name)) throw badRequest(`Could not find a property named '${name}'`);
    return name;
  }

  #wantsAdvanced(what: string): void {
    if (!this.advanced) throw unsupported(`Operator '${what}' is not supported because the required parameters are missing.`);
  }

  #takes(token: string): boolean {
    if (this.tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #must(token: string): void {
    if (!this.#takes(token)) throw badRequest('Invalid filter clause');
  }

  #next(): string {
    const token = this.tokens[this.#at];
    if (token === undefined) throw badRequest('Invalid filter clause');
    this.#at += 1;
    return token;
  }
}

/** Texts are compared without case. */
const comparable = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
