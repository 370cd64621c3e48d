import type { BerWriter } from 'ldapts';
import type { Filter } from './filter.js';

const OCTETS = 0x04;

/** A filter as it is sent (RFC 4511 §4.5.1). */
export function writeFilter(filter: Filter, writer: BerWriter): void {
  if (filter.kind === 'present') {
    writer.writeString(filter.attribute, 0x87);
    return;
  }
  writer.startSequence(TAGS[filter.kind]);
  writeInside(filter, writer);
  writer.endSequence();
}

const TAGS = {
  ...{ and: 0xa0, or: 0xa1, not: 0xa2, equal: 0xa3, parts: 0xa4, atLeast: 0xa5, atMost: 0xa6, like: 0xa8, rule: 0xa9 },
} as const;

function writeInside(filter: Exclude<Filter, { kind: 'present' }>, writer: BerWriter): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.filters) writeFilter(part, writer);
      return;
    case 'not':
      writeFilter(filter.filter, writer);
      return;
    case 'parts':
      writeParts(filter, writer);
      return;
    case 'rule':
      writer.writeString(filter.rule, 0x81);
      writer.writeString(filter.attribute, 0x82);
      writer.writeBuffer(filter.value, 0x83);
      return;
    case 'equal':
    case 'atLeast':
    case 'atMost':
    case 'like':
      writer.writeString(filter.attribute);
      writer.writeBuffer(filter.value, OCTETS);
  }
}

function writeParts({ attribute, parts }: Extract<Filter, { kind: 'parts' }>, writer: BerWriter): void {
  writer.writeString(attribute);
  writer.startSequence();
  if (parts.initial) writer.writeBuffer(parts.initial, 0x80);
  for (const value of parts.any) writer.writeBuffer(value, 0x81);
  if (parts.final) writer.writeBuffer(parts.final, 0x82);
  writer.endSequence();
}
