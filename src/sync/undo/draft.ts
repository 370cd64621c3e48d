import type { Change } from '../../model/change.js';
import type { Reason } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import { pinsFor } from '../pins.js';
import type { UndoDraft, UndoInput } from './input.js';
import { changedBy } from './since.js';

export const emptyDraft = (): UndoDraft => ({
  changes: new Map(),
  notes: [],
  waiting: new Map(),
  unwanted: new Map(),
  ledger: new Map(),
  back: new Set(),
});

/** Why an inverse change is there, and what is pinned once it is done; what an undo did is free again when that is undone. */
export const becauseOf = ({ change, outcome }: JournalEntry, { run, isUndo }: Pick<UndoInput, 'run' | 'isUndo'>): Reason => ({
  kind: 'undo',
  run,
  pins: isUndo || outcome === undefined ? [] : pinsFor(change, outcome),
});

/** Part of an undo, and the inverse of nothing. */
export const along = ({ run }: Pick<UndoInput, 'run'>): Reason => ({ kind: 'undo', run, pins: [] });

/** Two entries may ask for one change: a cut of access and a removal, say. It is done once, and pins what each of them would. */
export function add(change: Change, draft: UndoDraft): void {
  const known = draft.changes.get(change.id);
  if (known === undefined) {
    draft.changes.set(change.id, change);
    return;
  }
  const pins = new Set([...known.reasons, ...change.reasons].flatMap(reason => (reason.kind === 'undo' ? reason.pins : [])));
  const reasons = known.reasons.map(reason => (reason.kind === 'undo' ? { ...reason, pins: [...pins] } : reason));
  draft.changes.set(change.id, { ...known, reasons });
}

export const leave = ({ change }: Pick<JournalEntry, 'change'>, why: string, draft: UndoDraft): void => {
  draft.notes.push({ kind: 'notUndone', change, why });
};

/** The target does not hold the outcome any more, and it is not as before the run either. */
export const changedSince = (entry: JournalEntry, found: string, { later }: Pick<UndoInput, 'later'>, draft: UndoDraft): void =>
  leave(entry, `changed since, ${changedBy(entry, later)}: ${found}`, draft);
