import type { AccountRef, Change, LinkWrite, Responsibility } from '../../model/change.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { AccountId, NameKey, PersonKey, ProviderId, SourceName, SyncName, TargetGroupId } from '../../model/ids.js';
import type { GroupTake, LedgerEntry, Note } from '../../model/plan.js';
import type { SyncRules, TargetRules } from '../../model/rules.js';
import type { Desired } from '../../model/wish.js';
import type { LedgerRow, Link, ManagedGroup } from '../../state/store.js';
import type { Capabilities, Target } from '../../targets/target.js';
import type { Correlation } from '../correlate.js';
import type { Left } from './left.js';
import type { Verdict } from './membership.js';

/** Everything that decides what has to change in one target. */
export interface DiffInput {
  readonly desired: Desired;
  readonly actual: TargetDirectory;
  readonly correlation: Correlation;
  readonly syncs: ReadonlyMap<SyncName, SyncRules>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly rules: TargetRules;
  /** open ones, one for each account */
  readonly links: readonly Link[];
  /** of people whom somebody of another provider stands for: to be written with the plan */
  readonly otherLinks: readonly LinkWrite[];
  readonly managed: readonly ManagedGroup[];
  readonly ledger: readonly LedgerRow[];
  readonly capabilities: Capabilities;
  readonly storable: Target['storable'];
  /** what leavers hold; asked for those whom `leaversOf` names */
  readonly responsibilities: readonly Responsibility[];
  readonly readOnlyAccounts: ReadonlySet<AccountId>;
  readonly ignored: ReadonlySet<AccountId>;
  /** learned: members who come only through nested groups (G9) */
  readonly nested: (group: TargetGroupId, account: AccountId) => boolean;
  /** providers that could not be read: the plan says so once, not for each person */
  readonly unread: ReadonlySet<ProviderId>;
  /** every source that feeds this target was read */
  readonly complete: boolean;
  /** and no row of them was set aside: who is not claimed by anybody is nobody's (R2) */
  readonly everyoneKnown: boolean;
  /** groups that rules want, and that are left alone all the same (privileged, read-only) */
  readonly setAside: ReadonlySet<NameKey>;
  /** ISO time of this run */
  readonly now: string;
  /** keep what was decided of everybody, for `explain` */
  readonly trace?: boolean;
}

/** What was decided of everybody, also of those with nothing to change. */
export interface DiffTrace {
  /** whose account may be added to groups */
  readonly usable: ReadonlyMap<PersonKey, AccountRef>;
  readonly left: ReadonlyMap<PersonKey, readonly Left[]>;
  readonly verdicts: ReadonlyMap<TargetGroupId, ReadonlyMap<AccountId, Verdict>>;
}

/** What has to change, and what is to be remembered when it is applied. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
  readonly links: readonly LinkWrite[];
  readonly closedLinks: readonly PersonKey[];
  /** whose switch-off must wait, and what they hold that has no successor (U4) */
  readonly waiting: ReadonlyMap<AccountId, string>;
  /** of an undo: ids of changes that give what the source no longer wants, and why (A8) */
  readonly unwanted?: ReadonlyMap<string, string>;
  readonly trace?: DiffTrace;
  readonly takes: readonly GroupTake[];
  readonly ledger: { readonly add: readonly LedgerEntry[]; readonly drop: readonly Omit<LedgerEntry, 'by'>[] };
}
