import { JIRA, NOW, OKTA, targetDirectory } from '../../../test/directories.js';
import { memoryStore } from '../../../test/memory-store.js';
import { type MemoryTarget, memoryTarget, type Setup } from '../../../test/planning.js';
import { sync, targetRules } from '../../../test/rules.js';
import type { Outcome } from '../../model/change.js';
import { type RunId, runId } from '../../model/ids.js';
import { guardNames, type Plan } from '../../model/plan.js';
import type { StateStore } from '../../state/store.js';
import { type Applied, apply } from '../apply.js';
import { planTarget } from '../plan-target.js';
import { Memory } from '../remember.js';
import { EVERYTHING, type UndoChoice } from './choice.js';
import type { UndoneHere } from './compare.js';

/** What may be different from run to run. */
export interface RunSetup extends Partial<Setup> {
  readonly undo?: number;
  readonly choice?: Partial<UndoChoice>;
  /** the config's fingerprint */
  readonly config?: string;
}

export interface Ran {
  readonly run: RunId;
  readonly plan: Plan;
  readonly applied: readonly Applied[];
  readonly undone: UndoneHere | undefined;
}

export interface Story {
  readonly target: MemoryTarget;
  readonly store: StateStore;
  plan(more?: RunSetup): Promise<Plan>;
  /** plans, applies and writes the record, all attended */
  run(more?: RunSetup): Promise<Ran>;
}

const { signal: NEVER } = new AbortController();

/** One target, one state, and run after run on them: what was done before is there, what was undone is pinned. */
export function story(setup: Setup): Story {
  const target = setup.target ?? memoryTarget(setup, setup.actual ?? targetDirectory(setup));
  const store = setup.store ?? memoryStore({ everApplied: true, ...setup });

  const planWith = async (more: RunSetup) => {
    const all = { ...setup, ...more };
    const pulled = [all.pulled].flat();
    const providers = new Map(
      pulled.map(
        one => [one.source, all.providers?.[one.source] ?? (one.kind === 'read' ? one.directory.provider : OKTA)] as const,
      ),
    );
    const syncs = all.syncs ?? [sync()];
    const config = all.config ?? 'x';
    const planned = await planTarget({
      ...{ target, store, syncs, providers, attended: true, noRemovals: false, pause: all.pause },
      rules: targetRules(all),
      pulled: new Map(pulled.map(one => [one.source, one])),
      sightings: all.sightings ?? [],
      approvals: all.approvals ?? [],
      allow: new Map(guardNames.map(name => [name, all.allow?.[name] ?? 0])),
      configFingerprint: config,
      undo: all.undo === undefined ? undefined : { run: runId(all.undo), choice: { ...EVERYTHING, ...all.choice } },
      recover: async () => undefined,
      openGroups: new Set(),
      identities: [],
      now: all.now ?? NOW,
      read: { signal: NEVER },
    });
    return { planned, syncs, providers, config, now: all.now ?? NOW };
  };

  return {
    target,
    store,
    plan: async (more = {}) => (await planWith(more)).planned.plan,
    async run(more = {}) {
      const { planned, syncs, providers, config, now: at } = await planWith(more);
      const { plan } = planned;
      const now = () => at;
      const command = more.undo === undefined ? 'apply' : 'undo';
      const record = { command, attended: true, startedAt: at, by: 'me', reason: undefined, toolVersion: '1' } as const;
      const run = await store.beginRun({ ...record, configFingerprint: config });
      const memory = await Memory.of({ store, target: JIRA, plan, run, syncs, providers, configFingerprint: config, now });
      const parts = { plan, target, store, run, memory, now, emit: () => undefined, signal: NEVER, inFlight: NEVER };
      const applied = await apply({ ...parts, stale: new Map() });
      const held = plan.held.map(({ guard, change, reason }) => ({ guard, change, reason }));
      const counted = { applied: 0, alreadySo: 0, failed: 0, notRun: 0 };
      await store.endRun(run, 'done', at, { targets: [{ target: JIRA, counts: plan.counts, ...counted, held }], problems: [] });
      return { run, plan, applied, undone: planned.undone };
    },
  };
}

/** A run on the record that did just this, each with its outcome. */
export async function recorded(store: StateStore, done: readonly Applied[], command: 'sync' | 'undo' = 'sync'): Promise<RunId> {
  const record = { command, attended: false, startedAt: NOW, by: 'cron', reason: undefined, toolVersion: '1' } as const;
  const run = await store.beginRun({ ...record, configFingerprint: 'x' });
  for (const { change, outcome } of done) await store.settle(run, await store.intend(run, JIRA, change, NOW), outcome, NOW);
  await store.endRun(run, 'done', NOW, { targets: [], problems: [] });
  return run;
}

export const APPLIED: Outcome = { kind: 'applied' };
