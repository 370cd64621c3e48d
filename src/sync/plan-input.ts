import type { Account, TargetDirectory } from '../model/directory.js';
import type { NameKey, ProviderId, SourceName } from '../model/ids.js';
import type { Ask, GuardName, Plan } from '../model/plan.js';
import type { ReadOptions } from '../model/progress.js';
import type { Approval, SyncRules, TargetRules } from '../model/rules.js';
import type { Identity, Pause, Sighting, StateStore } from '../state/store.js';
import type { Target } from '../targets/target.js';
import type { Correlated, Correlation } from './correlate.js';
import type { Pulled } from './judge.js';
import type { Mapped } from './map.js';
import type { AskedPeople } from './people/asked.js';
import type { Privileged } from './privileged.js';
import type { Remembered } from './remembered.js';
import type { TargetReview } from './review.js';
import type { Scoped } from './scope.js';
import type { TargetTrace, TraceRequest } from './trace/target-trace.js';
import type { UndoneHere, UndoOf } from './undo/compare.js';
import type { United } from './unite.js';

export interface TargetPlanInput {
  readonly target: Target;
  readonly rules: TargetRules;
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly sightings: readonly Sighting[];
  readonly approvals: readonly Approval[];
  readonly allow: ReadonlyMap<GuardName, number>;
  readonly attended: boolean;
  /** no change that takes anything away (`sync --no-removals`) */
  readonly noRemovals: boolean;
  readonly store: StateStore;
  /** pins count while the config has this fingerprint (A8) */
  readonly configFingerprint: string;
  readonly pause: Pause | undefined;
  /** which system each name stood for: links are believed of no other */
  readonly identities: readonly Identity[];
  /** a run to take back, instead of what the syncs want (A8) */
  readonly undo?: UndoOf | undefined;
  /** whether an access review is made too */
  readonly review?: boolean | undefined;
  /** the people whom the run is for, and what their sources say; none: it is for everybody */
  readonly people?: AskedPeople | undefined;
  /** looks what became of a broken run's open changes, before anything is compared (A2) */
  readonly recover: (actual: TargetDirectory) => Promise<void>;
  /** the groups that it must see for that */
  readonly openGroups: ReadonlySet<NameKey>;
  /** keep what each step said (`explain`); of no use to an undo */
  readonly trace?: TraceRequest | undefined;
  readonly now: string;
  readonly read: ReadOptions;
}

export interface PlannedTarget {
  readonly plan: Plan;
  readonly actual: TargetDirectory;
  /** where it was asked for: a plan holds examples only */
  readonly review?: TargetReview;
  /** of an undo */
  readonly undone?: UndoneHere;
  /** where it was asked for */
  readonly trace?: TargetTrace;
}

/** What both sides are, and who is who. */
export interface Found {
  readonly alarms: readonly Ask[];
  readonly actual: TargetDirectory;
  readonly known: Remembered;
  readonly mapped: Mapped;
  readonly correlated: Correlated;
  readonly united: United;
  readonly correlation: Correlation;
  readonly scoped: Scoped;
  readonly privileged: Privileged;
  /** why no match key may take over an account (C2); undefined: one may */
  readonly guarded: (account: Account) => string | undefined;
}
