/** Attributes that are bytes, also where the bytes happen to be text. */
export const BINARY: ReadonlySet<string> = new Set(['objectguid', 'objectsid']);

/** An objectGUID as text. Its first three parts are written from their last byte on (ldap.md §3, 2026-11); undefined: not 16 bytes. */
export function guidText(bytes: Buffer): string | undefined {
  if (bytes.length !== 16) return undefined;
  const hex = swapped(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The bytes of an objectGUID; undefined: not the text of one. */
export function guidBytes(text: string): Buffer | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
    ? swapped(Buffer.from(text.replaceAll('-', ''), 'hex'))
    : undefined;
}

const swapped = (bytes: Buffer) => Buffer.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(at => bytes[at] ?? 0));

/** An objectSid as text, `S-1-5-21-…` (MS-DTYP 2.4.2); undefined: not a SID. */
export function sidText(bytes: Buffer): string | undefined {
  const count = bytes[1] ?? -1;
  if (bytes[0] !== 1 || bytes.length !== 8 + 4 * count) return undefined;
  const parts = Array.from({ length: count }, (_, at) => bytes.readUInt32LE(8 + 4 * at));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The SID of the group that somebody of this domain has as primary group (`primaryGroupID` is its last part). */
export const primarySid = (sid: string, rid: string): string => `${sid.slice(0, sid.lastIndexOf('-'))}-${rid}`;
