import type { Change, Fact, Responsibility } from '../../model/change.js';
import type { LookedUp, SourceDirectory, TargetDirectory } from '../../model/directory.js';
import type { AccountId, PersonId, ProviderId, RunId, SourceName, TargetName } from '../../model/ids.js';
import type { PlanCounts, SyncWishes } from '../../model/plan.js';
import type { Identity, LedgerRow, Link, ManagedGroup, Pause, Pin, Sighting, SourceCount, StateStore } from '../store.js';

/** All that a run's plan was made from, besides the config: from it the same config makes the same plan (DESIGN §8, `--from`). */
export interface Snapshot {
  readonly about: About;
  readonly sources: readonly RecordedSource[];
  readonly targets: readonly RecordedTarget[];
  readonly state: StateView;
}

/** Which run it is of. */
export interface About {
  readonly run: RunId;
  /** ISO time at which the run planned */
  readonly at: string;
  readonly attended: boolean;
  readonly toolVersion: string;
  readonly configFingerprint: string;
}

/** An answer from outside, or why there was none. */
export type Answer<T> = { readonly kind: 'read'; readonly value: T } | Unanswered;
export interface Unanswered {
  readonly kind: 'failed';
  readonly problem: string;
  readonly hint: string;
}

export interface RecordedSource {
  readonly source: SourceName;
  readonly provider: ProviderId;
  /** what the config said of it, as `SourceRules` has it */
  readonly settings: string;
  readonly attributes: readonly string[];
  /** as it was pulled, before anybody judged whether to believe it */
  readonly pulled: Answer<SourceDirectory>;
  readonly lookedUp: Answer<ReadonlyMap<PersonId, LookedUp>>;
}

export interface RecordedTarget {
  readonly target: TargetName;
  /** what the config said of it, as `TargetRules` has it */
  readonly settings: string;
  readonly read: Answer<TargetDirectory>;
  /** of these accounts it was asked what they must hand over */
  readonly asked: ReadonlySet<AccountId>;
  readonly held: Answer<readonly Responsibility[]>;
}

/** What the planner asks of the state, as it was then; of every target and source of the config. */
export interface StateView {
  readonly links: readonly Link[];
  readonly groups: readonly ManagedGroup[];
  readonly ledger: readonly LedgerRow[];
  readonly facts: readonly { readonly target: TargetName; readonly fact: Fact; readonly learnedAt: string }[];
  readonly pins: readonly Pin[];
  readonly wishes: readonly (SyncWishes & { readonly target: TargetName })[];
  readonly sightings: readonly Sighting[];
  readonly sourceCounts: readonly SourceCount[];
  /** how each system was read before, without the lists */
  readonly lastReads: Awaited<ReturnType<StateStore['lastReads']>>;
  readonly identities: readonly Identity[];
  readonly pauses: readonly Pause[];
  /** ISO time from which on `applied` and `counted` are whole: when the longest of the guards' windows opened */
  readonly since: string;
  /** without their reasons, for which no guard asks */
  readonly applied: readonly { readonly target: TargetName; readonly at: string; readonly change: Change }[];
  /** in the order of time */
  readonly counted: readonly { readonly target: TargetName; readonly at: string; readonly counts: PlanCounts }[];
  readonly approved: readonly { readonly target: TargetName; readonly at: string }[];
}
