import type { HeldChange, LedgerEntry } from '../../model/plan.js';
import { without } from '../guards/dependents.js';
import type { Guarded } from '../guards/index.js';

/** With what else must wait: a group is not deleted from under those whom a guard keeps in it. Pure. */
export function holdOccupied({ kept, held, asks }: Guarded): Guarded {
  const occupied = new Map(
    held.flatMap(one => (one.change.kind === 'removeMember' ? [[one.change.group.id, one] as const] : [])),
  );
  const waiting = kept.flatMap((change): HeldChange[] => {
    const one = change.kind === 'deleteGroup' ? occupied.get(change.group.id) : undefined;
    return one === undefined ? [] : [{ ...one, change }];
  });
  return { kept: without(kept, waiting), held: [...held, ...waiting], asks };
}

/** The ledger takes back up what is given back, and nothing that a guard holds. Pure. */
export const ledgerOf = ({ kept }: Pick<Guarded, 'kept'>, given: ReadonlyMap<string, LedgerEntry>): readonly LedgerEntry[] =>
  kept.flatMap(({ id }) => given.get(id) ?? []);
