import { type ProviderId, splitPersonKey, type TargetName } from '../../model/ids.js';
import { openEmptyStore } from '../sqlite.js';
import type { StateStore } from '../store.js';
import type { StateView } from './snapshot.js';

/**
 * A state that answers the planner as the real one did then. It keeps nothing: what is not in the view is as in a state where
 * nothing ever was, and what is written to it is gone with it.
 */
export function recordedStore(view: StateView, now: () => Date): StateStore {
  const of = <T extends { readonly target: TargetName }>(rows: readonly T[], target: TargetName) =>
    rows.filter(row => row.target === target);
  const ofProvider = (provider: ProviderId) =>
    view.sightings.filter(({ person }) => splitPersonKey(person).provider === provider);
  return {
    ...openEmptyStore({ now }),
    links: async target => of(view.links, target),
    managedGroups: async target => of(view.groups, target),
    ledger: async target => of(view.ledger, target),
    facts: async target => of(view.facts, target).map(({ fact, learnedAt }) => ({ fact, learnedAt })),
    pins: async target => of(view.pins, target),
    wishes: async target => of(view.wishes, target).map(({ target: _, ...wishes }) => wishes),
    sightings: async provider => ofProvider(provider),
    sourceCount: async provider => view.sourceCounts.find(count => count.provider === provider),
    lastReads: async () => view.lastReads,
    identities: async () => view.identities,
    pauses: async () => view.pauses,
    appliedSince: async (target, since) => of(view.applied, target).flatMap(({ at, change }) => (at >= since ? [change] : [])),
    countsSince: async (target, since) => of(view.counted, target).find(({ at }) => at >= since)?.counts,
    lastApproved: async target => view.approved.find(one => one.target === target)?.at,
  };
}
