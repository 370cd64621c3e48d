import type { Change, Fact, Outcome } from '../model/change.js';
import type { AccountId, PersonKey, ProviderId, RunId, TargetGroupId, TargetName } from '../model/ids.js';
import type { PlanCounts, SyncWishes } from '../model/plan.js';

import type {
  Backup,
  Identity,
  JournalEntry,
  JournalSubject,
  LedgerRow,
  Link,
  LockOwner,
  ManagedGroup,
  Pause,
  Pin,
  Purge,
  Purged,
  ReadRecord,
  RunRecord,
  RunStart,
  RunSummary,
  Sighting,
  SourceCount,
  Waiting,
} from './records.js';

export type * from './records.js';

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
