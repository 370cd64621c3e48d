import { generateKeyPairSync } from 'node:crypto';
import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type GoogleEmulator, type GoogleOptions, startGoogle } from '../../src/sandbox/google/index.js';
import { Secret } from '../../src/secrets.js';
import { openGoogle } from '../../src/sources/google/index.js';
import { GoogleSettings } from '../../src/sources/google/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface GoogleFixture extends AsyncDisposable {
  readonly google: GoogleEmulator;
  readonly source: Source;
  /** what was waited for Google's sake, in ms; no test waits for it */
  readonly slept: readonly number[];
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

type Overrides = Partial<{
  /** what the key file says instead */
  keyFile: object;
  admin: string;
  customer: string;
  domain: string;
  groupNames: string;
  guests: boolean;
  pageSize: number;
  attributes: Record<string, string>;
  attributePaths: Record<string, string>;
  rate: { share: number };
  /** how far our clock is ahead of Google's, in ms */
  aheadMs: number;
}>;

/** Made once: that takes longer than most tests. */
export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** A customer in the sandbox and the source that reads it, on one clock that jumps. */
export async function googleFixture(customer: GoogleOptions = {}, settings: Overrides = {}): Promise<GoogleFixture> {
  const { http, clock, now, logged, slept, pass } = jumping();
  const google = await startGoogle({ now, privateKey: PRIVATE_KEY, ...customer });
  const { keyFile = {}, aheadMs = 0, ...rest } = settings;
  const key = new Secret(JSON.stringify({ ...JSON.parse(google.keyFile), ...keyFile }));
  const own = GoogleSettings.parse({ key, admin: google.admin, url: google.url, ...rest });
  return {
    ...{ google, slept, logged, source: openGoogle(sourceName('google'), own, http, clock, () => clock.now() + aheadMs) },
    pass,
    [Symbol.asyncDispose]: () => google.close(),
  };
}

export const company: GoogleOptions = {
  users: ['ann', 'bob', { id: 'cid', primaryEmail: 'cid@example.com', suspended: true }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};

/** Paths and queries of the API that were asked for, decoded; without those for tokens. */
export const asked = ({ google }: Pick<GoogleFixture, 'google'>): string[] =>
  google.requests
    .filter(({ method }) => method === 'GET')
    .map(({ url }) => decodeURIComponent(url.replace('/admin/directory/v1/', '').replaceAll('+', ' ')));

/** How often a token was asked for. */
export const tokensAsked = ({ google }: Pick<GoogleFixture, 'google'>): number =>
  google.requests.filter(({ method }) => method === 'POST').length;
