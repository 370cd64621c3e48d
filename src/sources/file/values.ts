import type { AttributeValue } from '../../model/directory.js';
import type { AttributeType } from '../source.js';

export type Attribute =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'unfit'; readonly wanted: string };

const BOOLEANS = new Map([
  ...['true', 'yes', 'y', '1'].map(word => [word, true] as const),
  ...['false', 'no', 'n', '0'].map(word => [word, false] as const),
]);

/** A value as its declared type, or as it is without one; nothing written is null. Lists in one cell are split at `;` or `|`. */
export function attributeOf(value: AttributeValue, type: AttributeType | undefined): Attribute {
  if (value === null || value === '') return { kind: 'value', value: null };
  if (type === undefined) return { kind: 'value', value };
  if (type === 'list')
    return {
      kind: 'value',
      value: isList(value)
        ? value
        : textOf(value)
            .split(/[;|]/)
            .map(part => part.trim()),
    };
  if (isList(value)) return { kind: 'unfit', wanted: 'one value' };

  const text = textOf(value);
  if (type === 'string') return { kind: 'value', value: text };
  const found = type === 'boolean' ? BOOLEANS.get(text.toLowerCase()) : numberOf(text);
  if (found !== undefined) return { kind: 'value', value: found };
  return { kind: 'unfit', wanted: type === 'boolean' ? 'true, false, yes, no, 1 or 0' : 'a number' };
}

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value);

const textOf = (value: AttributeValue) => String(value).trim();

const numberOf = (text: string) => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
