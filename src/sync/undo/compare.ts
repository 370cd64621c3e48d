import type { TargetDirectory } from '../../model/directory.js';
import { type RunId, splitPersonKey, type TargetName } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { JournalEntry, StateStore } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import { cameWithConfig } from './cause.js';
import { choose, type NamesOf, type UndoChoice, usernamesIn } from './choice.js';
import { handOverParties } from './hand-overs.js';
import { mayBeUndone, type Undone, undoChanges } from './index.js';
import { isOf, type UndoInput } from './input.js';
import { accountIn } from './users.js';

/** A run to take back, or a part of it. */
export interface UndoOf {
  readonly run: RunId;
  readonly choice: UndoChoice;
}

/** What became of the choice in one target. */
export interface UndoneHere extends Undone {
  /** how many changes of the run were chosen */
  readonly chosen: number;
  /** named users whom nothing of the run is about */
  readonly unknown: ReadonlySet<string>;
}

type Known = Omit<UndoInput, 'run' | 'entries' | 'isUndo' | 'later' | 'ending' | 'handedOver' | 'configsDoing'>;

interface Means {
  readonly store: StateStore;
  readonly target: Target;
  readonly read: ReadOptions;
}

/** What a run did to this target, as the journal has it. */
export async function entriesOf(store: Pick<StateStore, 'journal'>, run: RunId, target: TargetName) {
  return (await store.journal(run)).filter(entry => entry.target === target && mayBeUndone(entry));
}

/** Asks what is needed to take a run back, and compares; called when broken runs' open changes are settled (A2). */
export async function compareUndo({ run, choice }: UndoOf, known: Known, { store, target, read }: Means): Promise<UndoneHere> {
  const all = await entriesOf(store, run, target.name);
  const { chosen: entries, unknown } = choose(all, choice, namesIn(known));
  const removals = entries.filter(entry => isOf(entry, 'removeMember')).map(({ change }) => change);
  const [later, record, configsDoing] = await Promise.all([
    store.appliedAfter(target.name, run),
    store.run(run),
    cameWithConfig(store, target.name, run, removals),
  ]);
  const held = (accounts: Parameters<Target['responsibilities']>[0]) =>
    accounts.length === 0 ? [] : target.responsibilities(accounts, known.whole, read);
  // asked apart: among the leavers an heir would be no heir
  const ending = await held(accountsToEnd(entries, known.whole));
  const handedOver = await held(
    handOverParties(
      entries.filter(entry => isOf(entry, 'handOver')),
      known,
    ),
  );
  const isUndo = record?.command === 'undo';
  const undone = undoChanges({ ...known, run, entries, isUndo, later, configsDoing, ending, handedOver });
  return { ...undone, chosen: entries.length, unknown };
}

const accountsToEnd = (entries: readonly JournalEntry[], { accounts }: TargetDirectory) =>
  entries
    .filter(entry => isOf(entry, 'createUser', 'reactivateUser'))
    .flatMap(entry => accountIn(entry) ?? [])
    .filter(id => accounts.get(id)?.active === true);

/** What somebody may be called: in the journal, in the target now, at the source. */
function namesIn({ whole, correlation, desired }: Known): NamesOf {
  return entry => {
    const id = accountIn(entry);
    const owner = id === undefined ? undefined : correlation.owners.get(id);
    const record = owner === undefined ? undefined : desired.people.get(owner)?.record;
    const personal = owner === undefined ? undefined : splitPersonKey(owner).id;
    return [...usernamesIn(entry), id === undefined ? undefined : whole.accounts.get(id)?.username, record?.login, personal];
  };
}
