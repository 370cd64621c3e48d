import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpFactory } from '../../src/http/client.js';
import { createHttp } from '../../src/http/create-http.js';
import { targetName } from '../../src/model/ids.js';
import type { SyncRules, TargetRules } from '../../src/model/rules.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { restoreJira, SavedJira, saveJira } from '../../src/sandbox/jira-dc/saved.js';
import { type Emulator, startServer } from '../../src/sandbox/server.js';
import { Secret } from '../../src/secrets.js';
import { openStore } from '../../src/state/sqlite.js';
import type { StateStore } from '../../src/state/store.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import type { Kept } from '../bad-days/memory.js';
import { type Ran, type RunOptions, runIn, writesOf } from '../bad-days/runs.js';
import { quickFolder } from '../quick-folder.js';
import { MINUTE, type TestClock, testClock } from './clock.js';
import type { SourceSide } from './source-side.js';

/** What a lab is made of. */
export interface Setting<S extends SourceSide> {
  readonly source: (clock: TestClock) => Promise<S>;
  readonly jira: JiraOptions;
  /** rows on each page of Jira */
  readonly pageSize: number;
  readonly leads: JiraSettings['leads'];
  readonly sync: SyncRules;
  readonly target: TargetRules;
  readonly shrunkShare: number;
}

/** A source, a Jira and a state, that can be brought back to one moment as often as a test likes. */
export interface Lab<S extends SourceSide = SourceSide> extends Kept, AsyncDisposable {
  readonly source: S;
  readonly jira: JiraEmulator;
  /** another origin: nobody has a reason to ask it anything */
  readonly elsewhere: Emulator;
  readonly clock: TestClock;
  /** like `rollcall sync`, unless told otherwise, a minute after the last one; each run is another process to the state */
  run(options?: RunOptions): Promise<Ran>;
  withStore: Kept['withStore'];
  /** makes this the moment that `again` goes back to */
  remember(): Promise<void>;
  again(): Promise<void>;
  /** ends all faults, and whatever hangs */
  calm(): void;
}

export async function openLab<S extends SourceSide>(setting: Setting<S>): Promise<Lab<S>> {
  const clock = testClock();
  const source = await setting.source(clock);
  const jira = await startJira(setting.jira);
  Object.assign(jira.limits, { userList: setting.pageSize, groupMembers: setting.pageSize });
  const elsewhere = await startServer({}, app => app.all('/*', async () => []));
  const state = await openState(clock);
  const moment = { restore: () => {} };

  const run: Lab<S>['run'] = async (options = {}) => {
    clock.pass(MINUTE);
    const limits = { maxAttempts: 2, maxRateWaits: 2, ...options.limits };
    const http = createHttp({ toolVersion: '0', limits, clock });
    const before = jira.requests.length;
    const ran = await state.withStore(store =>
      runIn({ ...partsOf(setting, source, jira, http), store, now: () => clock.date().toISOString() }, options),
    );
    return { ...ran, slept: [], writes: writesOf(jira.requests.slice(before)) };
  };

  const calm = () => {
    for (const system of [source, jira]) {
      system.heal();
      system.hangUp();
    }
    source.behave();
  };
  return {
    ...{ source, jira, elsewhere, clock, run, calm },
    provider: source.provider,
    name: targetName('jira'),
    withStore: state.withStore,
    async remember() {
      const backToSource = source.keep();
      const kept = structuredClone(saveJira(jira));
      const at = clock.now();
      await state.remember();
      moment.restore = () => {
        backToSource();
        restoreJira(jira, SavedJira.parse(kept));
        jira.endedSessions.length = 0;
        clock.pass(at - clock.now());
      };
    },
    async again() {
      calm();
      for (const { requests } of [source, jira, elsewhere]) requests.length = 0;
      moment.restore();
      await state.again();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([source.close(), jira.close(), elsewhere.close()]);
      await state.end();
    },
  };
}

/** The state's file, and a copy of it as it was at some moment. */
async function openState(clock: TestClock) {
  const folder = await quickFolder();
  const file = join(folder, 'state', 'state.db');
  const copy = join(folder, 'copy.db');
  return {
    async withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T> {
      await using store = await openStore(file, { now: clock.date });
      return await use(store);
    },
    remember: () => copyFile(file, copy),
    again: () => copyFile(copy, file),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

function partsOf<S extends SourceSide>(
  { sync, target, leads, shrunkShare }: Setting<S>,
  source: S,
  jira: JiraEmulator,
  http: HttpFactory,
) {
  const read = source.connect(http);
  const account = JiraSettings.parse({ url: jira.url, token: new Secret(jira.token), leads });
  return {
    sources: [
      { source: read, rules: { name: read.name, canaries: { users: [], groups: [] }, shrunkShare, staleAfterMs: 259_200_000 } },
    ],
    targets: [{ target: jiraDc.create(targetName('jira'), account, http), rules: target }],
    syncs: [sync],
    approvals: [],
    configFingerprint: 'the same',
  };
}
