import { randomUUID } from 'node:crypto';
import type { ServiceAppCredential } from '../credential.js';

/** Okta allows an hour (okta.md §7, 2026-08); an assertion is used at once. */
const SECONDS = 300;

type Signer = Pick<ServiceAppCredential, 'clientId' | 'signing'>;

/** Says that we are the service app (RFC 7523): signed with its key, good for five minutes, for this token endpoint, once. */
export async function clientAssertion({ clientId, signing }: Signer, tokenUrl: string, nowSeconds: number): Promise<string> {
  const { SignJWT } = await import('jose'); // when it is needed: most starts are with a token, or for another command
  const { alg, kid, key } = signing;
  return new SignJWT()
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + SECONDS)
    .setJti(randomUUID())
    .sign(key);
}
