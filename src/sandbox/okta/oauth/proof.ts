import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';

export interface ProofUse {
  readonly method: string;
  /** the address that was asked for; a proof names it without its query */
  readonly url: string;
  /** the access token that comes with the proof, on API calls */
  readonly accessToken?: string;
}

export interface Proof {
  /** of the key that signed it (RFC 7638) */
  readonly thumbprint: string;
  readonly nonce: string | undefined;
}

/** Why a DPoP proof is not taken. */
export class BadProof extends Error {
  override readonly name = 'BadProof';
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const MOST_SECONDS_OLD = 300;

/** Checks a proof as RFC 9449 §4.3 lists it, the nonce aside; each `jti` is taken once. */
export async function checkProof(jwt: string, use: ProofUse, seen: Set<string>, now: Date): Promise<Proof> {
  const { payload, jwk } = await opened(jwt, now);
  const { htm, htu, jti, iat, nonce } = payload;
  if (htm !== use.method) throw new BadProof('The DPoP proof JWT htm does not match the method of the request.');
  if (htu !== use.url.split(/[?#]/)[0]) throw new BadProof('The DPoP proof JWT htu does not match the address of the request.');
  const age = now.getTime() / 1000 - (iat ?? 0);
  if (Math.abs(age) > MOST_SECONDS_OLD) throw new BadProof('The DPoP proof JWT iat is too far from the present.');
  if (use.accessToken !== undefined && payload.ath !== createHash('sha256').update(use.accessToken).digest('base64url'))
    throw new BadProof('The DPoP proof JWT ath does not match the access token.');
  if (!jti || seen.has(jti)) throw new BadProof('The DPoP proof JWT has already been used.');
  seen.add(jti);
  return { thumbprint: await calculateJwkThumbprint(jwk), nonce: typeof nonce === 'string' ? nonce : undefined };
}

async function opened(jwt: string, now: Date) {
  try {
    const { jwk } = decodeProtectedHeader(jwt);
    if (jwk === undefined || 'd' in jwk) throw new BadProof('The DPoP proof JWT must hold the public key.');
    const { payload }: { payload: JWTPayload } = await jwtVerify(jwt, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ALGORITHMS,
      currentDate: now,
    });
    return { payload, jwk };
  } catch (error) {
    if (error instanceof BadProof) throw error;
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new BadProof('The DPoP proof JWT is invalid.');
    throw error;
  }
}
