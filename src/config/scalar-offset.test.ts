import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, isMap, isScalar, parseDocument, Scalar } from 'yaml';
import { offsetInside } from './scalar-offset.js';

const TYPES = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

/** The value as some writer would put it into a file, and where it stands there. */
function written(value: string, type: (typeof TYPES)[number]) {
  const scalar = new Scalar(value);
  scalar.type = type;
  const text = new Document({ a: { filter: scalar } }).toString({ lineWidth: 30 });
  const inner: unknown = parseDocument(text).getIn(['a'], true);
  const node: unknown = isMap(inner) ? inner.get('filter', true) : undefined;
  if (!isScalar(node)) throw new Error('no scalar');
  return { text, node };
}

const pieces = [
  'user.x',
  '==',
  '"a b"',
  "'it''s'",
  '\\d',
  '&&',
  '(',
  'ü',
  '\n  ',
  '\n',
  ' ',
  '  ',
  '\t',
  ': ',
  '#',
  'longwordlongword',
];

describe('the place of a character of an expression (DESIGN §3)', () => {
  it('is found however YAML writes it: plain, quoted, escaped, folded, as a block', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...TYPES),
        (parts, type) => {
          const value = parts.join('');
          const { text, node } = written(value, type);
          fc.pre(node.value === value);
          for (const [at, character] of [...value].entries()) {
            if (/\s/.test(character)) continue;
            const found = text.charAt(offsetInside(node, at, text));
            expect({ text, at, found }).toEqual({
              text,
              at,
              found: found === '\\' && '\\"'.includes(character) ? '\\' : character,
            });
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
