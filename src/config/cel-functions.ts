import type { Environment } from '@marcbachmann/cel-js';
import type { RE2JS } from 're2js';
import { compilePattern } from './patterns.js';

/** What expressions can call besides CEL's own functions; `text` is a string, and each is a method of strings too where that is not CEL's already. */
export function addFunctions(environment: Environment): Environment {
  for (const [name, parameters, result, handler] of functions) {
    environment.registerFunction(`${name}(${['string', ...parameters].join(', ')}): ${result}`, handler);
    if (name !== 'trim' && name !== 'split')
      environment.registerFunction(`string.${name}(${parameters.join(', ')}): ${result}`, handler);
  }
  return environment.registerFunction('re(ast, ast): bool', reMacro);
}

type Handler = (text: string, a: string, b: string) => unknown;

const functions: readonly (readonly [name: string, parameters: readonly string[], result: string, handler: Handler])[] = [
  ['lower', [], 'string', text => text.toLowerCase()],
  ['upper', [], 'string', text => text.toUpperCase()],
  ['trim', [], 'string', text => text.trim()],
  ['ascii', [], 'string', ascii],
  ['split', ['string'], 'list<string>', (text, separator) => text.split(separator)],
  ['replace', ['string', 'string'], 'string', (text, what, by) => text.replaceAll(what, () => by)],
  ['before', ['string'], 'string', before],
  ['after', ['string'], 'string', after],
];

/** What precedes the first separator; the whole text where there is none. */
function before(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

/** What follows the first separator; nothing where there is none. */
function after(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? '' : text.slice(at + separator.length);
}

/** Letters that Unicode does not decompose into a base letter and a mark. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
};

/** Letters without their marks: ü → u, ß → ss, ø → o. What has no ASCII form is left as it is, never dropped. */
function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{ASCII}]/gu, letter => undecomposed[letter] ?? letter)
    .normalize('NFC');
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
 * `re(text, pattern)`: whether the RE2 pattern is found in the text. A macro, because only a macro sees that a pattern
 * is a literal, and can refuse it when the config is loaded. One that is put together anew is compiled when it changes.
 */
function reMacro({ args }: { readonly args: readonly [Node, Node] }) {
  const [text, pattern] = args;
  let last: { readonly source: string; readonly compiled: RE2JS } | undefined;
  const compiledOf = (source: unknown): RE2JS => {
    if (last !== undefined && last.source === source) return last.compiled;
    if (typeof source !== 'string') throw new Error('the pattern of re() is not text');
    const compiled = compilePattern(source, 0);
    if (compiled.kind === 'bad') throw new BadPattern(compiled.message, compiled.hint ?? '', pattern);
    last = { source, compiled: compiled.value };
    return compiled.value;
  };
  if (pattern.op === 'value') compiledOf(pattern.args);

  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      for (const node of args) {
        const type = checker.check(node, context);
        if (type.name !== 'string' && type.kind !== 'dyn')
          throw checker.createError('no_such_overload', `re(text, pattern) takes two strings, not ${type.name}`, node);
      }
      return checker.getType('bool');
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: unknown): boolean {
      const subject = evaluator.run(text, context);
      if (typeof subject !== 'string') throw new Error('the text of re() is not text');
      return compiledOf(evaluator.run(pattern, context)).test(subject.normalize('NFC'));
    },
  };
}
