import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpFactory } from '../../../src/http/client.js';
import type { HttpLimits } from '../../../src/http/options.js';
import { type ProviderId, providerId, sourceName, type TargetName } from '../../../src/model/ids.js';
import type { SyncRules } from '../../../src/model/rules.js';
import { type OktaEmulator, startOkta } from '../../../src/sandbox/okta/index.js';
import { Secret } from '../../../src/secrets.js';
import { okta as oktaKind } from '../../../src/sources/okta/index.js';
import { OktaSettings } from '../../../src/sources/okta/settings.js';
import { openStore } from '../../../src/state/sqlite.js';
import type { StateStore } from '../../../src/state/store.js';
import type { RunContext } from '../../../src/sync/run.js';
import type { Capabilities } from '../../../src/targets/target.js';
import { type Ran, type RunOptions, runIn } from '../../bad-days/runs.js';
import { quickFolder } from '../../quick-folder.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, sync, targetRules } from '../../rules.js';
import { keepOrg, quickHttp } from '../okta-fixture.js';
import { abilities, writes } from './steps.js';
import type { OpenWorld, TargetWorld } from './world.js';

/** A company whose target was made once, with somebody watching, and that nothing but the reading itself protects. */
export interface Synced extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly world: TargetWorld;
  readonly able: Capabilities;
  readonly provider: ProviderId;
  /** the target's */
  readonly name: TargetName;
  /** like `rollcall sync`, unless told otherwise; each run is another process to the state, on another day */
  run(options?: RunOptions): Promise<Ran>;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
  /** whoever failed or lied works again */
  calm(): void;
  /** calms, and brings everything back to how it was once it was set up, on both sides and in the state */
  again(): Promise<void>;
}

export interface Size {
  readonly people?: readonly string[];
  /** rows on each page, on both sides */
  readonly pageSize?: number;
}

/**
 * Everybody is linked; pages are so short that the lists of people and of the larger group have several.
 * The guards never trip, a leaver has no grace, and the groups are managed: a list that is wrongly short ends somebody's access.
 */
export async function synced<W extends TargetWorld>(
  open: (filling: Parameters<OpenWorld>[0]) => Promise<W>,
  { people = ['ann', 'dan', 'eve'], pageSize = 2 }: Size = {},
): Promise<Synced & { readonly world: W }> {
  const okta = await startOkta({
    ...{ everyone: false, pageSize, users: people },
    groups: { Engineering: people, Sales: ['ann'], 'atl-red': ['ann', 'dan'] },
  });
  const world = await open({ people: [], groups: [], pageSize });
  const able = await abilities(world);
  const folder = await quickFolder();
  const file = join(folder, 'state', 'state.db');
  let day = Date.parse('2026-11-20T06:00:00Z');

  const withStore: Synced['withStore'] = async use => {
    await using store = await openStore(file, { now: () => new Date(day) });
    return await use(store);
  };
  const run: Synced['run'] = async (options = {}) => {
    day += 24 * 3_600_000;
    const http = quickHttp({ limits: { ...QUICK, ...options.limits } });
    const now = () => new Date(day).toISOString();
    const before = writes(world).length;
    const parts = partsOf(okta, world, able, http);
    const ran = await withStore(store => runIn({ ...parts, store, now }, options));
    return { ...ran, slept: http.slept, writes: writes(world).slice(before) };
  };

  const first = await run({ attended: true });
  if (first.result?.record !== 'done')
    throw new Error(`the company could not be set up: ${JSON.stringify(first.result ?? first.problems)}`);
  const calm = () => {
    okta.heal();
    okta.behave();
    world.emulator.heal();
  };
  await copyFile(file, `${file}.kept`);
  const moments = [keepOrg(okta), world.byHand.keep()];
  return {
    ...{ okta, world, able, run, withStore, calm },
    provider: providerId(`okta:${new URL(okta.url).host}`),
    name: world.target.name,
    async again() {
      calm();
      world.emulator.hangUp();
      for (const { requests } of [okta, world.emulator]) requests.length = 0;
      for (const goBack of moments) goBack();
      await copyFile(`${file}.kept`, file);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), world[Symbol.asyncDispose]()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const QUICK: Partial<HttpLimits> = { maxAttempts: 2, maxRateWaits: 2 };

const rulesFor = (target: TargetName, { match }: TargetWorld, { matchableAttributes }: Capabilities): SyncRules =>
  sync({
    to: [target],
    users: {
      match: match ?? (['username', 'email'] as const).filter(attribute => matchableAttributes.includes(attribute)),
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

type RunsOwn = 'emit' | 'signal' | 'inFlight' | 'store' | 'now';

function partsOf(okta: OktaEmulator, world: TargetWorld, able: Capabilities, http: HttpFactory): Omit<RunContext, RunsOwn> {
  const target = world.connect(http);
  const source = sourceName('okta');
  const login = OktaSettings.parse({ url: okta.url, token: new Secret(okta.token) });
  const rules = { name: source, canaries: { users: [], groups: [] }, shrunkShare: 0, staleAfterMs: 259_200_000 };
  return {
    configFingerprint: 'the same',
    sources: [{ source: oktaKind.create(source, login, http), rules }],
    targets: [{ target, rules: { ...targetRules({ guards: LOOSE_GUARDS }), name: target.name } }],
    syncs: [rulesFor(target.name, world, able)],
    approvals: [],
  };
}
