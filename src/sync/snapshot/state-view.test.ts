import { describe, expect, it } from 'vitest';
import { targetDirectory } from '../../../test/directories.js';
import { memoryTarget } from '../../../test/planning.js';
import { targetRules } from '../../../test/rules.js';
import { recordedStore } from '../../state/snapshots/recorded-store.js';
import type { StateStore } from '../../state/store.js';
import { change, freshState, jira, now, start, summary } from '../../state/test-state.js';
import type { RunContext } from '../run.js';
import { stateView } from './state-view.js';

const NOW = '2026-11-20T10:00:00.000Z';
const at = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const { signal } = new AbortController();

const contextOf = (store: StateStore): RunContext => ({
  ...{ sources: [], syncs: [], approvals: [], configFingerprint: 'x', store, signal, inFlight: signal },
  targets: [{ target: memoryTarget({}, targetDirectory({})), rules: targetRules() }],
  emit: () => undefined,
  now: () => NOW,
});

async function ranAt(store: StateStore, hours: number, people: number, ...outcomes: ('applied' | 'alreadySo')[]): Promise<void> {
  const run = await store.beginRun({ ...start, startedAt: at(hours) });
  for (const [number, kind] of outcomes.entries()) {
    const seq = await store.intend(run, jira, change(`${people}/${number}`), at(hours));
    await store.settle(run, seq, { kind }, at(hours));
  }
  await store.endRun(run, 'done', at(hours), summary(jira, people));
}

describe('what a snapshot has of the state', () => {
  it('answers the guards as the state did, for each window up to the longest', async () => {
    await using state = await freshState();
    const { store } = state;
    await ranAt(store, 60, 1, 'applied');
    await ranAt(store, 20, 2, 'applied', 'alreadySo');
    await ranAt(store, 3, 3, 'applied', 'applied');
    await using kept = recordedStore(await stateView(contextOf(store), NOW), now);

    for (const since of [at(24), at(20), at(19), at(3), at(1)]) {
      const ids = async (one: StateStore) => (await one.appliedSince(jira, since)).map(({ id }) => id);
      expect(await ids(kept)).toEqual(await ids(store));
      expect(await kept.countsSince(jira, since)).toEqual(await store.countsSince(jira, since));
    }
    expect(await ids24(kept)).toEqual(['2/0', '3/0', '3/1']);
    expect(await kept.lastApproved(jira)).toBe(await store.lastApproved(jira));
  });

  it('counts what was found applied only lately, of a run that died before the window', async () => {
    await using state = await freshState();
    const { store } = state;
    const run = await store.beginRun({ ...start, startedAt: at(90) });
    const seq = await store.intend(run, jira, change('late'), at(90));
    await store.endRun(run, 'interrupted', at(80), summary());
    await store.settle(run, seq, { kind: 'applied' }, at(1));
    await using kept = recordedStore(await stateView(contextOf(store), NOW), now);
    expect(await ids24(kept)).toEqual(['late']);
  });

  it('keeps no reasons, for which no guard asks', async () => {
    await using state = await freshState();
    await ranAt(state.store, 3, 3, 'applied');
    const { applied } = await stateView(contextOf(state.store), NOW);
    expect(applied.map(one => one.change.reasons)).toEqual([[]]);
  });
});

const ids24 = async (store: StateStore) => (await store.appliedSince(jira, at(24))).map(({ id }) => id);
