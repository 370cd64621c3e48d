import type { AttributeType } from './source.js';

/** What an attribute is to expressions, by its definition in a schema (RFC 7643 §7). All else, dates too, comes as text (§2.3). */
export const typeOf = ({
  type,
  multiValued,
}: {
  readonly type: string;
  readonly multiValued?: boolean | null | undefined;
}): AttributeType => (multiValued === true ? 'list' : (TYPES[type.toLowerCase()] ?? 'string'));

const TYPES: Readonly<Record<string, AttributeType>> = { boolean: 'boolean', integer: 'number', decimal: 'number' };
