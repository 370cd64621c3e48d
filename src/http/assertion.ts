import { randomUUID } from 'node:crypto';
import type { SigningKey } from './private-key.js';

/** An assertion is used at once; the vendors allow an hour (okta.md §7, 2026-08; google.md §4, 2026-08). */
const SECONDS = 300;

export interface AssertionClaims {
  readonly issuer: string;
  readonly subject: string;
  /** the address of the token endpoint that it is for */
  readonly audience: string;
  readonly nowSeconds: number;
  /** claims besides those of RFC 7523, e.g. Google's `scope` */
  readonly more?: Readonly<Record<string, string>>;
  /** header fields besides `alg`, `typ` and `kid`, e.g. the thumbprint of a certificate */
  readonly header?: Readonly<Record<string, string>>;
}

/** Says who we are (RFC 7523): signed with our key, good for five minutes, for one token endpoint, once. */
export async function signedAssertion({ alg, kid, key }: SigningKey, claims: AssertionClaims): Promise<string> {
  const { SignJWT } = await import('jose'); // when it is needed: most starts are with a token, or for another command
  const { issuer, subject, audience, nowSeconds, more = {}, header = {} } = claims;
  return new SignJWT(more)
    .setProtectedHeader({ ...header, alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + SECONDS)
    .setJti(randomUUID())
    .sign(key);
}
