import { randomUUID } from 'node:crypto';
import type { Certificate } from './certificate.js';

/** At most five to ten minutes are wanted (certificate-credentials, 2026-11). */
const SECONDS = 300;

/** Says that we are the app (RFC 7523): signed with the key of its certificate, for this token endpoint. */
export async function clientAssertion(
  certificate: Certificate,
  clientId: string,
  tokenUrl: string,
  nowSeconds: number,
): Promise<string> {
  const { SignJWT } = await import('jose'); // when it is needed: most starts are with a secret, or for another command
  return new SignJWT()
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': certificate.thumbprint })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setNotBefore(nowSeconds)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + SECONDS)
    .setJti(randomUUID())
    .sign(certificate.key);
}
