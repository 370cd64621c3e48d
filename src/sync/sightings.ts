import { type PersonKey, type ProviderId, splitPersonKey } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import type { Sighting } from '../state/store.js';
import { judge, type Pulled } from './judge.js';

export interface SightingInput {
  readonly provider: ProviderId;
  readonly pulled: Pulled;
  readonly syncs: readonly SyncRules[];
  readonly linked: ReadonlySet<PersonKey>;
  readonly before: readonly Sighting[];
  readonly now: string;
}

/** Who seems gone, since when and in how many complete reads, this one included (U2). An unread source counts nothing. Pure. */
export function sight({ provider, pulled, syncs, linked, before, now }: SightingInput): readonly Sighting[] {
  if (pulled.kind !== 'read') return before;
  const mine = [...linked].filter(key => splitPersonKey(key).provider === provider);
  const others = before.filter(sighting => !syncs.some(({ name }) => name === sighting.sync));
  const known = new Map(before.map(sighting => [`${sighting.sync} ${sighting.person}`, sighting]));
  const seen = syncs.flatMap(sync =>
    mine.flatMap((person): Sighting[] => {
      const earlier = known.get(`${sync.name} ${person}`);
      const judgement = judge(sync, pulled, splitPersonKey(person).id);
      // unknown says nothing: neither another sighting, nor the end of the earlier ones
      if (judgement.kind === 'unknown') return earlier === undefined ? [] : [earlier];
      if (judgement.kind !== 'inferred') return [];
      return [{ person, sync: sync.name, since: earlier?.since ?? now, reads: (earlier?.reads ?? 0) + 1, why: judgement.why }];
    }),
  );
  return [...others, ...seen];
}
