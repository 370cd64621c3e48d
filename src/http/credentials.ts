import type { HttpRequest } from './client.js';

/** Fields of a token request that prove who asks (RFC 6749 §2.3.1, §4.3 and §6; RFC 7521 §4). */
const PROOFS = ['client_secret', 'client_assertion', 'assertion', 'password', 'refresh_token'];

/**
 * What of one attempt nothing may show that quotes the answer: what follows the scheme, as in `Bearer …`, and a password in it; the session
 * token beside a signature of AWS; the proofs of a token request; and what the caller calls a secret.
 */
export function credentialsOf(
  { form = {}, secrets = [] }: Pick<HttpRequest, 'form' | 'secrets'>,
  { authorization, 'x-amz-security-token': session }: Readonly<Record<string, string>>,
): readonly string[] {
  const proofs = PROOFS.map(name => form[name]);
  const all = [authorization?.split(' ').at(-1), passwordIn(authorization), session, ...proofs];
  return [...all, ...secrets.map(secret => secret.open())].flatMap(text => text || []);
}

/** Of Basic authentication (RFC 7617): all that follows the first colon. */
function passwordIn(authorization = ''): string | undefined {
  const [scheme, encoded = ''] = authorization.split(' ');
  return scheme === 'Basic' ? /:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString())?.[1] : undefined;
}
