import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpFactory } from '../../src/http/client.js';
import type { HttpLimits } from '../../src/http/options.js';
import { type ProviderId, providerId, sourceName, targetName } from '../../src/model/ids.js';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { type OktaEmulator, startOkta } from '../../src/sandbox/okta/index.js';
import { Secret } from '../../src/secrets.js';
import { okta as oktaKind } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import { openStore } from '../../src/state/sqlite.js';
import type { StateStore } from '../../src/state/store.js';
import type { RunContext } from '../../src/sync/run.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, sync, targetRules } from '../rules.js';
import { type Ran, type RunOptions, runIn } from './runs.js';

/** A company that was synced once, with somebody watching, and that nothing but the reading itself protects. */
export interface Company extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly provider: ProviderId;
  /** like `rollcall sync`, unless told otherwise; each run is another process to the state */
  run(options?: RunOptions): Promise<Ran>;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
  /** milliseconds before each answer of Jira; it acts after them */
  slowJira(latency: number): void;
}

interface Size {
  readonly people?: readonly string[];
  /** rows on each page, on both sides */
  readonly pageSize?: number;
}

/**
 * Everybody is linked; pages are so short that the lists of people and of the larger group have several.
 * The guards never trip, a leaver has no grace, and the groups are managed: a list that is wrongly short ends somebody's access.
 */
export async function company({ people = ['ann', 'dan', 'eve'], pageSize = 2 }: Size = {}): Promise<Company> {
  const okta = await startOkta({
    everyone: false,
    pageSize,
    users: people,
    groups: { Engineering: people, Sales: ['ann'], 'atl-red': ['ann', 'dan'] },
  });
  const pace = { latency: 0 };
  const jira = await startJira(pace);
  Object.assign(jira.limits, { userList: pageSize, groupMembers: pageSize });
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-bad-days-'));
  const file = join(folder, 'state', 'state.db');
  let day = Date.parse('2026-11-20T06:00:00Z');

  const withStore: Company['withStore'] = async use => {
    await using store = await openStore(file, { now: () => new Date(day) });
    return await use(store);
  };
  const run: Company['run'] = async (options = {}) => {
    day += 24 * 3_600_000;
    const http = quickHttp({ limits: { ...QUICK, ...options.limits } });
    const now = () => new Date(day).toISOString();
    const before = jira.requests.length;
    const ran = await withStore(store => runIn({ ...contextOf(okta, jira, http), store, now }, options));
    return { ...ran, slept: http.slept, writes: writesOf(jira.requests.slice(before)) };
  };

  const first = await run({ attended: true });
  if (first.result?.record !== 'done') throw new Error(`the company could not be set up: ${JSON.stringify(first.problems)}`);
  jira.addProject({ key: 'OPS', lead: 'dan', components: [{ name: 'api', lead: 'eve' }] });
  return {
    ...{ okta, jira, run, withStore, provider: providerId(`okta:${new URL(okta.url).host}`) },
    slowJira(latency) {
      pace.latency = latency;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), jira.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const QUICK: Partial<HttpLimits> = { maxAttempts: 2, maxRateWaits: 2 };

export const writesOf = (requests: JiraEmulator['requests']) =>
  requests.filter(({ method }) => method !== 'GET').map(({ method, url }) => `${method} ${url}`);

const RULES = sync({
  users: {
    filter: expression('user.userType != "contractor"', ({ attributes }) => attributes.userType !== 'contractor'),
    attributes: {
      username: expression('user.login', ({ login }) => login.split('@')[0] ?? ''),
      email: expression('user.email', ({ email }) => email),
      displayName: expression('user.displayName', ({ displayName }) => displayName),
    },
    leavers: { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1e12 },
  },
  groups: {
    membership: 'managed',
    manual: [manual('Engineering', 'developers')],
    onTheFly: [onTheFly('atl-(?<team>.+)', '{team}')],
  },
});

function contextOf(okta: OktaEmulator, jira: JiraEmulator, http: HttpFactory): Omit<RunContext, 'store' | 'now' | RunsOwn> {
  const source = sourceName('okta');
  const target = targetName('jira');
  const login = OktaSettings.parse({ url: okta.url, token: new Secret(okta.token) });
  const account = JiraSettings.parse({
    url: jira.url,
    token: new Secret(jira.token),
    leads: { project: 'admin', component: 'admin' },
  });
  return {
    configFingerprint: 'the same',
    sources: [
      {
        source: oktaKind.create(source, login, http),
        rules: { name: source, canaries: { users: [], groups: [] }, shrunkShare: 0, staleAfterMs: 259_200_000 },
      },
    ],
    targets: [{ target: jiraDc.create(target, account, http), rules: targetRules({ guards: LOOSE_GUARDS }) }],
    syncs: [RULES],
    approvals: [],
  };
}

type RunsOwn = 'emit' | 'signal' | 'inFlight';
