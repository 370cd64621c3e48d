import type { BerReader } from 'ldapts';
import { type Entry, folded, type Tree, valuesOf } from './tree.js';

/** A filter as it came (RFC 4511 §4.5.1). */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'equal' | 'atLeast' | 'atMost' | 'like'; readonly attribute: string; readonly value: Buffer }
  | {
      readonly kind: 'parts';
      readonly attribute: string;
      readonly initial: string;
      readonly any: readonly string[];
      readonly final: string;
    }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'rule'; readonly rule: string; readonly attribute: string; readonly value: Buffer };

const KINDS = { 163: 'equal', 165: 'atLeast', 166: 'atMost', 168: 'like' } as const;

export function readFilter(reader: BerReader): Filter {
  const tag = reader.peek() ?? 0;
  if (tag === 0x87) return { kind: 'present', attribute: reader.readString(tag) ?? '' };
  reader.readSequence(tag);
  const end = reader.offset + reader.length;
  if (tag === 0xa0 || tag === 0xa1) {
    const filters: Filter[] = [];
    while (reader.offset < end) filters.push(readFilter(reader));
    return { kind: tag === 0xa0 ? 'and' : 'or', filters };
  }
  if (tag === 0xa2) return { kind: 'not', filter: readFilter(reader) };
  if (tag === 0xa4) return readParts(reader);
  if (tag === 0xa9) return readRule(reader, end);
  if (tag !== 163 && tag !== 165 && tag !== 166 && tag !== 168) throw new Error(`no filter: ${tag}`);
  return { kind: KINDS[tag], attribute: reader.readString() ?? '', value: reader.readString(0x04, true) ?? Buffer.of() };
}

function readParts(reader: BerReader): Filter {
  const attribute = reader.readString() ?? '';
  reader.readSequence();
  const end = reader.offset + reader.length;
  const parts = { initial: '', any: [] as string[], final: '' };
  while (reader.offset < end) {
    const tag = reader.peek() ?? 0;
    const text = reader.readString(tag) ?? '';
    if (tag === 0x80) parts.initial = text;
    else if (tag === 0x81) parts.any.push(text);
    else parts.final = text;
  }
  return { kind: 'parts', attribute, ...parts };
}

function readRule(reader: BerReader, end: number): Filter {
  const found = { rule: '', attribute: '', value: Buffer.of() };
  while (reader.offset < end) {
    const tag = reader.peek() ?? 0;
    const bytes = Buffer.from(reader.readString(tag, true) ?? Buffer.of());
    if (tag === 0x81) found.rule = bytes.toString();
    else if (tag === 0x82) found.attribute = bytes.toString();
    else if (tag === 0x83) found.value = bytes;
  }
  return { kind: 'rule', ...found };
}

export function textOf(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.kind === 'and' ? '&' : '|'}${filter.filters.map(textOf).join('')})`;
    case 'not':
      return `(!${textOf(filter.filter)})`;
    case 'present':
      return `(${filter.attribute}=*)`;
    case 'parts':
      return `(${filter.attribute}=${[filter.initial, ...filter.any, filter.final].join('*')})`;
    case 'rule':
      return `(${filter.attribute}:${filter.rule}:=${filter.value})`;
    default:
      return `(${filter.attribute}${{ equal: '=', atLeast: '>=', atMost: '<=', like: '~=' }[filter.kind]}${filter.value})`;
  }
}

export interface Terms {
  readonly tree: Tree;
  /** Active Directory has matching rules of its own; to others they are unknown */
  readonly isActiveDirectory: boolean;
  /** whether an access rule keeps us from searching this attribute: then the item is neither true nor false */
  readonly isHidden: (entry: Entry, attribute: string) => boolean;
}

/** Undefined is the third value: not of it is itself, and nothing is found by it (RFC 4511 §4.5.1.7). */
export function matches(filter: Filter, entry: Entry, terms: Terms): boolean | undefined {
  switch (filter.kind) {
    case 'and':
      return together(
        filter.filters.map(each => matches(each, entry, terms)),
        false,
      );
    case 'or':
      return together(
        filter.filters.map(each => matches(each, entry, terms)),
        true,
      );
    case 'not': {
      const inner = matches(filter.filter, entry, terms);
      return inner === undefined ? undefined : !inner;
    }
    default:
      if (!terms.isHidden(entry, filter.attribute)) return item(filter, entry, terms);
      return terms.isActiveDirectory ? false : undefined; // Samba takes it for absent (run with 4.17.12, 2026-11)
  }
}

function together(all: readonly (boolean | undefined)[], settles: boolean): boolean | undefined {
  if (all.includes(settles)) return settles;
  return all.includes(undefined) ? undefined : !settles;
}

type Item = Exclude<Filter, { kind: 'and' | 'or' | 'not' }>;

function item(filter: Item, entry: Entry, { tree, isActiveDirectory }: Terms): boolean | undefined {
  const isBackLink = isActiveDirectory && filter.attribute.toLowerCase() === 'memberof'; // kept by the server
  const values = isBackLink ? groupsOf(entry, tree) : valuesOf(entry, filter.attribute);
  switch (filter.kind) {
    case 'present':
      return values.length > 0;
    case 'parts': {
      const quoted = [filter.initial, ...filter.any, filter.final].map(part => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
      return values.some(value => new RegExp(`^${quoted.join('.*')}$`, 'isu').test(String(value)));
    }
    case 'equal':
    case 'like':
      return values.some(value => isSame(value, filter.value));
    case 'atLeast':
      return values.some(value => order(String(value), String(filter.value)) >= 0);
    case 'atMost':
      return values.some(value => order(String(value), String(filter.value)) <= 0);
    case 'rule':
      return isActiveDirectory ? byRule(filter, entry, tree) : undefined;
  }
}

/** Integers go by their size (RFC 4517 §4.2.20). */
function order(one: string, other: string): number {
  const isNumber = (text: string) => /^-?\d+$/.test(text);
  const [left, right] = isNumber(one) && isNumber(other) ? [BigInt(one), BigInt(other)] : [one, other];
  return left < right ? -1 : left > right ? 1 : 0;
}

const isSame = (one: string | Buffer, other: Buffer): boolean =>
  Buffer.isBuffer(one) ? one.equals(other) : folded(one) === folded(other.toString());

function byRule({ rule, attribute, value }: Extract<Filter, { kind: 'rule' }>, entry: Entry, tree: Tree): boolean | undefined {
  if (rule === '1.2.840.113556.1.4.803')
    return valuesOf(entry, attribute).some(found => (Number(found) & Number(value)) === Number(value));
  if (rule !== '1.2.840.113556.1.4.1941') return undefined;
  return attribute.toLowerCase() === 'memberof'
    ? isInChain(String(value), entry.dn, tree)
    : isInChain(entry.dn, String(value), tree);
}

/** What Active Directory keeps as `memberOf`. */
export const groupsOf = ({ dn }: Entry, tree: Tree): readonly string[] =>
  tree.all
    .filter(group => valuesOf(group, 'member').some(member => folded(String(member)) === folded(dn)))
    .map(group => group.dn);

/** Whether an entry is in a group, or in a group in it; each once: Active Directory lets groups go round in a circle. */
function isInChain(group: string, dn: string, tree: Tree): boolean {
  const seen = new Set([folded(group)]);
  for (const each of seen) {
    const entry = tree.find(each);
    for (const member of entry === undefined ? [] : valuesOf(entry, 'member')) {
      if (folded(String(member)) === folded(dn)) return true;
      seen.add(folded(String(member)));
    }
  }
  return false;
}
