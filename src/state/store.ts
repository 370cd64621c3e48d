import type { Change, Fact, Outcome } from '../model/change.js';
import type { ListEvidence } from '../model/directory.js';
import type { AccountId, PersonKey, ProviderId, RunId, SourceName, SyncName, TargetGroupId, TargetName } from '../model/ids.js';
import type { GuardName, HeldChange, PlanCounts, SyncWishes } from '../model/plan.js';
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

/** What rollcall remembers between runs. Losing it loses history, links and ledger; the next run counts as a first one. */
export interface StateStore extends AsyncDisposable {
  /** throws LockHeld; takes over a dead owner's lock on the same host, one of another host only when named (A6) */
  lock(owner: LockOwner, options?: { readonly takeOver?: string }): Promise<AsyncDisposable>;

  beginRun(start: RunStart): Promise<RunId>;
  endRun(run: RunId, result: Exclude<RunRecord['result'], 'open'>, endedAt: string, summary: RunSummary): Promise<void>;
  /** newest first */
  runs(limit: number): Promise<readonly RunRecord[]>;
  run(id: RunId): Promise<RunRecord | undefined>;

  /** durable before it returns: the change may be sent after this */
  intend(run: RunId, target: TargetName, change: Change, at: string): Promise<number>;
  settle(run: RunId, seq: number, outcome: Outcome, at: string): Promise<void>;
  /**
   * For who holds the lock: marks the runs that a dead process left open, all but `current`, as interrupted, and returns every
   * entry without an outcome, or with an uncertain one, of whatever run. Who looks what became of one settles it (A2).
   */
  closeInterrupted(at: string, current?: RunId): Promise<readonly JournalEntry[]>;
  journal(run: RunId): Promise<readonly JournalEntry[]>;
  /** changes applied to a target since then, for the guards' window */
  appliedSince(target: TargetName, since: string): Promise<readonly Change[]>;
  /** the counts with which a window opened: of the earliest run that ended since then, if any */
  countsSince(target: TargetName, since: string): Promise<PlanCounts | undefined>;
  /**
   * ISO time at which the last attended run that applied to this target ended: what it did was seen and approved. None: this
   * is a first run, and stays one until somebody attends.
   */
  lastApproved(target: TargetName): Promise<string | undefined>;

  links(target: TargetName): Promise<readonly Link[]>;
  /** replaces that person's link; throws StateError when another person holds an open link to the account */
  putLink(link: Link): Promise<void>;
  /** all of them or none */
  putLinks(links: readonly Link[]): Promise<void>;
  /** true when there was one */
  forgetLink(target: TargetName, person: PersonKey): Promise<boolean>;

  managedGroups(target: TargetName): Promise<readonly ManagedGroup[]>;
  putManagedGroup(group: ManagedGroup): Promise<void>;
  /** also forgets the ledger of that group; true when there was one */
  releaseGroup(target: TargetName, group: TargetGroupId): Promise<boolean>;

  ledger(target: TargetName): Promise<readonly LedgerRow[]>;
  putLedger(rows: readonly LedgerRow[]): Promise<void>;
  dropLedger(target: TargetName, rows: readonly { readonly group: TargetGroupId; readonly account: AccountId }[]): Promise<void>;

  sightings(provider: ProviderId): Promise<readonly Sighting[]>;
  /** replaces all sightings of that provider */
  putSightings(provider: ProviderId, sightings: readonly Sighting[]): Promise<void>;

  sourceCount(provider: ProviderId): Promise<SourceCount | undefined>;
  putSourceCount(count: SourceCount): Promise<void>;

  /** the last known wishes of every sync that ever fed the target (DESIGN §2) */
  wishes(target: TargetName): Promise<readonly SyncWishes[]>;
  /** replaces those of the same syncs, unless they are of an earlier read: a plan that was saved brings such ones */
  putWishes(target: TargetName, wishes: readonly SyncWishes[]): Promise<void>;

  /** what a run read, and how; replaces what that run already put for the same system */
  putReads(run: RunId, reads: readonly ReadRecord[]): Promise<void>;
  reads(run: RunId): Promise<readonly ReadRecord[]>;
  /** of each system that was ever read: the newest read, and the newest whole one; the record of that run may be forgotten (`prune`) */
  lastReads(): Promise<readonly { readonly run: RunId; readonly read: ReadRecord; readonly isNewest: boolean }[]>;

  /** what waits, oldest first */
  waiting(): Promise<readonly Waiting[]>;
  /** replaces what waits for that target; a change of the same id keeps its `since` */
  putWaiting(target: TargetName, waiting: readonly Waiting[]): Promise<void>;

  pauses(): Promise<readonly Pause[]>;
  /** replaces the pause of the same target */
  putPause(pause: Pause): Promise<void>;
  /** true when there was one; undefined: the pause of every target */
  dropPause(target: TargetName | undefined): Promise<boolean>;

  pins(target: TargetName): Promise<readonly Pin[]>;
  /** replaces those of the same target and key */
  putPins(pins: readonly Pin[]): Promise<void>;
  /** how many there were */
  dropPins(target: TargetName, keys: readonly string[]): Promise<number>;

  /** every entry about one of these accounts or people, oldest first, whatever became of it: for `explain` */
  journalAbout(target: TargetName, who: JournalSubject): Promise<readonly JournalEntry[]>;
  /** entries that happened (`applied`) in later runs than this one, in order: for `undo` (A8) */
  appliedAfter(target: TargetName, run: RunId): Promise<readonly JournalEntry[]>;

  /**
   * Forgets the journal, summaries and reads of runs that ended before then (`retention`). Kept whatever their age: open runs and entries, and what
   * `lastApproved` and the newest whole read of each system rest on. How many runs were forgotten.
   */
  prune(before: string): Promise<number>;
  /**
   * Takes somebody out of the history: names become `(purged)`, ids a random one, so that counts and the guards' windows stay
   * right. Closed links, sightings and waiting rows of theirs go, and pins on accounts without an open link; open links and the
   * ledger stay. Nothing of it is left in the file, its WAL or its free pages. Throws StateError, and has changed nothing, while
   * an entry of theirs has no outcome (A2); and when another process reads old pages meanwhile: it is cleaned, and must be asked
   * again for the rest.
   */
  purge(who: Purge): Promise<Purged>;

  /** of one moment, and of every target, also those that the config has no more */
  backup(): Promise<Backup>;
  /**
   * All of it or nothing, for who holds the lock. Throws StateError when something of the kind is remembered already, unless
   * `replace` says that it is to go. A pause that is there stays as it is: nothing lifts one but `resume`.
   */
  restore(backup: Backup, options: { readonly replace: boolean }): Promise<void>;

  identities(): Promise<readonly Identity[]>;
  /** replaces that of the same name */
  putIdentity(identity: Identity): Promise<void>;

  facts(target: TargetName): Promise<readonly { readonly fact: Fact; readonly learnedAt: string }[]>;
  putFact(target: TargetName, fact: Fact, at: string): Promise<void>;

  /** a random key of this state, made once: plan files are signed with it */
  signingKey(): Promise<Uint8Array>;
}
