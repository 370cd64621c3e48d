import type { Change, Outcome } from '../model/change.js';
import type { ListEvidence } from '../model/directory.js';
import type { AccountId, PersonKey, ProviderId, RunId, SourceName, SyncName, TargetGroupId, TargetName } from '../model/ids.js';
import type { GuardName, HeldChange, PlanCounts } from '../model/plan.js';
import type { SharedSummary } from '../model/shared-directory.js';
import type { AccountValues } from '../model/wish.js';

/** A remembered pair of source person and target account (C1, C4). One person has at most one open link per target, and one account too. */
export interface Link {
  readonly target: TargetName;
  readonly person: PersonKey;
  readonly account: AccountId;
  readonly owner: SyncName | undefined;
  readonly how: 'matched' | 'created' | 'set';
  /** the source's own values when the link was made or last applied (`rename: changed`, C3) */
  readonly values: AccountValues;
  /** closed: the account was deleted or anonymised in the target (C5); nothing is re-created without `links set` */
  readonly status: 'open' | 'closed';
  /** when rollcall itself switched the account off (U6; `delete` counts from here) */
  readonly deactivatedAt: string | undefined;
  /** when access was cut because the switch-off had to wait for a successor (U4) */
  readonly accessCutAt: string | undefined;
  /** `defaults.newUsers` still owed to an account that rollcall created: folded group names (G7) */
  readonly owed: readonly string[];
  readonly since: string;
}

/** A group that rollcall made, or that an admin approved as its business (G5), and the source groups behind it (G8). */
export interface ManagedGroup {
  readonly target: TargetName;
  readonly group: TargetGroupId;
  readonly name: string;
  readonly how: 'made' | 'adopted';
  readonly from: readonly { readonly provider: ProviderId; readonly id: string; readonly name: string }[];
  readonly run: RunId | undefined;
  readonly since: string;
}

/** A membership that rollcall granted, or saw present while it was wanted. */
export interface LedgerRow {
  readonly target: TargetName;
  readonly group: TargetGroupId;
  readonly account: AccountId;
  readonly by: readonly string[];
}

/** A linked person seen missing: since when, in how many complete reads (U2). */
export interface Sighting {
  readonly person: PersonKey;
  readonly sync: SyncName;
  readonly since: string;
  readonly reads: number;
  readonly why: string;
}

/** What the last good read of a source held, for `shrunk-source`. */
export interface SourceCount {
  readonly provider: ProviderId;
  readonly source: SourceName;
  readonly readAt: string;
  readonly people: number;
  readonly groups: number;
  /** only of those who fulfil this (Evidence.only) */
  readonly only?: string;
}

/** Which system a name of the config stood for, when a person last approved it. */
export interface Identity {
  readonly kind: 'source' | 'target';
  readonly name: SourceName | TargetName;
  /** the provider's own, or the target's address */
  readonly identity: string;
}

export interface RunStart {
  readonly command:
    | 'apply'
    | 'sync'
    | 'undo'
    | 'adopt'
    | 'release'
    | 'links'
    | 'pause'
    | 'resume'
    | 'unpin'
    | 'purge'
    | 'offboard';
  readonly attended: boolean;
  readonly startedAt: string;
  readonly by: string;
  readonly reason: string | undefined;
  readonly toolVersion: string;
  readonly configFingerprint: string;
}

/** One run as `history` and `show` print it. `open`: it did not finish (yet). */
export interface RunRecord extends RunStart {
  readonly id: RunId;
  readonly endedAt: string | undefined;
  readonly result: 'open' | 'done' | 'held' | 'failed' | 'could not' | 'interrupted';
  readonly summary: RunSummary | undefined;
}

export interface RunSummary {
  readonly targets: readonly {
    readonly target: TargetName;
    readonly counts: PlanCounts;
    readonly applied: number;
    readonly alreadySo: number;
    readonly failed: number;
    readonly notRun: number;
    readonly held: readonly HeldChange[];
  }[];
  readonly problems: readonly string[];
  /** of targets that share the directory of one of these (G12) */
  readonly shared?: readonly SharedSummary[];
  /** the run was for some people only: it says nothing of how the targets stand */
  readonly some?: boolean;
}

/** One journal entry. Without an outcome the change was intended, and nobody knows yet whether it happened (A2). */
export interface JournalEntry {
  readonly run: RunId;
  readonly seq: number;
  readonly target: TargetName;
  readonly change: Change;
  readonly intendedAt: string;
  readonly outcome: Outcome | undefined;
  readonly endedAt: string | undefined;
}

/** Who a journal entry may be about: accounts that are there, and people whose account was yet to be made. */
export interface JournalSubject {
  readonly accounts: readonly AccountId[];
  readonly people: readonly PersonKey[];
}

/** How a run read one system: what proves that it was whole, or why it was not believed (R1). */
export interface ReadRecord {
  readonly system: SourceName | TargetName;
  readonly kind: 'source' | 'target';
  /** ISO time at which the read began */
  readonly readAt: string;
  readonly result:
    | {
        readonly kind: 'whole';
        readonly calls: number;
        readonly lists: readonly ListEvidence[];
        /** active people, or accounts */
        readonly people: number;
        readonly groups: number;
        /** rows set aside (R2) */
        readonly quarantined: number;
        /** groups whose members could not be read, by name */
        readonly unknownGroups: readonly string[];
        /** the whole read before this one */
        readonly before?: { readonly readAt: string; readonly people: number; readonly groups: number };
      }
    | { readonly kind: 'failed'; readonly problem: string; readonly hint: string };
}

/** What a run wanted and did not do; it waits until a later run does it or no longer wants it. */
export interface Waiting {
  readonly target: TargetName;
  readonly change: Change;
  readonly why: 'held' | 'failed' | 'notRun' | 'stale';
  /** of `held` */
  readonly guard: GuardName | undefined;
  readonly reason: string;
  /** what lifts the guard, where something can */
  readonly allow: string | undefined;
  /** ISO time of the run that first left it undone */
  readonly since: string;
  /** the run that last left it undone */
  readonly run: RunId;
}

/** Nothing destructive, or nothing at all, until then: survives restarts. */
export interface Pause {
  /** undefined: every target */
  readonly target: TargetName | undefined;
  readonly level: 'destructive' | 'everything';
  /** ISO time; undefined: until `resume` */
  readonly until: string | undefined;
  readonly reason: string | undefined;
  readonly by: string;
  readonly since: string;
}

/** What `undo` took back and no later plan does again, until the config changes or `unpin` (A8). */
export interface Pin {
  readonly target: TargetName;
  /** names what must not be done again, see sync/pins.ts */
  readonly key: string;
  /** the change that took it back, as it was applied */
  readonly change: Change;
  /** the undo run */
  readonly run: RunId;
  /** the run that was undone */
  readonly undid: RunId;
  /** the pin counts while the config has this fingerprint */
  readonly configFingerprint: string;
  readonly since: string;
}

/** Whose data is taken out of the history. */
export interface Purge {
  readonly people: readonly PersonKey[];
  readonly accounts: readonly { readonly target: TargetName; readonly account: AccountId }[];
  /** logins, usernames, e-mail addresses and display names; compared without case, as whole words in texts */
  readonly names: readonly string[];
}

/** How many rows were cleaned. */
export interface Purged {
  readonly changes: number;
  readonly runs: number;
  readonly other: number;
}

/** What cannot be read again from anywhere: what `links export` saves and `links import` takes in (DESIGN §5). */
export interface Backup {
  readonly links: readonly Link[];
  readonly groups: readonly ManagedGroup[];
  readonly ledger: readonly LedgerRow[];
  readonly identities: readonly Identity[];
  readonly pauses: readonly Pause[];
  readonly pins: readonly Pin[];
  /** the number of the last run; where this is taken in, runs are numbered on from it */
  readonly lastRun: number;
}

export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly since: string;
}
