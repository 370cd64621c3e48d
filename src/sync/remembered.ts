import type { Fact } from '../model/change.js';
import type { SyncWishes } from '../model/plan.js';
import type { LedgerRow, Link, ManagedGroup, Pin } from '../state/store.js';
import { isPinInForce } from './pins.js';
import type { TargetPlanInput } from './plan-input.js';

/** What the state has of a target, as far as it counts now. */
export interface Remembered {
  readonly links: readonly Link[];
  readonly managed: readonly ManagedGroup[];
  readonly ledger: readonly LedgerRow[];
  readonly wishes: readonly SyncWishes[];
  readonly facts: readonly Fact[];
  readonly pins: readonly Pin[];
}

const FACT_MS = 7 * 24 * 3_600_000;

export async function remember({
  store,
  target,
  now,
  configFingerprint,
}: Pick<TargetPlanInput, 'store' | 'target' | 'now' | 'configFingerprint'>): Promise<Remembered> {
  const [links, managed, ledger, facts, pins, wishes] = await Promise.all([
    store.links(target.name),
    store.managedGroups(target.name),
    store.ledger(target.name),
    store.facts(target.name),
    store.pins(target.name),
    store.wishes(target.name),
  ]);
  // what was learned is tried again after a week (G9, G10)
  const fresh = facts.filter(({ learnedAt }) => Date.parse(now) - Date.parse(learnedAt) < FACT_MS);
  return {
    ...{ links, managed, ledger, wishes, facts: fresh.map(({ fact }) => fact) },
    pins: pins.filter(pin => isPinInForce(pin, configFingerprint)),
  };
}
