import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type KeycloakEmulator, type KeycloakOptions, startKeycloak } from '../../src/sandbox/keycloak/index.js';
import { Secret } from '../../src/secrets.js';
import { openKeycloak } from '../../src/sources/keycloak/index.js';
import { KeycloakSettings } from '../../src/sources/keycloak/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface KeycloakFixture extends AsyncDisposable {
  readonly keycloak: KeycloakEmulator;
  readonly source: Source;
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

type Overrides = Partial<{
  url: string;
  realm: string;
  clientRealm: string;
  clientId: string;
  clientSecret: string;
  groupNames: string;
  roles: { realm?: boolean; clients?: readonly string[] };
  pageSize: number;
  attributes: Record<string, string>;
}>;

/** A realm in the sandbox and the source that reads it, on one clock that jumps. */
export async function keycloakFixture(realm: KeycloakOptions = {}, settings: Overrides = {}): Promise<KeycloakFixture> {
  const { http, clock, now, logged, pass } = jumping();
  const keycloak = await startKeycloak({ now, ...realm });
  const { clientSecret = keycloak.clientSecret, ...rest } = settings;
  const own = KeycloakSettings.parse({
    ...{ url: keycloak.url, realm: keycloak.realm.name, clientId: keycloak.clientId, clientSecret: new Secret(clientSecret) },
    ...rest,
  });
  return {
    ...{ keycloak, logged, source: openKeycloak(sourceName('keycloak'), own, http, clock) },
    pass,
    [Symbol.asyncDispose]: () => keycloak.close(),
  };
}

export const company: KeycloakOptions = {
  users: ['ann', 'bob', { id: 'cid', username: 'cid@example.com', email: 'cid@example.com', enabled: false }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};

/** Paths and queries below the realm that were asked for, decoded; without those for tokens. */
export const asked = ({ keycloak }: KeycloakFixture): string[] =>
  keycloak.requests
    .filter(({ method }) => method === 'GET')
    .map(({ url }) => decodeURIComponent(url.replace(/^(\/auth)?\/admin\/realms\/[^/]+\//, '').replaceAll('+', ' ')));

/** How often a token was asked for. */
export const tokensAsked = ({ keycloak }: KeycloakFixture): number =>
  keycloak.requests.filter(({ method }) => method === 'POST').length;
