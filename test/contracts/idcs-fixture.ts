import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type IdcsEmulator, type IdcsOptions, startIdcs } from '../../src/sandbox/idcs/index.js';
import { Secret } from '../../src/secrets.js';
import { openIdcs } from '../../src/sources/idcs/index.js';
import { IdcsSettings } from '../../src/sources/idcs/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface IdcsFixture extends AsyncDisposable {
  readonly idcs: IdcsEmulator;
  readonly source: Source;
  /** what was waited for the domain's sake, in ms; no test waits for it */
  readonly slept: readonly number[];
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

type Overrides = Partial<{
  clientId: string;
  clientSecret: string;
  app: string;
  url: string;
  attributes: Record<string, string>;
}>;

/** A domain in the sandbox and the source that reads it, on one clock that jumps. */
export async function idcsFixture(domain: IdcsOptions = {}, settings: Overrides = {}): Promise<IdcsFixture> {
  const { http, clock, now, logged, pass, slept } = jumping();
  const idcs = await startIdcs({ now, ...domain });
  const { clientId = idcs.clientId, clientSecret = idcs.clientSecret, url = idcs.url, ...rest } = settings;
  const own = IdcsSettings.parse({ url, clientId, clientSecret: new Secret(clientSecret), ...rest });
  return {
    ...{ idcs, slept, logged, source: openIdcs(sourceName('idcs'), own, http, clock) },
    pass,
    [Symbol.asyncDispose]: () => idcs.close(),
  };
}

export const company: IdcsOptions = {
  users: ['ann', 'bob', { id: 'cid', active: false }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
  allUsers: 'absent',
};

/** Paths and queries that the domain was asked, decoded; without those for tokens. */
export const asked = ({ idcs }: IdcsFixture): string[] =>
  idcs.requests.filter(({ url }) => !url.startsWith('/oauth2/')).map(({ url }) => decodeURIComponent(url.replaceAll('+', ' ')));

/** How often a token was asked for. */
export const tokensAsked = ({ idcs }: IdcsFixture): number =>
  idcs.requests.filter(({ url }) => url.startsWith('/oauth2/')).length;
