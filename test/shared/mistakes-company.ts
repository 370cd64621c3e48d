import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load.js';
import { connectors } from '../../src/connectors.js';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { restoreJira, SavedJira, saveJira } from '../../src/sandbox/jira-dc/saved.js';
import { type OktaEmulator, startOkta } from '../../src/sandbox/okta/index.js';
import { restoreOrg, SavedOrg, saveOrg } from '../../src/sandbox/okta/saved.js';
import { openStore } from '../../src/state/sqlite.js';
import type { StateStore } from '../../src/state/store.js';
import { type PlannedRun, planRun, type RunContext } from '../../src/sync/run.js';
import { type Ran, runIn } from '../bad-days/runs.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { beside } from './beside.js';
import { APP, type Config, goodConfig, LARGE_APP, SMALL_APP } from './mistakes-config.js';

export type RealRun = Omit<Ran, 'writes' | 'slept'>;

/** The real organisation, synced well into two Jiras by a config that mistakes can then be made in. */
export interface RealCompany extends AsyncDisposable {
  readonly okta: OktaEmulator;
  /** the same people and groups in another org, as a preview org has them: other ids */
  readonly preview: OktaEmulator;
  /** people and a group that have nothing to do with ours */
  readonly foreign: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly lab: JiraEmulator;
  readonly config: Config;
  /** everything as it was before a mistake: the org, both Jiras, the state, the day */
  reset(): Promise<void>;
  /** the next day's `rollcall sync`, or an attended `apply` */
  run(config: Config, attended?: boolean): Promise<RealRun>;
  /** what an attended plan would show on the same day */
  plan(config: Config): Promise<PlannedRun>;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
}

const RealOrg = z.object({
  users: z.array(z.object({ id: z.string(), login: z.string(), email: z.string(), firstName: z.string(), lastName: z.string() })),
  groups: z.array(z.object({ name: z.string(), members: z.array(z.string()) })),
});
type RealOrg = z.output<typeof RealOrg>;

/** Eight people left since, and somebody's hand put a service account into every group: what the first apply never saw. */
export async function realCompany(): Promise<RealCompany> {
  const org = RealOrg.parse(JSON.parse(await beside('data/real-org.json')));
  const [okta, preview, foreign, jira, lab] = await Promise.all([
    ourOrg(org),
    previewOf(org),
    foreignOrg(org),
    ourJira(org),
    startJira(),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-mistakes-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  const state = join(folder, 'state', 'state.db');
  const config = goodConfig({ okta, jira, lab });
  let day = Date.parse('2026-11-01T06:00:00Z');

  const withStore: RealCompany['withStore'] = async use => {
    await using store = await openStore(state, { now: () => new Date(day) });
    return await use(store);
  };
  const contextOf = async (text: Config, store: StateStore): Promise<Omit<RunContext, 'emit' | 'signal' | 'inFlight'>> => {
    const file = join(folder, 'rollcall.yaml');
    await writeFile(file, JSON.stringify(text), { mode: 0o600 });
    const loaded = await loadConfig({ cwd: folder, file, env: {}, connectors });
    const http = quickHttp();
    return {
      sources: loaded.sources.map(rules => ({ source: rules.create(http), rules })),
      targets: loaded.targets.map(rules => ({ target: rules.create(http), rules })),
      ...{ syncs: loaded.syncs, approvals: loaded.approvals, configFingerprint: loaded.fingerprint },
      ...{ store, now: () => new Date(day).toISOString() },
    };
  };
  const run: RealCompany['run'] = (text, attended = false) => {
    day += DAY;
    return withStore(async store => runIn(await contextOf(text, store), { attended }));
  };
  const plan: RealCompany['plan'] = text =>
    withStore(async store => {
      const parts = await contextOf(text, store);
      const { signal } = new AbortController();
      const context = { ...parts, emit: () => undefined, signal, inFlight: signal };
      return planRun(context, { targets: [], attended: true, allow: new Map(), noRemovals: false, open: [] });
    });

  expectDone(await run(config, true));
  for (const { login } of org.users.slice(100, 108)) okta.suspend(login);
  expectDone(await run(config));
  byHand(jira);
  day += 2 * DAY;
  const good = { org: copied(saveOrg(okta.org)), jira: copied(saveJira(jira)), lab: copied(saveJira(lab)), day };
  await copyFile(state, join(folder, 'good.db'));

  return {
    ...{ okta, preview, foreign, jira, lab, config, run, plan, withStore },
    async reset() {
      restoreOrg(okta.org, SavedOrg.parse(copied(good.org)));
      restoreJira(jira, SavedJira.parse(copied(good.jira)));
      restoreJira(lab, SavedJira.parse(copied(good.lab)));
      for (const rest of ['-wal', '-shm']) await rm(`${state}${rest}`, { force: true });
      await copyFile(join(folder, 'good.db'), state);
      ({ day } = good);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([okta, preview, foreign, jira, lab].map(one => one.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const DAY = 24 * 3_600_000;
/** groups of up to so many people are made by rollcall */
const SMALL = 3;
const copied = <T>(value: T): T => structuredClone(value);

function expectDone({ result, problems }: RealRun): void {
  if (result?.record !== 'done')
    throw new Error(`the company could not be set up: ${result?.record} ${JSON.stringify(problems)}`);
}

async function ourOrg({ users, groups }: RealOrg): Promise<OktaEmulator> {
  const okta = await startOkta({ company: { people: users, groups }, everyone: false });
  const ids = users.map(({ id }) => id);
  okta.addApp({ id: APP, users: ids });
  okta.addApp({ id: SMALL_APP, users: ids.slice(0, 12) });
  okta.addApp({ id: LARGE_APP, users: ids.slice(0, Math.round(ids.length * 0.9)) });
  return okta;
}

/** Everybody was in Jira before rollcall came, and so were the larger groups; the small ones rollcall makes. */
function ourJira({ users, groups }: RealOrg): Promise<JiraEmulator> {
  const named = new Map(users.map(({ id, login }) => [id, login.split('@')[0] ?? '']));
  return startJira({
    users: users.map(({ id, email, firstName, lastName }) => ({
      ...{ name: named.get(id) ?? '', emailAddress: email, displayName: `${firstName} ${lastName}` },
    })),
    groups: groups
      .filter(({ members }) => members.length > SMALL)
      .map(({ name, members }) => ({ name, members: members.map(id => named.get(id) ?? '') })),
  });
}

function previewOf({ users, groups }: RealOrg): Promise<OktaEmulator> {
  const renumbered = (id: string) => `${id}p`;
  return startOkta({
    company: {
      people: users.map(one => ({ ...one, id: renumbered(one.id) })),
      groups: groups.map(({ name, members }) => ({ name, members: members.map(renumbered) })),
    },
    everyone: false,
  });
}

/** Forty people whom nobody here knows, and a group that is called like our largest one. */
function foreignOrg({ groups }: RealOrg): Promise<OktaEmulator> {
  const people = Array.from({ length: 40 }, (_, at) => `stranger${at}`);
  const largest = groups.toSorted((a, b) => b.members.length - a.members.length)[0]?.name ?? '';
  return startOkta({ users: people, groups: { [largest]: people }, everyone: false });
}

function byHand(jira: JiraEmulator): void {
  jira.addUser({ name: 'svc-deploy', displayName: 'Deployments' });
  for (const { name } of [...jira.groups.values()]) if (name !== 'jira-administrators') jira.addMember(name, 'svc-deploy');
  jira.addProject({ key: 'OPS', lead: 'mia.park', components: [{ name: 'api', lead: 'emma.vandijk' }] });
}
