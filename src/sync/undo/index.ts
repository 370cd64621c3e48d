import type { Outcome } from '../../model/change.js';
import type { LedgerEntry } from '../../model/plan.js';
import type { JournalEntry } from '../../state/store.js';
import type { Difference } from '../diff/index.js';
import { emptyDraft, leave } from './draft.js';
import { makeAgain, renameGroupBack, unmake } from './groups.js';
import { handBack } from './hand-overs.js';
import { type EntryOf, isOf, type UndoDraft, type UndoInput } from './input.js';
import { accessIn, giveAccess, putBack, takeOut } from './memberships.js';
import { renameBack, switchOff, switchOn, updateBack } from './users.js';

export interface Undone {
  readonly difference: Difference;
  /** what belongs into the ledger with each change that is let through */
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  /** how many changes of the run are as before it already */
  readonly back: number;
}

/** What a run did to a target → the changes that take it back, as far as the target still holds its outcome (A8). Pure. */
export function undoChanges(input: UndoInput): Undone {
  const draft = emptyDraft();
  for (const entry of input.entries) if (!isOpen(entry, draft)) takeBack(entry, input, draft);
  // these need to know what the others take back
  for (const entry of input.entries.filter(isDone)) {
    if (isOf(entry, 'removeMember')) putBack(entry, input, draft);
    if (isOf(entry, 'handOver')) handBack(entry, input, draft);
    if (isOf(entry, 'createGroup')) unmake(entry, input, draft);
  }
  for (const entry of input.entries)
    if (isOf(entry, 'cutAccess', 'deactivateUser') && mayHaveCut(entry)) giveAccess(entry, input, draft);
  const { changes, notes, waiting, unwanted, ledger, back } = draft;
  return {
    difference: {
      changes: [...changes.values()],
      notes,
      waiting,
      unwanted,
      ledger: { add: [], drop: [] },
      links: [],
      closedLinks: [],
      takes: [],
    },
    ledger,
    back: back.size,
  };
}

function takeBack(entry: JournalEntry, input: UndoInput, draft: UndoDraft): void {
  if (!isDone(entry)) return;
  if (isOf(entry, 'createUser', 'reactivateUser')) switchOff(entry, input, draft);
  if (isOf(entry, 'deactivateUser')) switchOn(entry, input, draft);
  if (isOf(entry, 'renameUser')) renameBack(entry, input, draft);
  if (isOf(entry, 'updateUser')) updateBack(entry, input, draft);
  if (isOf(entry, 'deleteGroup')) makeAgain(entry, input, draft);
  if (isOf(entry, 'renameGroup')) renameGroupBack(entry, input, draft);
  if (isOf(entry, 'addMember')) takeOut(entry, input, draft);
  if (isOf(entry, 'deleteUser')) leave(entry, 'a deleted account cannot be given back', draft);
}

/** "Already so" was nobody's doing. */
const isDone = ({ outcome }: JournalEntry) => outcome?.kind === 'applied';

/** Refused half way, it has taken away some of the groups. */
const mayHaveCut = (entry: EntryOf<'cutAccess' | 'deactivateUser'>) =>
  accessIn(entry) !== 'none' && (isDone(entry) || (entry.outcome?.kind === 'failed' && accessIn(entry) !== undefined));

/** What nobody knows to have happened is not taken back either. */
function isOpen(entry: JournalEntry, draft: UndoDraft): boolean {
  const { outcome } = entry;
  const open = outcome === undefined || isUncertain(outcome);
  if (open) leave(entry, 'nobody knows yet whether it happened; the next run looks', draft);
  return open;
}

const isUncertain = (outcome: Outcome) => outcome.kind === 'failed' && outcome.uncertain === true;

/** Whether an entry may have changed something: what can be chosen, counted and taken back. */
export const mayBeUndone = (entry: JournalEntry): boolean =>
  entry.outcome === undefined ||
  isDone(entry) ||
  isUncertain(entry.outcome) ||
  (isOf(entry, 'cutAccess', 'deactivateUser') && mayHaveCut(entry));
