import type { Standing } from './directory.js';
import type { AccountId, PersonKey, SyncName, TargetGroupId } from './ids.js';
import type { AccountValues, LeaverKind, Reason } from './wish.js';

/** An account that is there, or one that this plan creates. */
export type AccountRef =
  | { readonly kind: 'existing'; readonly id: AccountId; readonly username: string; readonly displayName: string }
  | { readonly kind: 'new'; readonly person: PersonKey; readonly username: string; readonly displayName: string };

/** A group that is there, or one that this plan creates. */
export type GroupRef =
  | { readonly kind: 'existing'; readonly id: TargetGroupId; readonly name: string }
  | { readonly kind: 'new'; readonly name: string };

export type ExistingAccount = Extract<AccountRef, { kind: 'existing' }>;
export type ExistingGroup = Extract<GroupRef, { kind: 'existing' }>;

/** Something that a leaver holds and that must go to somebody else first (U4): a project, a component, … `id` and `label` are the target's. */
export interface Responsibility {
  readonly id: string;
  readonly label: string;
  readonly holder: AccountId;
  /** who takes over; `clear`: nobody needs to; `none`: no successor is configured or usable */
  readonly successor:
    | { readonly kind: 'account'; readonly username: string }
    | { readonly kind: 'clear' }
    | { readonly kind: 'none'; readonly why: string };
}

/** What lets an account in: groups, and what it was granted without a group, in the product's own words. */
export interface AccountAccess {
  readonly groups: readonly ExistingGroup[];
  readonly permissions?: readonly string[];
}

interface Common {
  /** unique within a plan and the same in each plan that wants the same thing */
  readonly id: string;
  readonly reasons: readonly Reason[];
}

/**
 * One thing to do to a target. `A` and `G` are references in a plan, and what they resolve to (existing objects) when a
 * target is asked to apply it. Each kind holds its pre-image, so that it can be checked (A5) and undone (A8).
 */
export type ChangeOf<A, G> = Common &
  (
    | { readonly kind: 'createUser'; readonly person: PersonKey; readonly username: string; readonly values: AccountValues }
    | {
        readonly kind: 'updateUser';
        readonly account: ExistingAccount;
        readonly before: AccountValues;
        readonly values: AccountValues;
      }
    | { readonly kind: 'renameUser'; readonly account: ExistingAccount; readonly before: string; readonly username: string }
    | { readonly kind: 'reactivateUser'; readonly account: ExistingAccount }
    | {
        readonly kind: 'handOver';
        readonly account: ExistingAccount;
        readonly leaver: LeaverKind;
        readonly responsibility: Responsibility;
      }
    /** out of the groups that give access to the product, sessions ended; `onRefusal`: only if the switch-off is refused (U4) */
    | {
        readonly kind: 'cutAccess';
        readonly account: ExistingAccount;
        readonly leaver: LeaverKind;
        readonly when: 'always' | 'onRefusal';
        /** the groups that let the account in, as they were just before: what undo gives back. In the journal, not in a plan */
        readonly groups?: readonly ExistingGroup[];
      }
    | {
        readonly kind: 'deactivateUser';
        readonly account: ExistingAccount;
        readonly leaver: LeaverKind;
        /** the product cannot switch off: every group and every permission of its own goes instead (U3) */
        readonly by?: 'revokeAccess';
        /** what the account had just before, then: what undo gives back. In the journal, not in a plan */
        readonly access?: AccountAccess;
      }
    /** a permission of its own, given back by an undo */
    | { readonly kind: 'grantPermission'; readonly account: ExistingAccount; readonly permission: string }
    | { readonly kind: 'deleteUser'; readonly account: ExistingAccount; readonly leaver: LeaverKind }
    | { readonly kind: 'createGroup'; readonly name: string }
    | { readonly kind: 'renameGroup'; readonly group: ExistingGroup; readonly name: string }
    /** `members`: who was in it, as far as known */
    | { readonly kind: 'deleteGroup'; readonly group: ExistingGroup; readonly members?: readonly ExistingAccount[] }
    | { readonly kind: 'addMember'; readonly group: G; readonly account: A }
    | {
        readonly kind: 'removeMember';
        readonly group: ExistingGroup;
        readonly account: ExistingAccount;
        readonly leaver?: LeaverKind;
      }
  );

export type Change = ChangeOf<AccountRef, GroupRef>;
export type ChangeKind = Change['kind'];
export type ChangeOfKind<K extends ChangeKind> = Extract<Change, { kind: K }>;
/** A change whose references are all resolved: what a target is asked to do. */
export type Command = ChangeOf<ExistingAccount, ExistingGroup>;

/** Something learned by trying, kept in the state and tried again after a week (G9, G10). */
export type Fact =
  | { readonly kind: 'readOnlyAccount'; readonly account: AccountId }
  | { readonly kind: 'readOnlyGroup'; readonly group: TargetGroupId }
  | { readonly kind: 'nestedMember'; readonly group: TargetGroupId; readonly account: AccountId };

/** How a change ended (A3). `applied.details`: what a person may want to know of it, e.g. the groups left by cutAccess. */
export type Outcome =
  | {
      readonly kind: 'applied';
      readonly account?: ExistingAccount;
      readonly group?: ExistingGroup;
      readonly details?: readonly string[];
    }
  | { readonly kind: 'alreadySo'; readonly account?: ExistingAccount; readonly group?: ExistingGroup }
  | {
      readonly kind: 'failed';
      readonly problem: string;
      readonly hint: string;
      readonly learned?: Fact;
      readonly refused?: boolean;
      /** no answer came, so that nobody knows whether it happened: the next run looks (A2) */
      readonly uncertain?: boolean;
    }
  | { readonly kind: 'notRun'; readonly because: string }
  | { readonly kind: 'stale'; readonly found: string };

/** A link to write when the plan is applied: the remembered pair of person and account (C4). */
export interface LinkWrite {
  readonly person: PersonKey;
  readonly account: AccountRef;
  readonly owner: SyncName;
  readonly how: 'matched' | 'created';
  /** the account is switched on: what the state keeps of an earlier end is over */
  readonly isActive: boolean;
  readonly standing: Standing['kind'];
  /** the source's own values at this moment: what `rename: changed` compares with */
  readonly values: AccountValues;
}
