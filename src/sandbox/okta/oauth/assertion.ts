import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { OAuthFault, type OAuthState, type ServiceApp } from './state.js';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const MOST_SECONDS_AHEAD = 3600;

/** The app that signed this assertion: by a registered key, for this address, in time, and for the first time. */
export async function appOf(assertion: string, tokenUrl: string, state: OAuthState, now: Date): Promise<ServiceApp> {
  const { clientId, kid } = claimed(assertion);
  const app = state.apps.get(clientId);
  if (app === undefined) throw refused("Invalid value for 'client_id' parameter.");
  // one registered key needs no `kid`, several do
  const keys = app.keys.filter(key => (kid === undefined ? app.keys.length === 1 : key.kid === kid));
  if (keys.length === 0) throw refused('The client_assertion JWT kid is invalid.');

  const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: [...keys] }), {
    algorithms: ALGORITHMS,
    currentDate: now,
  }).catch(error => {
    throw faultOf(error);
  });
  checkClaims(payload, tokenUrl, now);
  if (payload.jti !== undefined) {
    if (state.seen.has(`${clientId} ${payload.jti}`)) throw refused('The client_assertion token has already been used.');
    state.seen.add(`${clientId} ${payload.jti}`);
  }
  return app;
}

function claimed(assertion: string): { clientId: string; kid: string | undefined } {
  try {
    return { clientId: decodeJwt(assertion).iss ?? '', kid: decodeProtectedHeader(assertion).kid };
  } catch {
    throw refused('The client_assertion token is not a valid JWT.');
  }
}

function checkClaims({ iss, sub, aud, exp, iat }: JWTPayload, tokenUrl: string, now: Date): void {
  const seconds = now.getTime() / 1000;
  if (sub !== iss) throw refused('The client_assertion subject and issuer must be the client_id.');
  if (aud !== tokenUrl) throw refused('The audience claim for client_assertion must be the endpoint invoked for the request.');
  if (exp === undefined) throw refused('The client_assertion token must have an expiration.');
  if (exp > seconds + MOST_SECONDS_AHEAD) throw refused('The client_assertion token has an expiration too far into the future.');
  if (iat !== undefined && iat > seconds + 60) throw refused('The client_assertion token was issued in the future.');
}

function faultOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refused('The client_assertion token is expired.');
  if (error instanceof errors.JOSEError) return refused('The client_assertion signature is invalid.');
  return error;
}

const refused = (description: string) => new OAuthFault(401, 'invalid_client', description);
