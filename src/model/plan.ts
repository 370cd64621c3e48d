import type { Change, LinkWrite } from './change.js';
import type {
  AccountId,
  NameKey,
  PersonKey,
  RunId,
  SourceGroupId,
  SourceName,
  SyncName,
  TargetGroupId,
  TargetName,
} from './ids.js';
import type { RuleRef } from './wish.js';

export const guardNames = [
  'unread-source',
  'shrunk-source',
  'emptied-group',
  'removals',
  'removals-per-group',
  'deactivations',
  'stated-leavers',
  'deletions',
  'creations',
  'updates',
  'renames',
  'additions-per-group',
  'privileged-additions',
  'protected',
  'seats',
  'adoption',
  'legacy-leavers',
  'no-successor',
  'rival-claim',
  'another-system',
  'paused',
  'unwanted',
] as const;
export type GuardName = (typeof guardNames)[number];

/** Guards that hold by number: over a floor and a share of some base. */
export const countingGuards = [
  'removals',
  'removals-per-group',
  'deactivations',
  'stated-leavers',
  'deletions',
  'creations',
  'updates',
  'renames',
  'additions-per-group',
] as const satisfies readonly GuardName[];

/** Guards that `--allow TARGET:GUARD=N` or an approval can lift; the others are settled at their cause. */
export const liftableGuards = ['emptied-group', ...countingGuards] as const;

/** A change that a guard keeps back, with the numbers that tripped it. `allow` is what lifts it, where something can. */
export interface HeldChange {
  readonly change: Change;
  readonly guard: GuardName;
  readonly reason: string;
  readonly allow?: string;
}

/** A number that an attended run must say yes to, instead of a hold. */
export interface Ask {
  readonly guard: GuardName;
  readonly n: number;
  readonly reason: string;
}

interface Someone {
  readonly person: PersonKey;
  readonly login: string;
}

/** What an admin should know besides the changes; a union, so that each can be counted, filtered and exported. */
export type Note =
  | ({ readonly kind: 'conflict'; readonly why: string; readonly accounts: readonly string[] } & Someone)
  | ({ readonly kind: 'needsAdoption'; readonly why: string; readonly account: string } & Someone)
  | ({ readonly kind: 'closedLink'; readonly account: string } & Someone)
  | ({ readonly kind: 'unknownPerson'; readonly why: string } & Someone)
  | ({ readonly kind: 'inGrace'; readonly since: string; readonly reads: number; readonly until: string } & Someone)
  | ({ readonly kind: 'cannotStore'; readonly attribute: string; readonly why: string } & Someone)
  | ({
      readonly kind: 'firstMatchDiffers';
      readonly attribute: string;
      readonly actual: string;
      readonly wanted: string;
    } & Someone)
  | ({ readonly kind: 'noSuccessor'; readonly label: string; readonly why: string } & Someone)
  | ({ readonly kind: 'ownerChanged'; readonly from: SyncName; readonly to: SyncName } & Someone)
  | {
      readonly kind: 'expressionFailed';
      readonly sync: SyncName;
      readonly where: string;
      readonly people: number;
      readonly example: string;
      readonly problem: string;
    }
  | { readonly kind: 'unmetRule'; readonly rule: RuleRef; readonly why: string }
  | { readonly kind: 'sameName'; readonly name: string; readonly ids: readonly string[]; readonly why: string }
  | { readonly kind: 'unknownGroup'; readonly group: string; readonly why: string }
  | { readonly kind: 'readOnlyGroup'; readonly group: string; readonly why: string }
  | { readonly kind: 'nestedMembers'; readonly group: string; readonly accounts: readonly string[] }
  /** the target lets nobody change the groups of these accounts (G10) */
  | { readonly kind: 'readOnlyMembers'; readonly group: string; readonly accounts: readonly string[] }
  | { readonly kind: 'renamedGroup'; readonly group: string; readonly was: string; readonly now: string }
  /** `onRename: move`: its members are in, or on their way to, the group of the new name (G8) */
  | { readonly kind: 'movedGroup'; readonly group: string; readonly to: string; readonly was: string; readonly now: string }
  | { readonly kind: 'replacedGroup'; readonly group: string; readonly was: string; readonly now: string }
  | { readonly kind: 'privilegedPattern'; readonly group: string; readonly rule: RuleRef }
  | { readonly kind: 'modesDiffer'; readonly group: string; readonly chosen: string; readonly instead: readonly string[] }
  | { readonly kind: 'retired'; readonly rules: readonly string[]; readonly memberships: number; readonly group: string }
  | { readonly kind: 'orphanGroup'; readonly group: string; readonly members: number }
  | { readonly kind: 'notBuilt'; readonly what: string; readonly accounts: readonly string[] }
  /** a plan would do it again, had nobody taken it back: left out until the config changes or `unpin` (A8) */
  | { readonly kind: 'pinned'; readonly change: Change; readonly run: RunId; readonly since: string }
  /** a change of the run to be undone that is not taken back, and why not (A8) */
  | { readonly kind: 'notUndone'; readonly change: Change; readonly why: string }
  /** the target could not prove that its list of accounts is whole */
  | { readonly kind: 'unprovedAccounts'; readonly why: string }
  /** the source still wants the account of somebody who was offboarded: it stays switched off until `unpin` */
  | ({ readonly kind: 'offboarded'; readonly run?: RunId; readonly since: string } & Someone)
  | { readonly kind: 'strangers'; readonly count: number; readonly examples: readonly string[] }
  | { readonly kind: 'source'; readonly source: SourceName; readonly level: 'warning' | 'problem'; readonly what: string };

/** The stages of A1, in order. */
export const stageNames = [
  'hand over for stated leavers',
  'end stated leavers',
  'create users',
  'update users',
  'create groups',
  'add members',
  'remove members',
  'hand over for inferred leavers',
  'end inferred leavers',
  'delete',
] as const;
export type StageName = (typeof stageNames)[number];

export interface Stage {
  readonly name: StageName;
  readonly changes: readonly Change[];
}

/** A membership that was seen present while wanted: the ledger takes it up when the plan is applied. */
export interface LedgerEntry {
  readonly group: TargetGroupId;
  readonly account: AccountId;
  /** the rules that gave it (G11) */
  readonly by: readonly string[];
}

/** A target group that becomes, or stays, rollcall's business, with the source groups behind it (G5, G8). */
export interface GroupTake {
  readonly id: TargetGroupId;
  readonly name: string;
  readonly how: 'made' | 'adopted';
  /** it is rollcall's business already, and only the source groups behind it changed */
  readonly known: boolean;
  readonly from: readonly { readonly source: SourceName; readonly group: SourceGroupId; readonly name: string }[];
}

/**
 * The groups of a target that one sync's patterns named when its source was last read whole (DESIGN §2). No person is in it: who
 * would be in such a group is not known while the source is unread.
 */
export interface SyncWishes {
  readonly sync: SyncName;
  /** ISO time at which the read began */
  readonly readAt: string;
  /** the sync's group rules as a text; of other rules these wishes say nothing */
  readonly rules: string;
  readonly groups: readonly NameKey[];
}

/** What no later plan may take back, by its key (see sync/pins.ts), and the change that it stands for. */
export interface PinWrite {
  readonly key: string;
  readonly change: Change;
}

export interface PlanCounts {
  readonly people: number;
  readonly matched: number;
  readonly accounts: number;
  readonly activeLinked: number;
  readonly managedMemberships: number;
}

/** The ordered changes for one target, plus what was held back and why. Data, never code. */
export interface Plan {
  readonly version: 1;
  readonly target: TargetName;
  readonly product: { readonly name: string; readonly version: string; readonly url: string };
  readonly firstRun: boolean;
  /** more may be wanted than it speaks of: a source was unread, or only what gives was asked for */
  readonly partial?: boolean;
  /** the run that this plan takes back (A8) */
  readonly undoes?: RunId;
  /** the plan is for these people only, as they were asked for, and says nothing of anybody else; its counts are the last whole run's */
  readonly people?: readonly string[];
  /** pins to set and to drop when the plan is applied, besides those of an undo (A8) */
  readonly pins?: { readonly add: readonly PinWrite[]; readonly drop: readonly string[] };
  readonly counts: PlanCounts;
  readonly stages: readonly Stage[];
  readonly held: readonly HeldChange[];
  readonly asks: readonly Ask[];
  readonly notes: readonly Note[];
  /** written when the plan is applied, also for people with nothing to change (C4) */
  readonly links: readonly LinkWrite[];
  readonly closedLinks: readonly PersonKey[];
  readonly takes: readonly GroupTake[];
  readonly ledger: { readonly add: readonly LedgerEntry[]; readonly drop: readonly Omit<LedgerEntry, 'by'>[] };
  /** of the syncs whose source was read; none: the plan does not speak for whole syncs */
  readonly wishes?: readonly SyncWishes[];
}

export const changesOf = (plan: Plan): readonly Change[] => plan.stages.flatMap(stage => stage.changes);
/** A change that two guards hold is one change. */
export const heldCount = ({ held }: Pick<Plan, 'held'>): number => new Set(held.map(({ change }) => change.id)).size;
export const isEmpty = (plan: Plan): boolean => plan.stages.every(stage => stage.changes.length === 0);
