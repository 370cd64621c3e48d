import type { Change, ChangeOfKind, Responsibility } from '../../model/change.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { AccountId, RunId, SourceName, TargetGroupId } from '../../model/ids.js';
import type { LedgerEntry, Note } from '../../model/plan.js';
import type { Desired } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import type { Capabilities, Target } from '../../targets/target.js';
import type { Correlation } from '../correlate.js';
import type { Pulled } from '../judge.js';

/** Everything that decides what of a run is taken back in one target (A8). */
export interface UndoInput {
  readonly run: RunId;
  /** what the run did to this target, as far as it is to be taken back */
  readonly entries: readonly JournalEntry[];
  /** the run took back another: what it undid may be done again */
  readonly isUndo: boolean;
  /** what later runs did to this target */
  readonly later: readonly JournalEntry[];
  /** without what the config ignores */
  readonly actual: TargetDirectory;
  /** with it */
  readonly whole: TargetDirectory;
  readonly desired: Desired;
  readonly correlation: Correlation;
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly capabilities: Capabilities;
  readonly storable: Target['storable'];
  readonly readOnlyAccounts: ReadonlySet<AccountId>;
  readonly nested: (group: TargetGroupId, account: AccountId) => boolean;
  /** what the accounts hold that would be switched off */
  readonly ending: readonly Responsibility[];
  /** what is held by those who took something over, and by those who gave it */
  readonly handedOver: readonly Responsibility[];
  /** ids of removals that came with a changed config: the source never said anything (see cause.ts) */
  readonly configsDoing: ReadonlySet<string>;
}

/** What is taken back so far. */
export interface UndoDraft {
  readonly changes: Map<string, Change>;
  readonly notes: Note[];
  /** whose switch-off must wait, and what they hold that has no successor (U4) */
  readonly waiting: Map<AccountId, string>;
  readonly unwanted: Map<string, string>;
  /** by the change that gives it back: what was in the ledger is in it again */
  readonly ledger: Map<string, LedgerEntry>;
  /** ids of changes that are as before the run already */
  readonly back: Set<string>;
}

/** One entry of the journal, narrowed to a kind of change. */
export type EntryOf<K extends Change['kind']> = JournalEntry & { readonly change: ChangeOfKind<K> };

export const isOf = <K extends Change['kind']>(entry: JournalEntry, ...kinds: readonly K[]): entry is EntryOf<K> =>
  kinds.some(kind => kind === entry.change.kind);
