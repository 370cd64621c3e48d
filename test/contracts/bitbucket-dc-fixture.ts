import type { HttpFactory } from '../../src/http/client.js';
import { createHttp } from '../../src/http/create-http.js';
import { targetName } from '../../src/model/ids.js';
import { type BitbucketEmulator, type BitbucketOptions, startBitbucket } from '../../src/sandbox/bitbucket-dc/index.js';
import { Secret } from '../../src/secrets.js';
import { bitbucketDc } from '../../src/targets/bitbucket-dc/index.js';
import { BitbucketSettings } from '../../src/targets/bitbucket-dc/settings.js';
import type { Target } from '../../src/targets/target.js';

export type TestBitbucket = BitbucketEmulator & { readonly target: Target };

/** The emulator, and our target on it with its administrator's password. Between tries it hardly waits. */
export async function testBitbucket(
  options: BitbucketOptions = {},
  settings: Partial<BitbucketSettings> = {},
): Promise<TestBitbucket> {
  const bitbucket = await startBitbucket(options);
  return Object.assign(bitbucket, { target: targetOn(bitbucket, settings) });
}

const quick = createHttp({ toolVersion: '0.0.0', limits: { backoffMs: 1, maxBackoffMs: 1 } });

export function targetOn(
  { url }: { readonly url: string },
  settings: Partial<BitbucketSettings> = {},
  http: HttpFactory = quick,
): Target {
  const login = settings.token === undefined ? { username: 'admin', password: new Secret('sandbox-bitbucket-password') } : {};
  return bitbucketDc.create(targetName('bitbucket'), BitbucketSettings.parse({ url, ...login, ...settings }), http);
}

export const { signal: never } = new AbortController();
export const readAll = (target: Target) => target.read({ membersOf: () => true }, { signal: never });
