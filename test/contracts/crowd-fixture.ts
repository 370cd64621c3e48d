import { createHttp } from '../../src/http/create-http.js';
import { targetName } from '../../src/model/ids.js';
import { type CrowdEmulator, type CrowdOptions, startCrowd } from '../../src/sandbox/crowd/index.js';
import type { Application } from '../../src/sandbox/crowd/server.js';
import { Secret } from '../../src/secrets.js';
import { crowd } from '../../src/targets/crowd/index.js';
import { CrowdSettings } from '../../src/targets/crowd/settings.js';
import type { Target } from '../../src/targets/target.js';

export type TestCrowd = CrowdEmulator & { readonly target: Target };

/** The emulator, and our target on it as its application. Between tries it hardly waits. */
export async function testCrowd(options: CrowdOptions = {}, settings: Partial<CrowdSettings> = {}): Promise<TestCrowd> {
  const emulator = await startCrowd(options);
  return Object.assign(emulator, { target: targetOn(emulator, settings) });
}

export interface CrowdAddress {
  readonly url: string;
  readonly application: Application;
}

export const settingsFor = ({ url, application: { name, password } }: CrowdAddress, settings: Partial<CrowdSettings> = {}) =>
  CrowdSettings.parse({ url, application: name, password: new Secret(password), ...settings });

export function targetOn(address: CrowdAddress, settings: Partial<CrowdSettings> = {}): Target {
  const http = createHttp({ toolVersion: '0.0.0', limits: { backoffMs: 1, maxBackoffMs: 1 } });
  return crowd.create(targetName('crowd'), settingsFor(address, settings), http);
}

export const { signal: never } = new AbortController();
export const readAll = (target: Target) => target.read({ membersOf: () => true }, { signal: never });
