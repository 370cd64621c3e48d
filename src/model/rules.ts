import type { Condition, GroupNames } from './condition.js';
import type { AttributeValue, Person } from './directory.js';
import type { SourceName, SyncName, TargetName } from './ids.js';
import type { countingGuards, GuardName } from './plan.js';
import type { AttributeName, Membership } from './wish.js';

/** The config as the pipeline uses it: everything compiled, every default filled. Built by config/load.ts. */

/** The result of evaluating an expression for one person. */
export type Evaluated<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'failed'; readonly problem: string };

export interface Expression<T> {
  /** as written in the config */
  readonly text: string;
  evaluate(person: Person): Evaluated<T>;
  /** what every person who passes fulfils, as far as a vendor's query could ask for it */
  readonly condition?: Condition;
  /** the attributes of `user` that it names, with this person's values: what it saw */
  inputs(person: Person): readonly ExpressionInput[];
}

/** An attribute of a person as the source has it; null: the person lacks it. */
export interface ExpressionInput {
  readonly name: string;
  readonly value: AttributeValue;
}

/** Exact names and patterns over names, compared as DESIGN §3 says. */
export interface NameMatcher {
  matches(name: string): boolean;
  /** the exact names among them */
  readonly exact: readonly string[];
  readonly texts: readonly string[];
}

/** One entry of a `from`, `include` or `exclude`: an exact name, a pattern or an id. */
export interface GroupSelector {
  readonly text: string;
  readonly kind: 'name' | 'pattern' | 'id';
  /** all that it can match, where a vendor's query could ask for that */
  readonly asked?: GroupNames;
  matches(group: { readonly id: string; readonly name: string }): boolean;
}

/** A group in a target: `jira/developers` names one target, `developers` every target of the sync. */
export interface GroupName {
  readonly target: TargetName | undefined;
  readonly name: string;
}

export interface ManualRule {
  /** the rule's own id, or its place: `manual 2` */
  readonly id: string;
  readonly from: readonly GroupSelector[];
  readonly to: readonly GroupName[];
  readonly membership: Membership | undefined;
}

export interface OnTheFlyRule {
  readonly id: string;
  readonly text: string;
  readonly membership: Membership | undefined;
  /** undefined: the pattern does not match; otherwise the target group's name, '' when the template came out empty */
  target(groupName: string): string | undefined;
  /** whether some source group, of whatever name, may give this target group; never a wrong no */
  mayName(targetName: string): boolean;
}

export interface LeaverRules {
  readonly action: 'keep' | 'removeGroups' | 'deactivate' | 'delete';
  readonly after: { readonly reads: number; readonly atLeastMs: number };
  /** `delete`: how long after the deactivation */
  readonly deleteAfterMs: number;
}

export interface UserRules {
  readonly filter: Expression<boolean> | undefined;
  readonly match: readonly AttributeName[];
  readonly attributes: Readonly<Partial<Record<AttributeName, Expression<string>>>>;
  readonly create: boolean;
  readonly update: boolean;
  readonly rename: 'changed' | 'always' | 'never';
  readonly reactivate: 'ours' | 'always' | 'never';
  readonly leavers: LeaverRules;
}

export interface GroupRules {
  readonly include: readonly GroupSelector[] | undefined;
  readonly exclude: readonly GroupSelector[];
  readonly manual: readonly ManualRule[];
  readonly onTheFly: readonly OnTheFlyRule[];
  readonly create: boolean;
  readonly adopt: 'attended' | 'auto';
  readonly membership: Membership;
  readonly defaults: { readonly newUsers: readonly GroupName[]; readonly allUsers: readonly GroupName[] };
  readonly orphans: 'keep' | 'empty' | 'delete';
  /** G8: what becomes of the target group of a renamed source group, where the target cannot rename */
  readonly onRename: 'keep' | 'move';
  readonly onRetire: 'keep' | 'revoke';
  /** G6: whom this sync owns leaves every managed group that no rule maps to */
  readonly exclusive: boolean;
}

export interface SyncRules {
  readonly name: SyncName;
  readonly from: SourceName;
  readonly to: readonly TargetName[];
  readonly priority: number;
  readonly users: UserRules;
  readonly groups: GroupRules;
}

/** Limits of a counting guard: it trips over both its floor and its share (DESIGN §4). `share` is 0..1. */
export interface GuardLimits {
  readonly share: number;
  readonly floor: number;
  readonly perMs: number;
}

export type CountingGuard = (typeof countingGuards)[number];

/** In an attended run these do not hold but ask: a person says yes to the number (DESIGN §4). */
export const askingGuards: ReadonlySet<CountingGuard> = new Set(['creations', 'updates', 'renames', 'additions-per-group']);

export interface TargetRules {
  readonly name: TargetName;
  readonly protect: { readonly users: NameMatcher; readonly groups: NameMatcher };
  readonly ignore: { readonly users: NameMatcher; readonly groups: NameMatcher };
  readonly guards: Readonly<Record<CountingGuard, GuardLimits>> & { readonly emptiedGroupFrom: number };
  readonly onTrip: 'hold' | 'stop';
  /** changes with what its kind was told: address, credential's kind, … */
  readonly settings?: string;
}

export interface SourceRules {
  readonly name: SourceName;
  readonly canaries: {
    readonly users: readonly string[];
    readonly groups: readonly { readonly name: string; readonly text: string; holds(count: number): boolean }[];
  };
  /** 0..1: under this share of the last good read, the read is not believed */
  readonly shrunkShare: number;
  /** changes with what its kind was told: address, app, attributes, … */
  readonly settings?: string;
  /** the attributes of a person that expressions may name */
  readonly attributes?: readonly string[];
  /** so long without a whole read is a matter for an admin to settle (DESIGN §2) */
  readonly staleAfterMs: number;
}

/** An approval in the config: lifts a guard for one target, up to `max`, for these names, until `expires` (ISO). */
export interface Approval {
  readonly target: TargetName;
  readonly guard: GuardName;
  readonly max: number | undefined;
  readonly names: readonly string[] | undefined;
  readonly reason: string;
  readonly expires: string;
}
