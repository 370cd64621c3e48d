import { randomBytes } from 'node:crypto';
import { appOf } from './assertion.js';
import { BadProof, checkProof } from './proof.js';
import { OAuthFault, type OAuthState, type ServiceApp } from './state.js';

export interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly proof: string | undefined;
  /** as the client called it */
  readonly url: string;
  readonly now: Date;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** `POST /oauth2/v1/token` of the org: client credentials with a signed assertion, and DPoP. */
export async function answerToken(request: TokenRequest, state: OAuthState): Promise<TokenAnswer> {
  try {
    return { status: 200, headers: {}, body: await issue(request, state) };
  } catch (error) {
    if (!(error instanceof OAuthFault)) throw error;
    const { status, headers, error: code, message } = error;
    return { status, headers, body: { error: code, error_description: message } };
  }
}

async function issue(request: TokenRequest, state: OAuthState) {
  const { form, url, now } = request;
  if (form.grant_type !== 'client_credentials')
    throw new OAuthFault(400, 'unsupported_grant_type', 'The authorization grant type is not supported.');
  if (form.client_secret !== undefined || form.client_assertion_type !== JWT_BEARER || !form.client_assertion)
    throw new OAuthFault(401, 'invalid_client', 'For okta.* scopes only private_key_jwt is accepted.');
  const app = await appOf(form.client_assertion, url, state, now);
  const boundTo = await proven(request, app, state);
  const scopes = grantedOf(form.scope, app);

  const accessToken = `eyJ${randomBytes(48).toString('base64url')}`;
  state.tokens.set(accessToken, { app, scopes, expires: now.getTime() + state.tokenLifetime * 1000, boundTo });
  return {
    token_type: boundTo === undefined ? 'Bearer' : 'DPoP',
    expires_in: state.tokenLifetime,
    access_token: accessToken,
    scope: scopes.join(' '),
  };
}

/** The thumbprint of the key that the token gets bound to; none for a Bearer token. */
async function proven({ proof, url, now }: TokenRequest, { dpop }: ServiceApp, state: OAuthState) {
  if (proof === undefined) {
    if (dpop === 'optional') return undefined;
    throw new OAuthFault(400, 'invalid_dpop_proof', 'The DPoP proof JWT header is missing.');
  }
  const { thumbprint, nonce } = await checkProof(proof, { method: 'POST', url }, state.seen, now).catch(error => {
    throw error instanceof BadProof ? new OAuthFault(400, 'invalid_dpop_proof', error.message) : error;
  });
  if (nonce !== undefined && state.nonces.includes(nonce)) return thumbprint;
  throw new OAuthFault(400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.', {
    'dpop-nonce': state.nonces[0] ?? '',
  });
}

/** All that was asked for or nothing; Okta does not say which one it was. */
function grantedOf(scope: string | undefined, { scopes }: ServiceApp): readonly string[] {
  const asked = (scope ?? '').split(' ').filter(name => name !== '');
  if (asked.length === 0) throw new OAuthFault(400, 'invalid_scope', 'The scope parameter is missing.');
  if (asked.every(name => scopes.includes(name))) return asked;
  throw new OAuthFault(400, 'invalid_scope', 'One or more scopes are not granted to this client.');
}
