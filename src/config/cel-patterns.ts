import type { RE2JS } from 're2js';
import { compilePattern } from './patterns.js';

/** What the first group of the pattern brought, or without groups all that it covers; nothing where it is not found. */
export function captured(pattern: RE2JS, text: string): string {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return '';
  return matcher.group(pattern.groupCount() > 0 ? 1 : 0) ?? '';
}

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}
interface Checker {
  check(node: Node, context: unknown): { readonly name: string; readonly kind: string };
  getType(name: string): unknown;
  createError(code: string, message: string, node: Node): Error;
}
interface Evaluator {
  run(node: Node, context: unknown): unknown;
}

/** A pattern of `re()` that RE2 does not take. */
export class BadPattern extends Error {
  override readonly name = 'BadPattern';

  constructor(
    message: string,
    readonly hint: string,
    readonly range: { readonly start: number; readonly end: number },
  ) {
    super(message);
  }
}

/**
 * A function of a text and an RE2 pattern. A macro, because only a macro sees that a pattern is a literal, and can refuse it when the
 * config is loaded. One that is put together anew is compiled when it changes.
 */
export function patternMacro<T>(
  { args }: { readonly args: readonly [Node, Node] },
  name: string,
  result: 'bool' | 'string',
  apply: (pattern: RE2JS, text: string) => T,
) {
  const [text, pattern] = args;
  const compiledOf = lastCompiled(name, pattern);
  if (pattern.op === 'value') compiledOf(pattern.args);

  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      for (const node of args) {
        const type = checker.check(node, context);
        if (type.name !== 'string' && type.kind !== 'dyn')
          throw checker.createError('no_such_overload', `${name}(text, pattern) takes two texts, not ${type.name}`, node);
      }
      return checker.getType(result);
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: unknown): T {
      const subject = evaluator.run(text, context);
      if (typeof subject !== 'string') throw new Error(`the text of ${name}() is not text`);
      return apply(compiledOf(evaluator.run(pattern, context)), subject.normalize('NFC'));
    },
  };
}

function lastCompiled(name: string, node: Node): (source: unknown) => RE2JS {
  let last: { readonly source: string; readonly compiled: RE2JS } | undefined;
  return source => {
    if (last !== undefined && last.source === source) return last.compiled;
    if (typeof source !== 'string') throw new Error(`the pattern of ${name}() is not text`);
    const compiled = compilePattern(source, 0);
    if (compiled.kind === 'bad') throw new BadPattern(compiled.message, compiled.hint ?? '', node);
    last = { source, compiled: compiled.value };
    return compiled.value;
  };
}
