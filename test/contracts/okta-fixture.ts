import type { HttpFactory } from '../../src/http/client.js';
import { createHttp } from '../../src/http/create-http.js';
import type { HttpCommon } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../src/sandbox/okta/index.js';
import { Secret } from '../../src/secrets.js';
import { okta } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import type { Source } from '../../src/sources/source.js';

/** The real client on a clock that jumps: no test waits for a quota. `slept` is what it would have waited, in ms. */
export function quickHttp(common: Partial<HttpCommon> = {}): HttpFactory & { readonly slept: number[] } {
  const slept: number[] = [];
  let time = 0;
  const sleep = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    slept.push(ms);
    time += ms;
  };
  const factory = createHttp({
    toolVersion: '0',
    limits: { maxAttempts: 2 },
    clock: { now: () => time, sleep, random: () => 0 },
    ...common,
  });
  return Object.assign(factory, { slept });
}

export interface OktaFixture extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly source: Source;
  readonly slept: readonly number[];
}

/** An org in the sandbox, and the source that reads it. Three users and two groups, unless told otherwise. */
export async function oktaFixture(
  org: OktaOptions = {},
  settings: Partial<{ token: string; app: string; url: string; attributes: Record<string, string> }> = {},
): Promise<OktaFixture> {
  const emulator = await startOkta({ everyone: false, ...org });
  const { token = emulator.token, url = emulator.url, ...rest } = settings;
  const http = quickHttp();
  const source = okta.create(sourceName('okta'), OktaSettings.parse({ url, token: new Secret(token), ...rest }), http);
  return { okta: emulator, source, slept: http.slept, [Symbol.asyncDispose]: () => emulator.close() };
}

export const company: OktaOptions = {
  users: ['ann', 'bob', { id: 'cid', status: 'SUSPENDED', login: 'cid@example.com' }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};

/** Keeps what an org holds now; the function brings that back. */
export function keepOrg({ org }: OktaEmulator): () => void {
  const { people, groups, apps } = org;
  const kept = structuredClone({ people, groups, apps });
  return () => void Object.assign(org, structuredClone(kept));
}
