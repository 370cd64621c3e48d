import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';

/** A service app as an admin registers it. Everything may be changed while the org runs. */
export interface ServiceApp {
  readonly clientId: string;
  /** public keys, each with its `kid`; up to 50 */
  keys: readonly JWK[];
  /** what the app was granted under Okta API Scopes */
  scopes: readonly string[];
  /** without an admin role a scope alone gives nothing */
  role: 'readOnly' | 'none';
  /** required: no token without a proof; optional: a proof binds the token, without one it is a Bearer token */
  dpop: 'required' | 'optional';
}

/** What is left out is as an admin would want it: all scopes that a puller needs, the role, DPoP where the client offers it. */
export type ServiceAppInput = Pick<ServiceApp, 'clientId' | 'keys'> & Partial<ServiceApp>;

export interface OAuthOptions {
  serviceApps?: readonly ServiceAppInput[];
  /** seconds; Okta's is 3600 and fixed */
  tokenLifetime?: number;
  /** what an app without a role meets: Okta documents neither for certain */
  withoutRole?: 'denied' | 'empty';
}

export interface IssuedToken {
  readonly app: ServiceApp;
  readonly scopes: readonly string[];
  /** milliseconds since 1970, on the org's clock */
  readonly expires: number;
  /** the thumbprint of the key that a proof must be signed with; without one it is a Bearer token */
  readonly boundTo: string | undefined;
}

export interface OAuthState {
  readonly apps: ReadonlyMap<string, ServiceApp>;
  readonly tokens: Map<string, IssuedToken>;
  /** the `jti` of every assertion and proof that was taken */
  readonly seen: Set<string>;
  /** the newest first; older ones stay good for a while */
  nonces: string[];
  readonly tokenLifetime: number;
  readonly withoutRole: 'denied' | 'empty';
}

/** What a test switches. */
export interface OAuthSwitches {
  serviceApp(clientId: string): ServiceApp;
  /** every token issued so far is refused from now on; new ones may be had */
  revokeTokens(): void;
  /** as Okta does every 24 hours; the old nonce stays good unless `forget` says that its 3 days are over */
  rotateNonce(how?: { forget: boolean }): void;
}

const READ_SCOPES = ['okta.users.read', 'okta.groups.read', 'okta.apps.read', 'okta.schemas.read'];

export function createOAuth({ serviceApps = [], tokenLifetime = 3600, withoutRole = 'denied' }: OAuthOptions = {}) {
  const apps = new Map<string, ServiceApp>(
    serviceApps.map(app => [app.clientId, { scopes: READ_SCOPES, role: 'readOnly', dpop: 'optional', ...app }]),
  );
  const state: OAuthState = { apps, tokens: new Map(), seen: new Set(), nonces: [freshNonce()], tokenLifetime, withoutRole };
  const switches: OAuthSwitches = {
    serviceApp(clientId) {
      const app = apps.get(clientId);
      if (app === undefined) throw new Error(`There is no service app ${clientId} in the sandbox's Okta.`);
      return app;
    },
    revokeTokens: () => state.tokens.clear(),
    rotateNonce({ forget } = { forget: false }) {
      state.nonces = [freshNonce(), ...(forget ? [] : state.nonces)];
    },
  };
  return { state, switches };
}

const freshNonce = () => randomBytes(24).toString('base64url');

/** An answer of the token endpoint that is not a token. */
export class OAuthFault extends Error {
  override readonly name = 'OAuthFault';

  constructor(
    readonly status: 400 | 401,
    readonly error: string,
    description: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(description);
  }
}
