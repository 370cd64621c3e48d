import { createHmac, timingSafeEqual } from 'node:crypto';

/** JSON with its keys in order and without white space: the same content is the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}

const mac = (content: unknown, key: Uint8Array) => createHmac('sha256', key).update(canonical(content)).digest();

/** HMAC-SHA256 over content, however it is laid out. */
export const sign = (content: unknown, key: Uint8Array): string => `hmac-sha256:${mac(content, key).toString('hex')}`;

export function isSignedBy(content: unknown, signature: string, key: Uint8Array): boolean {
  const expected = Buffer.from(sign(content, key));
  const found = Buffer.from(signature);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
