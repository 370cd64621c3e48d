import { nameKey } from '../../model/names.js';

declare const brand: unique symbol;
/** A DN made comparable: see `dnKey`. */
export type DnKey = string & { readonly [brand]: 'DnKey' };

interface Rdn {
  readonly attribute: string;
  readonly value: string;
}

/**
 * How DNs are compared (RFC 4514): without case, without blanks around `,` `=` `+`, several blanks as one, whatever way signs are
 * escaped, and the parts of an RDN in any order. What is no DN is compared as it is.
 */
export function dnKey(dn: string): DnKey {
  const rdns = parseDn(dn);
  return asKey(rdns === undefined ? nameKey(dn) : rdns.map(rdnKey).join(SEPARATOR));
}

/** The values that the entry's own name gives this attribute. */
export const namedBy = (dn: string, attribute: string): readonly string[] =>
  (parseDn(dn)?.[0] ?? []).filter(part => part.attribute === attribute.toLowerCase()).map(({ value }) => value);

/** Between RDNs, and between the parts of one: what no value holds. */
const SEPARATOR = '\u0000';
const BESIDE = '\u0001';
const asKey = (text: string) => text as DnKey;

const rdnKey = (rdn: readonly Rdn[]): string =>
  rdn
    .map(({ attribute, value }) => `${attribute}=${nameKey(value.trim().replaceAll(/ +/g, ' '))}`)
    .toSorted()
    .join(BESIDE);

function parseDn(dn: string): readonly (readonly Rdn[])[] | undefined {
  if (dn.trim() === '') return [];
  const rdns: Rdn[][] = [[]];
  for (let rest = dn; ; ) {
    const { attribute, quoted, raw = '', separator = '' } = PART.exec(rest)?.groups ?? {};
    if (attribute === undefined) return undefined;
    const value = decodedValue(quoted === undefined ? trimmed(raw) : quoted);
    if (value === undefined) return undefined;
    rdns.at(-1)?.push({ attribute: ALIASES[attribute] ?? attribute.toLowerCase(), value });
    if (separator === '') return rdns;
    if (separator !== '+') rdns.push([]);
    rest = rest.slice((PART.exec(rest)?.[0] ?? '').length);
  }
}

/** One attribute and its value up to the next separator. `;` and quotes are of LDAPv2, and must still be taken (RFC 4514 §2.4). */
const PART =
  /^\s*(?<attribute>[A-Za-z][\w-]*|\d+(?:\.\d+)*)\s*=\s*(?:"(?<quoted>(?:\\[\s\S]|[^"\\])*)"\s*|(?<raw>(?:\\[\s\S]|[^\\,;+"])*))(?<separator>[,;+]|$)/;

/** Blanks at the ends mean nothing, unless they are escaped. */
const trimmed = (raw: string): string => raw.trimStart().replace(/(?<!\\) +$/, '');

function decodedValue(raw: string): string | undefined {
  if (raw.startsWith('#')) return raw.toLowerCase(); // BER of a value that has no text form
  if (!raw.includes('\\')) return raw;
  // in turn: after an escaped backslash two digits are digits
  const bytes = [...raw.matchAll(/\\([0-9a-f]{2})|\\([\s\S])|([^\\]+)/giu)].map(([, byte, sign, text]) =>
    byte === undefined ? Buffer.from(sign ?? text ?? '') : Buffer.from(byte, 'hex'),
  );
  return Buffer.concat(bytes).toString();
}

/** The numbers of the attributes that names are made of (RFC 4519). */
const ALIASES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'cn',
  '2.5.4.6': 'c',
  '2.5.4.7': 'l',
  '2.5.4.8': 'st',
  '2.5.4.10': 'o',
  '2.5.4.11': 'ou',
  '0.9.2342.19200300.100.1.1': 'uid',
  '0.9.2342.19200300.100.1.25': 'dc',
};
