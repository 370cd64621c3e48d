import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type OneLoginEmulator, type OneLoginOptions, startOneLogin } from '../../src/sandbox/onelogin/index.js';
import { Secret } from '../../src/secrets.js';
import { openOneLogin } from '../../src/sources/onelogin/index.js';
import { OneLoginSettings } from '../../src/sources/onelogin/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface OneLoginFixture extends AsyncDisposable {
  readonly onelogin: OneLoginEmulator;
  readonly source: Source;
  /** what was waited for the account's sake, in ms; no test waits for it */
  readonly slept: readonly number[];
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

type Overrides = Partial<{
  url: string;
  clientId: string;
  clientSecret: string;
  app: string;
  groups: boolean;
  unactivated: string;
  passwordPending: string;
  pageSize: number;
  attributes: Record<string, string>;
  rate: { share: number };
}>;

/** An account in the sandbox and the source that reads it, on one clock that jumps. */
export async function oneloginFixture(account: OneLoginOptions = {}, settings: Overrides = {}): Promise<OneLoginFixture> {
  const { http, clock, now, logged, pass, slept } = jumping();
  const onelogin = await startOneLogin({ now, ...account });
  const { clientSecret = onelogin.clientSecret, ...rest } = settings;
  const own = OneLoginSettings.parse({
    ...{ url: onelogin.url, clientId: onelogin.clientId, clientSecret: new Secret(clientSecret) },
    ...rest,
  });
  return {
    ...{ onelogin, slept, logged, source: openOneLogin(sourceName('onelogin'), own, http, clock) },
    pass,
    [Symbol.asyncDispose]: () => onelogin.close(),
  };
}

export const company: OneLoginOptions = {
  users: ['ann', 'bob', { id: 'cid', username: 'cid@example.com', email: 'cid@example.com', status: 2 }],
  roles: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};

/** Paths and queries that were asked for, decoded; without those for tokens. */
export const asked = ({ onelogin }: OneLoginFixture): string[] =>
  onelogin.requests.filter(({ method }) => method === 'GET').map(({ url }) => decodeURIComponent(url.replaceAll('+', ' ')));

/** How often a token was asked for. */
export const tokensAsked = ({ onelogin }: OneLoginFixture): number =>
  onelogin.requests.filter(({ method }) => method === 'POST').length;
