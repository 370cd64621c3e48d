import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type JiraEmulator, type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../src/sandbox/okta/index.js';

const BIN = fileURLToPath(new URL('../../bin/rollcall.js', import.meta.url));
/** What Node has compiled once, so that hundreds of processes need not: a third of what a short run takes. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/rollcall-tests', import.meta.url));
export const OKTA_TOKEN = '00okta-secret-Zq7';
export const JIRA_TOKEN = 'jira-secret-Wx9';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** The real program with pipes for a terminal. */
export function start(args: readonly string[], cwd: string, env: Record<string, string> = {}): Running {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE: COMPILED, OKTA_TOKEN, JIRA_TOKEN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([stdout, stderr]) => ({
    exitCode: child.exitCode,
    stdout,
    stderr,
  }));
  return { child, ended };
}

export const run = (args: readonly string[], cwd: string, env?: Record<string, string>): Promise<Ended> =>
  start(args, cwd, env).ended;

export interface Scene extends AsyncDisposable {
  readonly folder: string;
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  rollcall(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): Running;
  /** the config, or a file beside it */
  write(content: string, name?: string): Promise<void>;
  read(name: string): Promise<string>;
}

interface SceneOptions {
  readonly okta?: OktaOptions;
  readonly jira?: JiraOptions;
  /** further lines of the sync's `users` */
  readonly users?: string;
  readonly groups?: string;
}

/** A folder with a config, an Okta and a Jira. Unless told: ann and bob in Engineering, bob and an administrator in Jira. */
export async function scene({ okta: oktaOptions, jira: jiraOptions, ...parts }: SceneOptions = {}): Promise<Scene> {
  const okta = await startOkta({
    users: ['ann', 'bob'],
    groups: { Engineering: ['ann', 'bob'] },
    ...oktaOptions,
    token: OKTA_TOKEN,
  });
  const jira = await startJira({ users: [{ name: 'bob', displayName: 'Bob Example' }], ...jiraOptions, token: JIRA_TOKEN });
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-e2e-'));
  const write = (content: string, name = 'rollcall.yaml') => writeFile(join(folder, name), content);
  await write(configOf({ okta: okta.url, jira: jira.url, ...parts }));
  return {
    ...{ folder, okta, jira, write },
    rollcall: (...args) => run(args, folder),
    start: (...args) => start(args, folder),
    read: name => readFile(join(folder, name), 'utf8'),
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), jira.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface ConfigParts {
  readonly okta: string;
  readonly jira: string;
  readonly users?: string;
  readonly groups?: string;
}

const configOf = ({ okta, jira, users = '', groups = '' }: ConfigParts) => `
version: 1
sources:
  okta: { type: okta, url: '${okta}', token: '\${env:OKTA_TOKEN}' }
targets:
  jira: { type: jira-dc, url: '${jira}', token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin } }
syncs:
  - name: staff
    from: okta
    to: jira
    users:
      match: [username]
      attributes:
        username: 'user.login.split("@")[0]'
        email: user.email
        displayName: 'user.firstName + " " + user.lastName'
${users}
    groups:
      manual:
        - { from: Engineering, to: developers }
${groups}
`;
