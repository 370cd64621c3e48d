/** The SCIM-like language of `search` and `filter`: no `ne`, no `not`, and `and` binds tighter than `or`. */
export type Expression =
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; property: string; operator: Operator; value: Literal }
  | { kind: 'present'; property: string };

export type Operator = 'eq' | 'gt' | 'ge' | 'lt' | 'le' | 'sw' | 'co';
export type Literal = string | number | boolean;

/** Which properties may stand in an expression, under which operators. */
export interface Dialect {
  allows(property: string, operator: Operator | 'pr'): boolean;
  /** `filter` minds the case of values, `search` does not */
  caseSensitive: boolean;
}

/** Throws a SyntaxError that says what is wrong. */
export function parseExpression(text: string, dialect: Dialect): Expression {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at];
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toLowerCase() === word;
  const next = (wanted: string) => {
    const token = tokens[at++];
    if (token === undefined) throw new SyntaxError(`${wanted} expected at the end`);
    return token;
  };

  const either = (): Expression => {
    let left = both();
    while (isWord('or')) {
      at += 1;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  };
  const both = (): Expression => {
    let left = term();
    while (isWord('and')) {
      at += 1;
      left = { kind: 'and', left, right: term() };
    }
    return left;
  };
  const term = (): Expression => {
    const token = next('a property');
    if (token.kind === 'sign' && token.text === '(') {
      const inner = either();
      if (next('")"').text !== ')') throw new SyntaxError('")" expected');
      return inner;
    }
    if (token.kind !== 'word') throw new SyntaxError(`a property expected, found ${token.text}`);
    return condition(token.text);
  };
  const condition = (property: string): Expression => {
    const word = next('an operator').text;
    const operator = word.toLowerCase();
    if (operator !== 'pr' && !isOperator(operator)) throw new SyntaxError(`unsupported operator: ${word}`);
    if (!dialect.allows(property, operator)) throw new SyntaxError(`${operator} is not supported on ${property}`);
    if (operator === 'pr') return { kind: 'present', property };
    return { kind: 'compare', property, operator, value: literalOf(next('a value')) };
  };

  const expression = either();
  const left = peek();
  if (left !== undefined) throw new SyntaxError(`unexpected ${left.text}`);
  return expression;
}

export function matches(expression: Expression, read: (property: string) => unknown, dialect: Dialect): boolean {
  switch (expression.kind) {
    case 'and':
      return matches(expression.left, read, dialect) && matches(expression.right, read, dialect);
    case 'or':
      return matches(expression.left, read, dialect) || matches(expression.right, read, dialect);
    case 'present': {
      const value = read(expression.property);
      return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
    }
    case 'compare': {
      const value = read(expression.property);
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return values.some(one => compare(one, expression.operator, expression.value, dialect.caseSensitive));
    }
  }
}

function compare(actual: unknown, operator: Operator, wanted: Literal, caseSensitive: boolean): boolean {
  if (typeof actual === 'number' && typeof wanted === 'number') return inOrder(actual - wanted, operator);
  if (typeof actual === 'boolean') return operator === 'eq' && String(actual) === String(wanted).toLowerCase();
  if (typeof actual !== 'string' || typeof wanted !== 'string') return false;

  const [left, right] = caseSensitive ? [actual, wanted] : [actual.toLowerCase(), wanted.toLowerCase()];
  if (operator === 'sw') return left.startsWith(right);
  if (operator === 'co') return left.includes(right);
  if (DATE.test(actual) && DATE.test(wanted)) return inOrder(Date.parse(actual) - Date.parse(wanted), operator);
  return inOrder(left < right ? -1 : left > right ? 1 : 0, operator);
}

function inOrder(difference: number, operator: Operator): boolean {
  switch (operator) {
    case 'eq':
      return difference === 0;
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'le':
      return difference <= 0;
    case 'sw':
    case 'co':
      return false; // numbers and dates have no beginning
  }
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

const OPERATORS: readonly string[] = ['eq', 'gt', 'ge', 'lt', 'le', 'sw', 'co'] satisfies Operator[];
const isOperator = (word: string): word is Operator => OPERATORS.includes(word);

interface Token {
  kind: 'word' | 'string' | 'sign';
  text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+)/y;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) throw new SyntaxError(`unexpected ${text.slice(start)}`);
    const [, string, sign, word] = found;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

/** A bare word is no value: dates, too, need their quotes. */
function literalOf({ kind, text }: Token): Literal {
  if (kind === 'string') return text;
  if (kind === 'word' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (kind === 'word' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(`a value in double quotes expected, found ${text}`);
}
