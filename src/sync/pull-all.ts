import type { SourceName } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import { anotherProvider } from './identity.js';
import type { Pulled, PulledWhole } from './judge.js';
import { pull } from './pull.js';
import type { PlannedRun, PlanOptions, RunContext } from './run.js';
import { sight } from './sightings.js';
import { touches } from './trace/reach.js';

/** Every source that feeds these syncs, each whole or unread. */
export async function pullAll(
  context: RunContext,
  options: Pick<PlanOptions, 'allow' | 'attended' | 'trace' | 'review'>,
  syncs: readonly SyncRules[],
): Promise<Map<SourceName, PulledWhole>> {
  const { sources, targets, store, emit, signal } = context;
  const links = await Promise.all(targets.map(({ target }) => store.links(target.name)));
  const linked = new Set(links.flat().flatMap(({ person, status }) => (status === 'open' ? [person] : [])));
  const identities = await store.identities();
  const needed = sources.filter(({ source }) => syncs.some(({ from }) => from === source.name));
  const pulled = await Promise.all(
    needed.map(async ({ source, rules }) => {
      const feeding = syncs.filter(({ from }) => from === source.name);
      const isAlone = sources.every(other => other.source.provider !== source.provider || other.source === source);
      const count = await store.sourceCount(source.provider);
      // the count of another source of the same provider says nothing of this one
      const last = isAlone || count?.source === source.name ? count : undefined;
      const allowed = options.allow.get(source.name)?.get('shrunk-source');
      const another = anotherProvider(source, sources, identities);
      const also = options.trace?.group === undefined ? undefined : touches(options.trace.group, feeding);
      const { attended } = options;
      const whole = options.trace !== undefined || options.review === true;
      return pull({ source, rules, syncs: feeding, linked, last, allowed, another, attended, also, whole, emit, signal });
    }),
  );
  return new Map(pulled.map(one => [one.source, one]));
}

/** Two sources may be of one provider: each adds to what the one before it saw. */
export async function sightAll(
  { sources, targets, store }: RunContext,
  syncs: readonly SyncRules[],
  pulled: ReadonlyMap<SourceName, Pulled>,
  now: string,
): Promise<PlannedRun['sightings']> {
  const links = (await Promise.all(targets.map(({ target }) => store.links(target.name)))).flat();
  const linked = new Set(links.flatMap(({ person, status }) => (status === 'open' ? [person] : [])));
  const providers = Map.groupBy(sources, ({ source }) => source.provider);
  return Promise.all(
    [...providers].map(async ([provider, mine]) => {
      let sightings = await store.sightings(provider);
      for (const { source } of mine) {
        const one = pulled.get(source.name);
        const feeding = syncs.filter(({ from }) => from === source.name);
        if (one !== undefined) sightings = sight({ provider, pulled: one, syncs: feeding, linked, before: sightings, now });
      }
      return { provider, sightings };
    }),
  );
}
