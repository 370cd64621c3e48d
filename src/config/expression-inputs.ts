import type { ASTNode } from '@marcbachmann/cel-js';

/** The attributes of `user` that an expression names, each once, in the order of the text: `user.x` and `user["x"]`. */
export function attributesIn(ast: ASTNode): readonly string[] {
  const names = new Set<string>();
  for (const { op, args } of nodesOf(ast)) {
    if ((op !== '.' && op !== '[]') || !Array.isArray(args)) continue;
    const [of, name]: readonly unknown[] = args;
    if (!isNode(of) || of.op !== 'id' || of.args !== 'user') continue;
    if (typeof name === 'string') names.add(name);
    else if (isNode(name) && name.op === 'value' && typeof name.args === 'string') names.add(name.args);
  }
  return [...names];
}

/** A node and all that are below it. */
export function* nodesOf(part: unknown): Generator<ASTNode> {
  if (Array.isArray(part)) for (const item of part) yield* nodesOf(item);
  if (!isNode(part)) return;
  yield part;
  yield* nodesOf(part.args);
}

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
