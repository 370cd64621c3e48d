import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { providerId, splitPersonKey, targetName } from '../../../src/model/ids.js';
import { type JiraEmulator, startJira } from '../../../src/sandbox/jira-dc/index.js';
import { restoreJira, SavedJira, saveJira } from '../../../src/sandbox/jira-dc/saved.js';
import { type OktaEmulator, startOkta } from '../../../src/sandbox/okta/index.js';
import { restoreOrg, SavedOrg, saveOrg } from '../../../src/sandbox/okta/saved.js';
import { openStore } from '../../../src/state/sqlite.js';
import type { StateStore } from '../../../src/state/store.js';
import { configOf } from './config.js';
import { areOver, before, company, morning } from './people.js';

const BIN = fileURLToPath(new URL('../../../bin/rollcall.js', import.meta.url));
const DIE = new URL('die.js', import.meta.url).href;
const DAY = 86_400_000;
const JIRA = targetName('jira');

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An Okta, two Jiras, a state, and the real program; brought back to one morning as often as a test likes. */
export interface World extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly desk: JiraEmulator;
  readonly folder: string;
  /** what the config refers to */
  readonly tokens: Readonly<Record<string, string>>;
  /** `rollcall …`, with what decides where it dies */
  rollcall(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
  again(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const okta = await startOkta({ ...company.okta, pageSize: 20 });
  const jira = await startJira(company.jira);
  const desk = await startJira(company.desk);
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-kill-'));
  const state = join(folder, 'state', 'state.db');
  await writeFile(join(folder, 'rollcall.yaml'), configOf({ okta, jira, desk }));

  const withStore: World['withStore'] = async use => {
    await using store = await openStore(state, { now: () => new Date() });
    return await use(store);
  };
  const tokens = { OKTA_TOKEN: okta.token, JIRA_TOKEN: jira.token };
  const systems = Object.entries({ okta, jira, desk }).map(([name, { url }]) => `${new URL(url).host}=${name}`);
  const rollcall: World['rollcall'] = (args, env = {}) =>
    ended(
      spawn(process.execPath, [...(Object.keys(env).length === 0 ? [] : ['--import', DIE]), BIN, ...args], {
        cwd: folder,
        // a start costs less where the code is compiled already
        env: { ...tokens, NODE_COMPILE_CACHE: join(folder, 'compiled'), KILL_SYSTEMS: systems.join(','), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  await prepare({ okta, rollcall, withStore });

  const saved = { okta: saveOrg(okta.org), jira: saveJira(jira), desk: saveJira(desk) };
  const moment = JSON.stringify(saved);
  await copyFile(state, join(folder, 'morning.db'));
  return {
    ...{ okta, jira, desk, folder, tokens, rollcall, withStore },
    async again() {
      const then = JSON.parse(moment);
      restoreOrg(okta.org, SavedOrg.parse(then.okta));
      for (const [each, content] of [
        [jira, then.jira],
        [desk, then.desk],
      ] as const) {
        restoreJira(each, SavedJira.parse(content));
        each.endedSessions.length = 0;
      }
      for (const each of [okta, jira, desk]) each.requests.length = 0;
      for (const left of ['-wal', '-shm']) await rm(`${state}${left}`, { force: true });
      await copyFile(join(folder, 'morning.db'), state);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), jira.close(), desk.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, signal: child.signalCode, stdout, stderr };
}

/** One attended run, one that ends the first accounts, and then the time that has to pass. */
async function prepare({ okta, rollcall, withStore }: Pick<World, 'okta' | 'rollcall' | 'withStore'>): Promise<void> {
  const done = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await rollcall(args);
    if (exitCode !== 0) throw new Error(`the world could not be made: rollcall ${args[0]}: ${exitCode}\n${stdout}${stderr}`);
  };
  await done('plan', '--out', 'first.json');
  await done('apply', 'first.json');
  before(okta);
  await done('sync');
  await withStore(async store => {
    const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
    for (const link of await store.links(JIRA))
      if (areOver(splitPersonKey(link.person).id)) await store.putLink({ ...link, deactivatedAt: ago(90) });
    const provider = providerId(`okta:${new URL(okta.url).host}`);
    const seen = await store.sightings(provider);
    await store.putSightings(
      provider,
      seen.map(sighting => ({ ...sighting, since: ago(10) })),
    );
  });
  morning(okta);
}
