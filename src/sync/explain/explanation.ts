import type { Change } from '../../model/change.js';
import type { Standing } from '../../model/directory.js';
import type { AccountId, PersonKey, RunId, SourceName, SyncName, TargetName } from '../../model/ids.js';
import type { GuardName, Note } from '../../model/plan.js';
import type { ExpressionInput } from '../../model/rules.js';
import type { AttributeName, Membership, PersonWish, Reason, RuleRef } from '../../model/wish.js';
import type { LookedUp } from '../../sources/source.js';
import type { JournalEntry, Link } from '../../state/store.js';
import type { Left } from '../diff/left.js';
import type { SparedBecause } from '../diff/membership.js';
import type { ScopedOut } from '../scope.js';
import type { Because } from '../trace/near-misses.js';

/** Why one person has, or has not, what they have. Plain values; text is made in report/. Times are ISO. */
export interface Explanation {
  /** as the first system that knows them does */
  readonly name: string;
  readonly now: string;
  /** the group that was asked about */
  readonly group: string | undefined;
  readonly records: readonly SourceRecord[];
  readonly targets: readonly TargetExplanation[];
}

/** What one source has of the person. */
export interface SourceRecord {
  readonly source: SourceName;
  /** when the read began; undefined: it was not read */
  readonly readAt: string | undefined;
  readonly state:
    | {
        readonly kind: 'found';
        readonly id: string;
        readonly login: string;
        readonly email: string;
        readonly displayName: string;
        readonly standing: Standing;
      }
    /** not in the list: what a look-up by id said, if there was one */
    | { readonly kind: 'absent'; readonly lookedUp: LookedUp | undefined }
    | { readonly kind: 'notUnderstood'; readonly problem: string }
    | { readonly kind: 'unread'; readonly why: string };
  /** the source groups with this person in them, among those whose members were read */
  readonly groups: readonly string[];
}

export interface TargetExplanation {
  readonly target: TargetName;
  readonly account: AccountExplanation;
  readonly memberships: readonly MembershipExplanation[];
  /** without a group asked about: rules that fit a source group of theirs, and do not give what they would */
  readonly misses: readonly Miss[];
  /** source groups of theirs that no rule names */
  readonly unmapped: readonly string[];
}

/** What one sync says of the person, and what its filter saw. */
export interface SyncWord {
  readonly sync: SyncName;
  readonly source: SourceName;
  /** its word counts for the attributes and the end of the account (C4) */
  readonly isOwner: boolean;
  readonly wish: PersonWish;
  readonly filter: { readonly text: string; readonly inputs: readonly ExpressionInput[] } | undefined;
}

export interface AccountExplanation {
  /** undefined: an account that no source has anybody for */
  readonly person: PersonKey | undefined;
  readonly account: AccountNow | undefined;
  readonly owner: SyncName | undefined;
  /** what all syncs together want */
  readonly wish: PersonWish | undefined;
  readonly words: readonly SyncWord[];
  readonly match: MatchNow;
  /** why no match key may take the account over, and guards keep changes from it: protected, privileged, our own (C2) */
  readonly guarded: string | undefined;
  readonly keys: readonly KeyTried[];
  readonly link: Link | undefined;
  readonly attributes: readonly AttributeNow[];
  readonly steps: readonly Step[];
  readonly left: readonly Left[];
  readonly notes: readonly Note[];
  readonly lastChange: JournalEntry | undefined;
}

export interface AccountNow {
  readonly id: AccountId;
  readonly username: string;
  readonly active: boolean;
}

/** How the account was found, or why there is none. `stranger`: nobody claims the account (U5). */
export type MatchNow =
  | { readonly kind: 'linked' | 'matched' | 'none' | 'ignored' | 'stranger' | 'contested' | 'notLooked' }
  | { readonly kind: 'closed'; readonly account: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'conflict' | 'needsAdoption'; readonly why: string; readonly accounts: readonly string[] };

export interface KeyTried {
  readonly key: AttributeName;
  readonly value: string | undefined;
  /** usernames */
  readonly found: readonly string[];
  readonly hidden: boolean;
}

export interface AttributeNow {
  readonly attribute: AttributeName;
  readonly expression: string | undefined;
  /** undefined: it is empty or could not be computed, and is left as it is (U1) */
  readonly wanted: string | undefined;
  /** undefined: there is no account, or the target does not show it */
  readonly had: string | undefined;
}

/** A change that the syncs want, and what becomes of it. */
export interface Step {
  readonly change: Change;
  readonly fate: /** the next unattended run does it */
    | { readonly kind: 'next' }
    | { readonly kind: 'held'; readonly holds: readonly Hold[] }
    | { readonly kind: 'pinned'; readonly run: RunId; readonly since: string };
  /** an earlier run left it undone: since when, and why */
  readonly waiting: { readonly since: string; readonly run: RunId; readonly why: string } | undefined;
}

export interface Hold {
  readonly guard: GuardName;
  readonly reason: string;
  readonly allow: string | undefined;
}

export interface MembershipExplanation {
  readonly group: string;
  /** in the target */
  readonly exists: boolean;
  /** undefined: who is in it is not known */
  readonly isMember: boolean | undefined;
  /** the rules that give it */
  readonly reasons: readonly Reason[];
  readonly step: Step | undefined;
  /** why not in it, or why still in it; empty where `reasons` or `step` say all */
  readonly causes: readonly Cause[];
  readonly rules: readonly RuleSeen[];
  readonly misses: readonly Miss[];
  readonly mode: Membership | undefined;
  /** `none`: an unattended run changes nothing in it until it is adopted (G5) */
  readonly managed: 'made' | 'adopted' | 'none';
  readonly lastChange: JournalEntry | undefined;
}

/** A rule that makes the group, and whether it gives it to this person. */
export interface RuleSeen {
  readonly rule: RuleRef;
  readonly source: SourceName;
  /** the source group; undefined: a default, or a rule whose group is not there */
  readonly through: string | undefined;
  readonly says:
    | { readonly kind: 'gives' | 'notInGroup' | 'onlyNewUsers' }
    /** no source has anybody for the account */
    | { readonly kind: 'nobody' }
    /** the person is in the source group, or everybody is meant, but the sync does not want the person */
    | { readonly kind: 'notWanted' }
    | { readonly kind: 'unknown'; readonly why: string };
}

/** A rule that nearly gives a group. `isIn`: whether the person is in the source group; undefined: its members were not read. */
export interface Miss {
  readonly rule: RuleRef;
  readonly through: string;
  readonly to: string;
  readonly because: Because;
  readonly isIn: boolean | undefined;
}

/** Why somebody is not in a group, or is still in it. */
export type Cause =
  | { readonly kind: 'noRule' }
  | { readonly kind: 'noSuchGroup' }
  | { readonly kind: 'scopedOut'; readonly out: ScopedOut }
  /** rules whose patterns may not reach a privileged group */
  | { readonly kind: 'privileged'; readonly rules: readonly RuleRef[] }
  | { readonly kind: 'notInSourceGroups'; readonly groups: readonly string[] }
  | { readonly kind: 'syncDoesNotWant'; readonly sync: SyncName }
  | { readonly kind: 'onlyNewUsers'; readonly sync: SyncName }
  /** wanted, and there is no account that could be put in */
  | { readonly kind: 'noAccount' }
  /** the sync that owns the account says that its person left, whatever others want (C4) */
  | { readonly kind: 'leaver'; readonly sync: SyncName }
  /** no source has anybody for the account */
  | { readonly kind: 'nobodys' }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'unmet'; readonly rule: RuleRef; readonly why: string }
  | { readonly kind: 'stays'; readonly because: SparedBecause }
  | { readonly kind: 'inGrace'; readonly until: string }
  /** no rule maps to it, and what no rule maps to is left alone (G6) */
  | { readonly kind: 'leftAlone' };

/** Which source groups and rules make a target group, and what becomes of it. */
export interface GroupExplanation {
  readonly target: TargetName;
  readonly group: string;
  readonly exists: boolean;
  readonly mode: Membership | undefined;
  readonly managed: { readonly how: 'made' | 'adopted'; readonly since: string; readonly run: RunId | undefined } | undefined;
  readonly out: ScopedOut | undefined;
  readonly unknown: readonly string[];
  readonly rules: readonly GroupRule[];
  readonly misses: readonly Omit<Miss, 'isIn'>[];
  /** who is in it now, whom the rules want in it, what the ledger has; undefined: not known */
  readonly counts: { readonly members: number | undefined; readonly wanted: number; readonly granted: number };
  /** of the group itself, and of its members */
  readonly steps: readonly Step[];
  readonly notes: readonly Note[];
}

export interface GroupRule {
  readonly rule: RuleRef;
  readonly source: SourceName;
  readonly through: string | undefined;
  readonly membership: Membership;
  /** whom it gives the group; undefined: unknown */
  readonly people: number | undefined;
  readonly unknown: string | undefined;
}
