import { BerReader, BerWriter } from 'ldapts';
import { type Filter, readFilter, textOf } from './filter.js';
import type { Value } from './tree.js';

const PAGING = '1.2.840.113556.1.4.319';
const SHOW_DELETED = '1.2.840.113556.1.4.417';
const SCOPES = ['base', 'one', 'sub'] as const;

export interface SearchAsked {
  readonly kind: 'search';
  readonly base: string;
  readonly scope: (typeof SCOPES)[number];
  readonly sizeLimit: number;
  readonly timeLimit: number;
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly page?: { readonly size: number; readonly cookie: string };
  readonly showDeleted: boolean;
}

/** What a client may send here (RFC 4511). */
export type Asked =
  | { readonly kind: 'bind'; readonly dn: string; readonly password: string }
  | { readonly kind: 'unbind' }
  | { readonly kind: 'extended'; readonly oid: string }
  | SearchAsked
  | { readonly kind: 'other'; readonly tag: number };

export interface Message {
  readonly id: number;
  readonly asked: Asked;
}

export interface Result {
  readonly code: number;
  readonly text?: string;
}

/** The first whole message in these bytes, and how many of them it takes; undefined: more must come. */
export function readMessage(bytes: Buffer): { readonly message: Message; readonly length: number } | undefined {
  const outer = new BerReader(bytes);
  if (outer.readSequence(0x30) === null || outer.remain < outer.length) return undefined;
  const length = outer.offset + outer.length;
  const reader = new BerReader(bytes.subarray(0, length));
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  return { message: { id, asked: readAsked(reader) }, length };
}

function readAsked(reader: BerReader): Asked {
  const tag = reader.peek() ?? 0;
  if (tag === 0x42) return { kind: 'unbind' };
  reader.readSequence();
  if (tag === 0x60) {
    reader.readInt(); // the version
    return { kind: 'bind', dn: reader.readString() ?? '', password: reader.readString(0x80) ?? '' };
  }
  if (tag === 0x77) return { kind: 'extended', oid: reader.readString(0x80) ?? '' };
  return tag === 0x63 ? readSearch(reader) : { kind: 'other', tag };
}

function readSearch(reader: BerReader): SearchAsked {
  const base = reader.readString() ?? '';
  const scope = SCOPES[reader.readEnumeration() ?? 0] ?? 'sub';
  reader.readEnumeration(); // aliases
  const sizeLimit = reader.readInt() ?? 0;
  const timeLimit = reader.readInt() ?? 0;
  reader.readBoolean(); // types only
  const filter = readFilter(reader);
  const attributes: string[] = [];
  reader.readSequence();
  for (const end = reader.offset + reader.length; reader.offset < end; ) attributes.push(reader.readString() ?? '');
  return { ...{ kind: 'search', base, scope, sizeLimit, timeLimit, filter, attributes }, ...readControls(reader) };
}

function readControls(reader: BerReader): Pick<SearchAsked, 'page' | 'showDeleted'> {
  const found: { page?: { size: number; cookie: string }; showDeleted: boolean } = { showDeleted: false };
  if (reader.peek() !== 0xa0) return found;
  reader.readSequence();
  for (const end = reader.offset + reader.length; reader.offset < end; ) {
    reader.readSequence();
    const last = reader.offset + reader.length;
    const oid = reader.readString();
    if (reader.peek() === 0x01) reader.readBoolean();
    const value = reader.offset < last ? (reader.readString(0x04, true) ?? Buffer.of()) : Buffer.of();
    if (oid === SHOW_DELETED) found.showDeleted = true;
    if (oid !== PAGING) continue;
    const inner = new BerReader(value);
    inner.readSequence();
    found.page = { size: inner.readInt() ?? 0, cookie: (inner.readString(0x04, true) ?? Buffer.of()).toString() };
  }
  return found;
}

/** One line of the log. */
export function lineOf(asked: Asked): string {
  switch (asked.kind) {
    case 'bind':
      return `bind ${asked.dn}`;
    case 'unbind':
      return 'unbind';
    case 'extended':
      return `extended ${asked.oid}`;
    case 'other':
      return `other ${asked.tag}`;
    case 'search': {
      const { base, scope, filter, attributes, page } = asked;
      const paged = page === undefined ? '' : ` page ${page.size}${page.cookie === '' ? '' : ' on'}`;
      return `search ${scope} ${base} ${textOf(filter)} ${attributes.join(',')}${paged}`;
    }
  }
}

const written = (id: number, write: (writer: BerWriter) => void): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  write(writer);
  writer.endSequence();
  return writer.buffer;
};

export const entryMessage = (id: number, dn: string, attributes: readonly (readonly [string, readonly Value[]])[]): Buffer =>
  written(id, writer => {
    writer.startSequence(0x64);
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of attributes) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) writer.writeBuffer(Buffer.from(value), 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    writer.endSequence();
  });

export const referenceMessage = (id: number, uri: string): Buffer =>
  written(id, writer => {
    writer.startSequence(0x73);
    writer.writeString(uri);
    writer.endSequence();
  });

const TAGS = { bind: 0x61, search: 0x65, extended: 0x78 } as const;

export const resultMessage = (
  id: number,
  kind: keyof typeof TAGS,
  { code, text = '' }: Result,
  more: { readonly cookie?: string; readonly value?: string; readonly oid?: string } = {},
): Buffer =>
  written(id, writer => {
    writer.startSequence(TAGS[kind]);
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString(text);
    if (more.oid !== undefined) writer.writeString(more.oid, 0x8a);
    if (more.value !== undefined) writer.writeString(more.value, 0x8b);
    writer.endSequence();
    if (more.cookie !== undefined) writePaging(writer, more.cookie);
  });

function writePaging(writer: BerWriter, cookie: string): void {
  const value = new BerWriter();
  value.startSequence();
  value.writeInt(0); // how many there are in all is not told
  value.writeString(cookie);
  value.endSequence();
  writer.startSequence(0xa0);
  writer.startSequence();
  writer.writeString(PAGING);
  writer.writeBuffer(value.buffer, 0x04);
  writer.endSequence();
  writer.endSequence();
}
