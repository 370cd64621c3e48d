import { child, list, type Node, value } from './tree.js';

/** What may stand instead of a node; an operator returns nothing for nodes that it is not about. */
export type Operator = (node: Node, parent: Node | undefined, text: (node: Node) => string) => readonly string[];

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};

const isText = ({ type }: Node): boolean => type === 'TemplateLiteral' || type === 'StringLiteral';

const comparison: Operator = (node, _, text) => {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  if (node.type !== 'BinaryExpression' || left === undefined || right === undefined) return [];
  const operator = String(value(node, 'operator'));
  if (operator === 'in' || operator === 'instanceof') return [`!(${text(node)})`];
  const others = operator === '+' && ![left, right].some(isText) ? ['-'] : (OTHERS[operator] ?? []);
  return others.map(other => `${text(left)} ${other} ${text(right)}`);
};

/** Each side alone, and the other way to join them. */
const logical: Operator = (node, _, text) => {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  if (node.type !== 'LogicalExpression' || left === undefined || right === undefined) return [];
  const operator = value(node, 'operator');
  const alone = [text(left), text(right)];
  if (operator === '??') return alone;
  return [...alone, `(${text(left)}) ${operator === '&&' ? '||' : '&&'} (${text(right)})`];
};

const TESTED = new Set(['IfStatement', 'ConditionalExpression', 'WhileStatement']);

/** Also what removes an early return: the condition before it is never true. */
const condition: Operator = (node, parent) =>
  parent !== undefined && TESTED.has(parent.type) && child(parent, 'test') === node
    ? parent.type === 'WhileStatement'
      ? ['false']
      : ['true', 'false']
    : [];

const negation: Operator = (node, _, text) => {
  const argument = child(node, 'argument');
  return node.type === 'UnaryExpression' && value(node, 'operator') === '!' && argument !== undefined ? [text(argument)] : [];
};

const literal: Operator = (node, parent) => {
  if (node.type !== 'Literal' || parent?.type.startsWith('TS') === true) return [];
  const held = value(node, 'value');
  if (typeof held === 'boolean') return [String(!held)];
  return typeof held === 'number' ? [String(held + 1), ...(held > 0 ? [String(held - 1)] : [])] : [];
};

const DROPPED = new Set(['filter', 'toSorted', 'toReversed', 'slice', 'trim', 'toLowerCase', 'normalize', 'difference', 'union']);
const NEGATED = new Set(['has', 'includes', 'matches', 'startsWith', 'endsWith', 'isSubsetOf', 'isDisjointFrom']);
const SWAPPED: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min', find: 'findLast' };
/** Functions without which a comparison is on the letters as they came. */
const NORMALISED = new Set(['nameKey', 'lookalikeKey']);

const call: Operator = (node, _, text) => {
  const callee = child(node, 'callee');
  if (node.type !== 'CallExpression' || callee === undefined) return [];
  const first = list(node, 'arguments')[0];
  if (callee.type === 'Identifier')
    return NORMALISED.has(String(value(callee, 'name'))) && first !== undefined ? [text(first)] : [];
  const [object, property] = [child(callee, 'object'), child(callee, 'property')];
  if (object === undefined || property === undefined) return [];
  const name = String(value(property, 'name'));
  if (DROPPED.has(name)) return [text(object)];
  if (NEGATED.has(name)) return [`!${text(node)}`];
  const other = SWAPPED[name];
  if (other === undefined) return [];
  const at = property.start - node.start;
  const swapped = text(node).slice(0, at) + other + text(node).slice(at + name.length);
  return name === 'find' ? [swapped, 'undefined'] : [swapped];
};

const EFFECTS = new Set(['CallExpression', 'AssignmentExpression', 'AwaitExpression', 'UpdateExpression']);

/** What is called for what it does, not done: add, set, delete, push, a note. */
const effect: Operator = (node, parent) =>
  parent?.type === 'ExpressionStatement' && EFFECTS.has(node.type) ? ['undefined'] : [];

const isNewSet = (node: Node): boolean => {
  const callee = child(node, 'callee');
  return node.type === 'NewExpression' && callee !== undefined && value(callee, 'name') === 'Set';
};

/** Spread into a list or an object: left out; a set that only removes what is twice: not made. */
const spread: Operator = (node, parent, text) => {
  if (parent?.type !== 'SpreadElement') return [];
  const [made] = isNewSet(node) ? list(node, 'arguments') : [];
  return made === undefined ? ['[]'] : ['[]', text(made)];
};

export const operators: readonly Operator[] = [comparison, logical, condition, negation, literal, call, effect, spread];
