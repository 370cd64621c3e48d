import { createHttp } from '../../src/http/create-http.js';
import { targetName } from '../../src/model/ids.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { Secret } from '../../src/secrets.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import type { Target } from '../../src/targets/target.js';

export type TestJira = JiraEmulator & { readonly target: Target };

/** The emulator, and our target on it with its good token. Between tries it hardly waits. */
export async function testJira(options: JiraOptions = {}, settings: Partial<JiraSettings> = {}): Promise<TestJira> {
  const jira = await startJira(options);
  return Object.assign(jira, { target: targetOn(jira, settings) });
}

export function targetOn(jira: JiraEmulator, settings: Partial<JiraSettings> = {}): Target {
  const login = settings.username === undefined ? { token: new Secret(jira.token) } : {};
  const parsed = JiraSettings.parse({ url: jira.url, ...login, ...settings });
  return jiraDc.create(
    targetName('jira'),
    parsed,
    createHttp({ toolVersion: '0.0.0', limits: { backoffMs: 1, maxBackoffMs: 1 } }),
  );
}

export const { signal: never } = new AbortController();
export const readAll = (target: Target) => target.read({ membersOf: () => true }, { signal: never });
