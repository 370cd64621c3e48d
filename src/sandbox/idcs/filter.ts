import type { Attribute } from './schema.js';

/** The SCIM filter language: `not` binds tighter than `and`, that tighter than `or`. */
export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter }
  | { kind: 'within'; path: Attribute[]; inner: Filter } // members[type eq "User" and value eq "…"]
  | { kind: 'present'; path: Attribute[] }
  | { kind: 'compare'; path: Attribute[]; operator: Operator; value: string | number | boolean };

type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

export function matches(filter: Filter, row: unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, row) && matches(filter.right, row);
    case 'or':
      return matches(filter.left, row) || matches(filter.right, row);
    case 'not':
      return !matches(filter.inner, row);
    case 'within':
      return valuesAt(row, filter.path).some(value => matches(filter.inner, value));
    case 'present':
      return valuesAt(row, filter.path).some(value => value !== '');
    case 'compare': {
      const { path, operator, value } = filter;
      const values = valuesAt(row, path);
      if (operator === 'ne') return !values.some(actual => compares(actual, 'eq', value, path.at(-1)));
      return values.some(actual => compares(actual, operator, value, path.at(-1)));
    }
  }
}

/** All values under a path, through lists; what is missing or null is none. */
export function valuesAt(row: unknown, path: readonly Attribute[]): unknown[] {
  const [first, ...rest] = path;
  if (row === undefined || row === null) return [];
  if (Array.isArray(row)) return row.flatMap(each => valuesAt(each, path));
  if (first === undefined) return [row];
  return valuesAt(fieldOf(row, first.name), rest);
}

/** Reads one field and no other: some are costly getters. */
export const fieldOf = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined;

function compares(
  actual: unknown,
  operator: Exclude<Operator, 'ne'>,
  wanted: unknown,
  attribute: Attribute | undefined,
): boolean {
  if (typeof actual === 'boolean') return operator === 'eq' && String(actual) === String(wanted).toLowerCase();
  const fold = (value: unknown) => (attribute?.caseExact ? String(value) : String(value).toLowerCase());
  const [left, right] = [fold(actual), fold(wanted)];
  if (operator === 'co') return left.includes(right);
  if (operator === 'sw') return left.startsWith(right);
  if (operator === 'ew') return left.endsWith(right);
  if (attribute?.type === 'integer') return inOrder(Number(actual) - Number(wanted), operator);
  if (attribute?.type === 'dateTime') return inOrder(Date.parse(String(actual)) - Date.parse(String(wanted)), operator);
  return inOrder(left < right ? -1 : left > right ? 1 : 0, operator);
}

function inOrder(difference: number, operator: 'eq' | 'gt' | 'ge' | 'lt' | 'le'): boolean {
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
  }
}

const OPERATORS: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] satisfies Operator[];
export const isOperator = (word: string): word is Operator => OPERATORS.includes(word);
