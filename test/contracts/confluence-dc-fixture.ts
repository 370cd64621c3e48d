import { createHttp } from '../../src/http/create-http.js';
import { targetName } from '../../src/model/ids.js';
import { type ConfluenceEmulator, type ConfluenceOptions, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import { Secret } from '../../src/secrets.js';
import { confluenceDc } from '../../src/targets/confluence-dc/index.js';
import { ConfluenceSettings } from '../../src/targets/confluence-dc/settings.js';
import type { Target } from '../../src/targets/target.js';

export type TestConfluence = ConfluenceEmulator & { readonly target: Target };

/** The emulator, and our target on it with its good token. Between tries it hardly waits. */
export async function testConfluence(
  options: ConfluenceOptions = {},
  settings: Partial<ConfluenceSettings> = {},
): Promise<TestConfluence> {
  const confluence = await startConfluence(options);
  return Object.assign(confluence, { target: targetOn(confluence, settings) });
}

export function targetOn(confluence: ConfluenceEmulator, settings: Partial<ConfluenceSettings> = {}): Target {
  const login = settings.username === undefined ? { token: new Secret(confluence.token) } : {};
  const parsed = ConfluenceSettings.parse({ url: confluence.url, ...login, ...settings });
  const http = createHttp({ toolVersion: '0.0.0', limits: { backoffMs: 1, maxBackoffMs: 1 } });
  return confluenceDc.create(targetName('confluence'), parsed, http);
}

export const { signal: never } = new AbortController();
export const readAll = (target: Target) => target.read({ membersOf: () => true }, { signal: never });
