import type { Change, Fact, Outcome } from '../model/change.js';
import type { AccountId, PersonKey, ProviderId, RunId, SourceName, SyncName, TargetGroupId, TargetName } from '../model/ids.js';
import type { GuardName, PlanCounts } from '../model/plan.js';
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

export interface RunStart {
  readonly command: 'apply' | 'sync' | 'adopt' | 'release' | 'links';
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
    readonly held: readonly { readonly guard: GuardName; readonly change: Change; readonly reason: string }[];
  }[];
  readonly problems: readonly string[];
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
   * entry without an outcome, also of runs interrupted earlier. Who looks what became of one settles it (A2).
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

  facts(target: TargetName): Promise<readonly { readonly fact: Fact; readonly learnedAt: string }[]>;
  putFact(target: TargetName, fact: Fact, at: string): Promise<void>;

  /** a random key of this state, made once: plan files are signed with it */
  signingKey(): Promise<Uint8Array>;
}
