import type { Person } from './directory.js';
import type { NameKey, PersonId, PersonKey, ProviderId, RunId, SourceName, SyncName, TargetGroupId } from './ids.js';

/** A rule of the config: `staff manual 1`, or its own `id`. */
export interface RuleRef {
  readonly sync: SyncName;
  readonly rule: string;
}

/** Why a statement holds, recorded where it is decided; text is made in report/. */
export type Reason =
  | { readonly kind: 'newAtSource'; readonly source: SourceName }
  | { readonly kind: 'differs'; readonly attribute: AttributeName; readonly expression: string }
  | { readonly kind: 'valueChangedAtSource'; readonly attribute: AttributeName; readonly from: string; readonly to: string }
  | { readonly kind: 'backAtSource'; readonly source: SourceName }
  | { readonly kind: 'rule'; readonly rule: RuleRef; readonly group: { readonly id: string; readonly name: string } }
  | { readonly kind: 'default'; readonly sync: SyncName; readonly list: 'newUsers' | 'allUsers' }
  | { readonly kind: 'inactive'; readonly source: SourceName; readonly status: string; readonly since?: string }
  | { readonly kind: 'deleted'; readonly source: SourceName }
  /** an admin said so, whatever the source says; `run` that did it, `since` (ISO) */
  | { readonly kind: 'offboarded'; readonly run?: RunId; readonly since: string }
  | { readonly kind: 'outOfScope'; readonly source: SourceName; readonly why: string }
  | { readonly kind: 'filteredOut'; readonly sync: SyncName; readonly filter: string }
  | { readonly kind: 'graceOver'; readonly since: string; readonly reads: number }
  | { readonly kind: 'leftSourceGroups'; readonly source: SourceName; readonly groups: readonly string[] }
  | { readonly kind: 'notWantedHere'; readonly membership: Membership }
  | { readonly kind: 'exclusive'; readonly sync: SyncName }
  | { readonly kind: 'leaver'; readonly leaver: LeaverKind }
  | { readonly kind: 'retired'; readonly rules: readonly string[] }
  | { readonly kind: 'orphan'; readonly name: string }
  | { readonly kind: 'sourceRenamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'leads'; readonly what: string }
  /** takes back what a run did (A8); `pins`: what no later plan may do again, see sync/pins.ts */
  | { readonly kind: 'undo'; readonly run: RunId; readonly pins: readonly string[] };

export type AttributeName = 'username' | 'email' | 'displayName';
export const attributeNames: readonly AttributeName[] = ['username', 'email', 'displayName'];

/** What an account should hold; a missing attribute is left as it is in the target (U1). */
export type AccountValues = Readonly<Partial<Record<AttributeName, string>>>;

/** Gentler first (G5): where two rules differ, the earlier one of this list wins. */
export const memberships = ['additive', 'granted', 'managed', 'strict'] as const;
export type Membership = (typeof memberships)[number];

export type LeaverKind = 'stated' | 'inferred';

/** Whether the source wants a person to have an account. Unknown is never "not wanted". */
export type PersonWish =
  | { readonly kind: 'wanted'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'notWanted'; readonly leaver: LeaverKind; readonly reasons: readonly Reason[] }
  | {
      readonly kind: 'inGrace';
      readonly since: string;
      readonly reads: number;
      readonly until: string;
      readonly reasons: readonly Reason[];
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** One sync's word on one person. */
export interface Opinion {
  readonly sync: SyncName;
  readonly wish: PersonWish;
}

export interface DesiredPerson {
  readonly key: PersonKey;
  readonly provider: ProviderId;
  readonly id: PersonId;
  /** every sync's word on this person, by priority, then by place in the file */
  readonly opinions: readonly Opinion[];
  /** the sync whose word counts for this person's attributes and end (C4) */
  readonly owner: SyncName;
  /** undefined: gone from the source */
  readonly record: Person | undefined;
  readonly wish: PersonWish;
  /** the syncs that want this person: only their group rules speak of them */
  readonly wantedBy: ReadonlySet<SyncName>;
  /** the syncs that might (unknown, or in grace): what their groups would give is unknown, not unwanted */
  readonly unsureFor: ReadonlySet<SyncName>;
  readonly values: AccountValues;
}

/** Whether somebody should be in a target group. */
export type MembershipWish =
  | { readonly kind: 'wanted'; readonly reasons: readonly Reason[]; readonly inGrace?: true }
  | { readonly kind: 'notWanted' }
  | { readonly kind: 'unknown'; readonly why: string };

/** A group that the rules want in a target. */
export interface DesiredGroup {
  readonly name: string;
  readonly key: NameKey;
  readonly membership: Membership;
  /** may be created when missing (G4) */
  readonly create: boolean;
  /** a manual rule spells this name; only then may it be privileged (G2) */
  readonly spelled: boolean;
  /** every rule that names it, and through which source group */
  readonly from: readonly {
    readonly rule: RuleRef;
    readonly group: { readonly id: string; readonly name: string };
    readonly spelled: boolean;
    readonly source: SourceName;
  }[];
  readonly rules: readonly RuleRef[];
  readonly members: ReadonlyMap<PersonKey, readonly Reason[]>;
  /** not empty: who is not in `members` is unknown, not unwanted, and these are the causes */
  readonly unknown: readonly string[];
}

/** A source group is called otherwise now, and its sync has the target group follow (`onRename: move`, G8). */
export interface GroupMove {
  /** the target group that it fed under its former name */
  readonly from: { readonly id: TargetGroupId; readonly name: string };
  /** the name of the one that it feeds now */
  readonly to: string;
  readonly group: { readonly provider: ProviderId; readonly id: string; readonly was: string; readonly now: string };
}

/** What the syncs want one target to have. */
export interface Desired {
  readonly people: ReadonlyMap<PersonKey, DesiredPerson>;
  readonly groups: ReadonlyMap<NameKey, DesiredGroup>;
  /** not finished yet */
  readonly moves: readonly GroupMove[];
}
