import { accessDenied, invalidToken } from '../errors.js';
import { BadProof, checkProof } from './proof.js';
import type { OAuthState, ServiceApp } from './state.js';

export interface ApiRequest {
  readonly method: string;
  /** with origin and path */
  readonly url: string;
  readonly authorization: string;
  readonly proof: string | undefined;
  readonly now: Date;
}

/** The service app behind an API request; refused without a good token, a proof where it is bound, and the endpoint's scope. */
export async function admit(request: ApiRequest, state: OAuthState): Promise<ServiceApp> {
  const { method, url, authorization, proof, now } = request;
  const [scheme = '', accessToken = ''] = authorization.split(' ');
  const token = state.tokens.get(accessToken);
  if (token === undefined || token.expires <= now.getTime()) throw invalidToken();
  if (scheme !== (token.boundTo === undefined ? 'Bearer' : 'DPoP')) throw invalidToken();
  if (token.boundTo !== undefined) {
    const thumbprint = await thumbprintOf(proof, { method, url, accessToken }, state, now);
    if (thumbprint !== token.boundTo) throw invalidToken();
  }
  if (!token.scopes.includes(scopeOf(new URL(url).pathname))) throw accessDenied();
  return token.app;
}

async function thumbprintOf(proof: string | undefined, use: Parameters<typeof checkProof>[1], { seen }: OAuthState, now: Date) {
  try {
    return (await checkProof(proof ?? '', use, seen, now)).thumbprint;
  } catch (error) {
    throw error instanceof BadProof ? invalidToken() : error; // Okta's own answer is not documented
  }
}

/** As the API document's `security` has it. */
function scopeOf(path: string): string {
  const [, kind = ''] = /^\/api\/v1\/([^/]+)/.exec(path) ?? [];
  return `okta.${kind === 'meta' ? 'schemas' : kind}.read`;
}
