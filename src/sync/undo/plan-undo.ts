import { assemble } from '../assemble.js';
import { isPartlyRead, nestedAmong } from '../difference.js';
import { guard } from '../guards/index.js';
import { measure } from '../measure.js';
import type { Found, PlannedTarget, TargetPlanInput } from '../plan-input.js';
import { compareUndo, type UndoOf } from './compare.js';
import { holdOccupied, ledgerOf } from './settle.js';

/** The inverse of what a run did, under the same guards; what the rules say besides is not this plan's business (A8). */
export async function planUndo(input: TargetPlanInput, undo: UndoOf, found: Found): Promise<PlannedTarget> {
  const { target, pulled, store, read } = input;
  const { alarms, actual, known, mapped, correlation, scoped, privileged } = found;
  const undone = await compareUndo(
    undo,
    {
      ...{ actual: scoped.actual, whole: actual, desired: scoped.desired, correlation, pulled },
      capabilities: target.capabilities(actual.product.version),
      storable: (attribute, value) => target.storable(attribute, value, actual.product.version),
      readOnlyAccounts: scoped.readOnlyAccounts,
      nested: nestedAmong(known.facts),
    },
    { store, target, read },
  );
  const { difference } = undone;
  const compared = { scoped: { ...scoped, notes: [] }, correlation, privileged, difference, managed: known.managed };
  const measured = await measure(input, compared);
  // it is the journal that says what is taken back: rules that are not known whole have no part in it
  const guarded = holdOccupied(guard({ ...measured, groups: new Map() }));
  const plan = assemble({
    ...{ target: target.name, pulled: pulled.values(), measured, guarded, partial: isPartlyRead(pulled), alarms },
    mapped: { ...mapped, notes: [], wishes: [] },
    compared: { ...compared, difference: { ...difference, ledger: { add: ledgerOf(guarded, undone.ledger), drop: [] } } },
  });
  return { plan: { ...plan, undoes: undo.run }, actual, undone };
}
