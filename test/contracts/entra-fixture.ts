import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type EntraEmulator, type EntraOptions, startEntra } from '../../src/sandbox/entra/index.js';
import { Secret } from '../../src/secrets.js';
import { openEntra } from '../../src/sources/entra/index.js';
import { EntraSettings } from '../../src/sources/entra/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface EntraFixture extends AsyncDisposable {
  readonly entra: EntraEmulator;
  readonly source: Source;
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** how long we waited, in milliseconds */
  readonly waited: readonly number[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

type Overrides = Partial<{
  tenant: string;
  clientId: string;
  clientSecret: string | undefined;
  certificate: string;
  privateKey: string;
  authority: string;
  graph: string;
  app: string;
  guests: string;
  emailFallback: string;
  pageSize: number;
  attributes: Record<string, string>;
  rate: { share: number };
}>;

/** A tenant in the sandbox and the source that reads it, on one clock that jumps. */
export async function entraFixture(tenant: EntraOptions = {}, settings: Overrides = {}): Promise<EntraFixture> {
  const { http, clock, now, logged, pass, slept: waited } = jumping(Date.now());
  // an assertion is dated by this machine's clock: where that has moved on since, the tenant's has too
  const entra = await startEntra({ now: () => new Date(Math.max(now().getTime(), Date.now())), ...tenant });
  const {
    certificate,
    privateKey,
    clientSecret = certificate === undefined ? entra.clientSecret : undefined,
    ...rest
  } = settings;
  const own = EntraSettings.parse({
    ...{ tenant: entra.tenantId, clientId: entra.clientId, authority: entra.url, graph: entra.url },
    ...(clientSecret !== undefined && { clientSecret: new Secret(clientSecret) }),
    ...(certificate !== undefined && { certificate: new Secret(certificate) }),
    ...(privateKey !== undefined && { privateKey: new Secret(privateKey) }),
    ...rest,
  });
  return {
    ...{ entra, logged, waited, source: openEntra(sourceName('entra'), own, http, clock) },
    pass,
    [Symbol.asyncDispose]: () => entra.close(),
  };
}

export const company: EntraOptions = {
  users: ['ann', 'bob', { id: 'cid', userPrincipalName: 'cid@example.com', mail: 'cid@example.com', accountEnabled: false }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};

/** Each question put to Graph, those in a batch too, decoded, below /v1.0. */
export const asked = ({ entra }: EntraFixture): string[] =>
  entra.requests.flatMap(({ method, url, body }) => {
    if (method === 'GET') return [decodeURIComponent(url.replace(/^\/v1\.0\//, ''))];
    const { requests = [] } = Object(body);
    return url.endsWith('$batch') ? [...requests].map(item => decodeURIComponent(String(Object(item).url).slice(1))) : [];
  });

/** How often a token was asked for. */
export const tokensAsked = ({ entra }: EntraFixture): number => entra.requests.filter(({ url }) => url.endsWith('/token')).length;
