import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { SCIM_TOKEN, type ScimEmulator, type ScimOptions, startScim } from '../../src/sandbox/scim/index.js';
import { Secret } from '../../src/secrets.js';
import { openScim } from '../../src/sources/scim/index.js';
import { ScimSettings } from '../../src/sources/scim/settings.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface ScimFixture extends AsyncDisposable {
  readonly scim: ScimEmulator;
  readonly source: Source;
  /** what was waited for, in ms; no test waits for it */
  readonly slept: readonly number[];
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock that both sides go by */
  pass(ms: number): void;
}

/** As in the YAML, besides `type`; `url` and `token` are the emulator's unless told. */
export type Written = Readonly<Record<string, unknown>>;

/** A SCIM server in the sandbox and the source that reads it, on one clock that jumps. */
export async function scimFixture(
  server: ScimOptions = {},
  written: Written | ((scim: ScimEmulator) => Written) = {},
): Promise<ScimFixture> {
  const { http, clock, now, logged, pass, slept } = jumping();
  const scim = await startScim({ now, ...server });
  const settings = settingsOf(scim, typeof written === 'function' ? written(scim) : written);
  return {
    ...{ scim, slept, logged, source: openScim(sourceName('scim'), settings, http, clock) },
    pass,
    [Symbol.asyncDispose]: () => scim.close(),
  };
}

export function settingsOf({ baseUrl }: Pick<ScimEmulator, 'baseUrl'>, written: Written): ScimSettings {
  const signsIn = ['token', 'username', 'clientId'].some(name => name in written);
  return ScimSettings.parse({ url: baseUrl, ...(signsIn ? {} : { token: new Secret(SCIM_TOKEN) }), ...written });
}

export const company: ScimOptions = {
  users: ['ann', 'bob', { id: 'cid', active: false }],
  groups: [
    { id: 'eng', name: 'Engineering', members: ['ann', 'bob'] },
    { id: 'sales', name: 'Sales', members: ['bob'] },
  ],
};

/** Paths and queries that the server was asked, decoded. */
export const asked = ({ scim }: Pick<ScimFixture, 'scim'>): string[] =>
  scim.requests.map(({ url }) => decodeURIComponent(url.replaceAll('+', ' ')).replace('/scim/v2/', ''));
