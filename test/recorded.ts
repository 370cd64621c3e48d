import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unavailable } from '../src/errors.js';
import { runId } from '../src/model/ids.js';
import type { SourceRules } from '../src/model/rules.js';
import type { Source } from '../src/sources/source.js';
import { readSnapshot, writeSnapshot } from '../src/state/snapshots/file.js';
import { recordedStore } from '../src/state/snapshots/recorded-store.js';
import type { Snapshot } from '../src/state/snapshots/snapshot.js';
import type { RunStart, StateStore } from '../src/state/store.js';
import type { Pulled } from '../src/sync/judge.js';
import { type PlanOptions, planRun, type RunContext } from '../src/sync/run.js';
import { recording } from '../src/sync/snapshot/record.js';
import { replay } from '../src/sync/snapshot/replay.js';
import { NOW, OKTA, targetDirectory } from './directories.js';
import { memoryStore } from './memory-store.js';
import { memoryTarget, type Setup } from './planning.js';
import { sync, targetRules } from './rules.js';

/** A source that answers what was pulled of it: the members of those groups only that are asked for. */
const sourceOf = (pulled: Pulled, { providers = {} }: Setup): Source => ({
  name: pulled.source,
  provider: providers[pulled.source] ?? (pulled.kind === 'read' ? pulled.directory.provider : OKTA),
  async pull(scope) {
    if (pulled.kind === 'unread') throw new Unavailable(pulled.why, pulled.hint);
    if (pulled.kind === 'some') throw new Error('a snapshot is of a whole company');
    const groups = [...pulled.directory.groups].map(([id, group]) => {
      return [id, scope.group(group) ? group : { ...group, members: { kind: 'notRead' as const } }] as const;
    });
    return { ...pulled.directory, groups: new Map(groups) };
  },
  pullPeople: async () => {
    throw new Error('a snapshot is of a whole company');
  },
  lookup: async ids => {
    const found = pulled.kind === 'read' ? pulled.lookedUp : new Map();
    return new Map(ids.map(id => [id, found.get(id) ?? { kind: 'unknown', why: 'nobody said' }]));
  },
  check: async () => [],
});

/** What the config says of the source itself. */
type Told = Pick<SourceRules, 'settings' | 'attributes'>;

/** What the command line builds from a config, of a setup. */
export async function contextOf(setup: Setup, told: Told = {}): Promise<RunContext> {
  const store = setup.store ?? memoryStore({ everApplied: true, ...setup });
  const pulled = [setup.pulled].flat();
  if (setup.pause !== undefined) await store.putPause(setup.pause);
  for (const [provider, sightings] of Map.groupBy(setup.sightings ?? [], ({ person }) => person.split('\u001f')[0] ?? ''))
    await store.putSightings(pulled.map(one => sourceOf(one, setup).provider).find(one => one === provider) ?? OKTA, sightings);
  return {
    sources: pulled.map(one => ({
      source: sourceOf(one, setup),
      rules: { name: one.source, canaries: { users: [], groups: [] }, shrunkShare: 0, staleAfterMs: 3 * 86_400_000, ...told },
    })),
    targets: [{ target: memoryTarget(setup, setup.actual ?? targetDirectory(setup)), rules: targetRules(setup) }],
    syncs: setup.syncs ?? [sync()],
    approvals: setup.approvals ?? [],
    configFingerprint: 'x',
    store,
    emit: () => undefined,
    now: () => setup.now ?? NOW,
    signal: NEVER,
    inFlight: NEVER,
  };
}

const { signal: NEVER } = new AbortController();

export const optionsOf = ({ attended = false, noRemovals = false }: Setup): PlanOptions => ({
  ...{ targets: [], attended, noRemovals, allow: new Map(), open: [] },
});

/** A live run's plan, and the snapshot that it left, which went through a file. */
export async function recorded(setup: Setup) {
  const { context, recorded: noted } = recording(await contextOf(setup));
  const planned = await planRun(context, optionsOf(setup));
  const snapshot = await throughFile((await noted())(runId(12), START));
  return { planned, snapshot };
}

const START: RunStart = {
  ...{ command: 'sync', attended: false, startedAt: NOW, by: 'cron', reason: undefined },
  ...{ toolVersion: '1', configFingerprint: 'x' },
};

async function throughFile(snapshot: Snapshot): Promise<Snapshot> {
  await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-snapshot-'));
  const file = join(home.path, '12.jsonl.gz');
  await writeSnapshot(file, snapshot);
  return await readSnapshot(file); // before its folder goes
}

/** A plan from a snapshot, with another config or the same one. Whoever asks a system, or the state of now, fails. */
export async function plannedFrom(snapshot: Snapshot, config: Setup, told: Told = {}) {
  const context = await contextOf(config, told);
  await using store = recordedStore(snapshot.state, () => new Date(NOW));
  const { context: recordedContext, gaps } = replay({ ...context, ...unreachable(context) }, snapshot, store);
  const planned = await planRun(recordedContext, optionsOf(config));
  return { planned, gaps };
}

const refuse = (): never => {
  throw new Error('a snapshot asks nobody');
};

function unreachable({ sources, targets }: RunContext): Pick<RunContext, 'sources' | 'targets' | 'store'> {
  return {
    sources: sources.map(({ source, rules }) => ({ source: { ...source, pull: refuse, lookup: refuse }, rules })),
    targets: targets.map(({ target, rules }) => ({ target: { ...target, read: refuse, responsibilities: refuse }, rules })),
    store: new Proxy<StateStore>(memoryStore(), { get: refuse }),
  };
}
