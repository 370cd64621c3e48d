import type { Environment } from '@marcbachmann/cel-js';
import { captured, patternMacro } from './cel-patterns.js';
import { after, ascii, before, umlauts } from './cel-texts.js';

/** What expressions can call besides CEL's own functions; `text` is a string, and each is a method of strings too where that is not CEL's already. */
export function addFunctions(environment: Environment): Environment {
  for (const [name, parameters, result, handler] of functions) {
    environment.registerFunction(`${name}(${['string', ...parameters].join(', ')}): ${result}`, handler);
    if (name !== 'trim' && name !== 'split')
      environment.registerFunction(`string.${name}(${parameters.join(', ')}): ${result}`, handler);
  }
  return environment
    .registerFunction('re(ast, ast): bool', args => patternMacro(args, 're', 'bool', (pattern, text) => pattern.test(text)))
    .registerFunction('capture(ast, ast): string', args => patternMacro(args, 'capture', 'string', captured));
}

type Handler = (text: string, a: string, b: string) => unknown;

const functions: readonly (readonly [name: string, parameters: readonly string[], result: string, handler: Handler])[] = [
  ['lower', [], 'string', text => text.toLowerCase()],
  ['upper', [], 'string', text => text.toUpperCase()],
  ['trim', [], 'string', text => text.trim()],
  ['ascii', [], 'string', ascii],
  ['umlauts', [], 'string', umlauts],
  ['split', ['string'], 'list<string>', (text, separator) => text.split(separator)],
  ['replace', ['string', 'string'], 'string', (text, what, by) => text.replaceAll(what, () => by)],
  ['before', ['string'], 'string', before],
  ['after', ['string'], 'string', after],
];
