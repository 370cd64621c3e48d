import type { ASTNode } from '@marcbachmann/cel-js';
import { type Condition, joined } from '../model/condition.js';

/**
 * What every person who passes a filter fulfils, as far as a vendor's query could say it: comparisons of text attributes with texts,
 * `in` a list, `startsWith`, and their `&&` and `||`. Undefined: nothing. `texts`: the attributes that are texts. Pure.
 */
export function conditionOf(ast: ASTNode, texts: ReadonlySet<string>): Condition | undefined {
  switch (ast.op) {
    case '&&':
      return joined(
        'all',
        ast.args.flatMap(part => conditionOf(part, texts) ?? []),
      );
    case '||': {
      const parts = ast.args.map(part => conditionOf(part, texts));
      const known = parts.filter(part => part !== undefined);
      return known.length === parts.length ? joined('any', known) : undefined;
    }
    case '==': {
      const [left, right] = ast.args;
      return isOneOf(left, [right], texts) ?? isOneOf(right, [left], texts);
    }
    case 'in': {
      const [left, list] = ast.args;
      return list.op === 'list' ? isOneOf(left, list.args, texts) : undefined;
    }
    case 'rcall': {
      const [name, of, args] = ast.args;
      const [first] = args;
      const attribute = attributeIn(of, texts);
      const text = first === undefined ? undefined : textIn(first);
      if (name !== 'startsWith' || attribute === undefined || text === undefined || text === '') return undefined;
      return { kind: 'startsWith', attribute, text };
    }
    default:
      return undefined;
  }
}

function isOneOf(of: ASTNode, nodes: readonly ASTNode[], texts: ReadonlySet<string>): Condition | undefined {
  const attribute = attributeIn(of, texts);
  const values = nodes.map(textIn);
  const known = values.filter(value => value !== undefined && value !== '').map(String);
  if (attribute === undefined || known.length === 0 || known.length !== values.length) return undefined;
  return { kind: 'is', attribute, values: [...new Set(known)] };
}

/** `user.x` or `user["x"]`, of a text attribute. */
function attributeIn(node: ASTNode, texts: ReadonlySet<string>): string | undefined {
  const name = nameIn(node);
  return name !== undefined && texts.has(name) ? name : undefined;
}

function nameIn(node: ASTNode): string | undefined {
  if (node.op === '.') return isUser(node.args[0]) ? node.args[1] : undefined;
  return node.op === '[]' && isUser(node.args[0]) ? textIn(node.args[1]) : undefined;
}

const isUser = (node: ASTNode) => node.op === 'id' && node.args === 'user';
const textIn = (node: ASTNode): string | undefined =>
  node.op === 'value' && typeof node.args === 'string' ? node.args : undefined;
