import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { type Ended, JIRA_TOKEN, run } from '../e2e/harness.js';
import { type ExpectedDirectory, expectedDirectory, flattened, type Org } from '../expected/real-org.js';
import { directoryOf, orgConfig, type RealOrg, withSandbox } from '../real-org.js';

/** A folder with a config, an empty Jira of the sandbox, and the real binary. */
export interface LiveScene extends AsyncDisposable {
  readonly folder: string;
  readonly jira: JiraEmulator;
  rollcall(...args: readonly string[]): Promise<Ended>;
  /** what Jira holds, the sandbox's own administrator and groups besides */
  directory(): ExpectedDirectory;
}

interface SceneOptions {
  /** one line of YAML, as in `{ type: keycloak, … }` */
  readonly source: string;
  /** files beside the config, by name: what it refers to by `${file:…}` */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export async function openScene({ source, files = {}, env = {} }: SceneOptions): Promise<LiveScene> {
  const jira = await startJira({ token: JIRA_TOKEN });
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-live-'));
  for (const [name, content] of Object.entries({ ...files, 'rollcall.yaml': orgConfig(source, jira.url) }))
    await writeFile(join(folder, name), content, { mode: 0o600 });
  return {
    ...{ folder, jira, directory: () => directoryOf(jira) },
    rollcall: (...args) => run(args, folder, env),
    async [Symbol.asyncDispose]() {
      await jira.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Where the source nests groups (Keycloak, LDAP), children's members are their parents' too: 6,453 memberships; else 6,368. */
export const orgAt = (org: RealOrg, groups: 'nested' | 'flat'): Org => (groups === 'nested' ? flattened(org) : org);

/** Plans into a file, applies that, compares, and plans again: nothing is left to do. */
export async function reachesTheExpectation(scene: LiveScene, org: Org): Promise<void> {
  expect(await scene.rollcall('plan', '--out', 'plan.json')).toMatchObject({ exitCode: 0 });
  expect(await scene.rollcall('apply', 'plan.json')).toMatchObject({ exitCode: 0 });
  expect(scene.directory()).toEqual(withSandbox(expectedDirectory(org)));
  expect(await scene.rollcall('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
}

/** An unattended run that takes over what has changed at the source; resolves with how its end differs from what was there before. */
export async function syncs(scene: LiveScene, exitCode = 0): Promise<Changed> {
  const before = scene.directory();
  expect(await scene.rollcall('sync')).toMatchObject({ exitCode });
  const after = scene.directory();
  return { accounts: differing(before.accounts, after.accounts), groups: differing(before.groups, after.groups) };
}

/** What is new or not as it was, by name; what is gone is undefined. */
export interface Changed {
  readonly accounts: Readonly<Record<string, ExpectedDirectory['accounts'][string] | undefined>>;
  readonly groups: Readonly<Record<string, readonly string[] | undefined>>;
}

function differing<Value>(before: Readonly<Record<string, Value>>, after: Readonly<Record<string, Value>>) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map(name => [name, after[name]]));
}
