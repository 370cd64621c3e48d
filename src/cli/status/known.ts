import { nextTime } from '../../schedule/next.js';
import { lockHolder } from '../../state/lock-holder.js';
import type { RunRecord, StateStore } from '../../state/store.js';
import { type Known, lastRunOf } from '../../sync/status.js';
import type { Session } from '../session.js';

/** Asks config and state for all that `status` shows; nothing is asked of the network. Throws StateError. */
export async function knownOf({ config, context, store, now }: Session): Promise<Known> {
  const targets = config.targets.map(({ name }) => name).filter(name => config.syncs.some(({ to }) => to.includes(name)));
  const sources = context.sources
    .map(({ source: { name, provider }, rules: { staleAfterMs } }) => ({ name, provider, staleAfterMs }))
    .filter(({ name }) => config.syncs.some(({ from }) => from === name));
  const all = async <T>(ask: (name: Known['targets'][number]) => Promise<readonly T[]>) =>
    (await Promise.all(targets.map(ask))).flat();
  const providers = new Set(sources.map(({ provider }) => provider));
  return {
    sharing: config.sharing.filter(({ of }) => targets.includes(of)).map(({ name, of }) => ({ name, of })),
    ...{ now: now(), sources, targets, syncs: config.syncs, configFingerprint: config.fingerprint },
    holder: await lockHolder(config.stateFile),
    runs: await runsUntilEachTarget(store, targets),
    reads: await store.lastReads(),
    waiting: await store.waiting(),
    pauses: await store.pauses(),
    pins: await all(name => store.pins(name)),
    links: await all(name => store.links(name)),
    sightings: (await Promise.all([...providers].map(provider => store.sightings(provider)))).flat(),
    next: config.schedules.map(schedule => ({ schedule, next: nextTime(schedule) })),
  };
}

/** How far to look back for a target's last run; one that was not run in all that time is as good as never run. */
const STEPS = [30, 300, 3_000];

async function runsUntilEachTarget(store: Pick<StateStore, 'runs'>, targets: Known['targets']): Promise<readonly RunRecord[]> {
  let runs: readonly RunRecord[] = [];
  for (const step of STEPS) {
    runs = await store.runs(step);
    if (runs.length < step || targets.every(name => lastRunOf(name, runs) !== undefined)) break;
  }
  return runs;
}
