import type { TargetDirectory } from '../../model/directory.js';
import type { ProviderId, SourceName } from '../../model/ids.js';
import type { Plan } from '../../model/plan.js';
import type { SyncRules, TargetRules } from '../../model/rules.js';
import type { LedgerRow, Link, ManagedGroup, Pin } from '../../state/store.js';
import type { Correlated } from '../correlate.js';
import type { Difference } from '../diff/index.js';
import type { GuardInput } from '../guards/index.js';
import type { Pulled } from '../judge.js';
import type { Mapped } from '../map.js';
import type { Scoped } from '../scope.js';
import type { United } from '../unite.js';

/** What each step of one target's plan said, kept beside the plan for who asks why. */
export interface TargetTrace {
  readonly plan: Plan;
  readonly rules: TargetRules;
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  /** the target as it was read, also what is none of our business */
  readonly whole: TargetDirectory;
  readonly mapped: Mapped;
  /** before people of several providers became one */
  readonly correlated: Correlated;
  readonly united: United;
  readonly scoped: Scoped;
  readonly difference: Difference;
  readonly measured: GuardInput;
  readonly links: readonly Link[];
  readonly managed: readonly ManagedGroup[];
  readonly ledger: readonly LedgerRow[];
  readonly pins: readonly Pin[];
}

/** Asked for by `explain`: keep a trace, and read the members of these groups too, whether or not a rule names them. */
export interface TraceRequest {
  /** a target group, by its name */
  readonly group?: string;
}
