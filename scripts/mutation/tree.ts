import { parseAst } from 'vitest/node';

/** A node of the syntax tree, as loosely as the operators need it: its fields are asked for by name. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;

const field = (node: Node, name: string): unknown => new Map<string, unknown>(Object.entries(node)).get(name);

/** The node in a field, or nothing. */
export function child(node: Node, name: string): Node | undefined {
  const value = field(node, name);
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that holds a list. */
export function list(node: Node, name: string): readonly Node[] {
  const value = field(node, name);
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The value in a field that holds no node: an operator, a name, a literal's value. */
export const value = (node: Node, name: string): unknown => field(node, name);

/** Types say nothing at run time; what they only wrap does. */
const isType = ({ type }: Node): boolean =>
  type.startsWith('TS') && !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(type);

export const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node)
    .flat()
    .filter(isNode)
    .filter(one => !isType(one) && one.type !== 'ImportDeclaration')
    .toSorted((a, b) => a.start - b.start);

export const parse = (source: string): Node => parseAst(source, { lang: 'ts', preserveParens: true });
