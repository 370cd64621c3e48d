import { createHttp } from '../../src/http/create-http.js';
import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type EntraEmulator, type EntraOptions, startEntra } from '../../src/sandbox/entra/index.js';
import { Secret } from '../../src/secrets.js';
import { openEntra } from '../../src/sources/entra/index.js';
import { EntraSettings } from '../../src/sources/entra/settings.js';
import type { Source } from '../../src/sources/source.js';

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
  const logged: HttpEvent[] = [];
  const waited: number[] = [];
  let time = Date.now();
  const sleep = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    waited.push(ms);
    time += ms;
  };
  const clock = { now: () => time, sleep, random: () => 1 };
  const entra = await startEntra({ now: () => new Date(time), ...tenant });
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
  const http = createHttp({ toolVersion: '0', limits: { maxAttempts: 2 }, clock, debug: event => logged.push(event) });
  return {
    ...{ entra, logged, waited, source: openEntra(sourceName('entra'), own, http, clock) },
    pass(ms) {
      time += ms;
    },
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
