import type { Change, Fact, Outcome } from '../src/model/change.js';
import { type RunId, runId, type TargetName } from '../src/model/ids.js';
import type { PlanCounts, SyncWishes } from '../src/model/plan.js';
import type {
  Identity,
  JournalEntry,
  LedgerRow,
  Link,
  ManagedGroup,
  Pause,
  Pin,
  ReadRecord,
  RunRecord,
  Sighting,
  SourceCount,
  StateStore,
  Waiting,
} from '../src/state/store.js';

/** What a state may already know when a test begins. */
export interface Remembered {
  readonly links?: readonly Link[];
  readonly managed?: readonly ManagedGroup[];
  readonly ledger?: readonly LedgerRow[];
  readonly facts?: readonly { readonly fact: Fact; readonly learnedAt: string }[];
  /** changes applied lately, whatever the window */
  readonly applied?: readonly Change[];
  readonly counts?: PlanCounts;
  readonly everApplied?: boolean;
}

/** A StateStore in memory, for tests that plan and apply many times; what it keeps is what the SQLite one keeps. */
export function memoryStore(known: Remembered = {}): StateStore {
  const links = new Map((known.links ?? []).map(link => [`${link.target} ${link.person}`, link]));
  const managed = new Map((known.managed ?? []).map(group => [`${group.target} ${group.group}`, group]));
  const rowKey = ({ target, group, account }: Omit<LedgerRow, 'by'>) => `${target} ${group} ${account}`;
  const ledger = new Map((known.ledger ?? []).map(row => [rowKey(row), row]));
  const facts = [...(known.facts ?? [])];
  const runs: RunRecord[] = [];
  const journal: JournalEntry[] = [];
  const sightings = new Map<string, readonly Sighting[]>();
  const counts = new Map<string, SourceCount>();
  const wishes = new Map<TargetName, Map<string, SyncWishes>>();
  const reads = new Map<string, { readonly run: RunId; readonly read: ReadRecord }>();
  const waiting = new Map<TargetName, readonly Waiting[]>();
  const identities = new Map<string, Identity>();
  const pauses = new Map<TargetName | undefined, Pause>();
  const pins = new Map<string, Pin>();
  const of = <T extends { readonly target: TargetName }>(rows: Iterable<T>, target: TargetName) =>
    [...rows].filter(row => row.target === target);
  const endRun = (id: RunId, ended: Partial<RunRecord>) => {
    const at = runs.findIndex(run => run.id === id);
    const run = runs[at];
    if (run !== undefined) runs[at] = { ...run, ...ended };
  };
  return {
    lock: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
    async beginRun(start) {
      const id = runId(runs.length + 1);
      runs.push({ ...start, id, endedAt: undefined, result: 'open', summary: undefined });
      return id;
    },
    endRun: async (id, result, endedAt, summary) => endRun(id, { result, endedAt, summary }),
    runs: async limit => runs.toReversed().slice(0, limit),
    run: async id => runs.find(run => run.id === id),
    async intend(run, target, change, intendedAt) {
      const seq = journal.filter(entry => entry.run === run).length + 1;
      journal.push({ run, seq, target, change, intendedAt, outcome: undefined, endedAt: undefined });
      return seq;
    },
    async settle(run: RunId, seq: number, outcome: Outcome, endedAt: string) {
      const at = journal.findIndex(entry => entry.run === run && entry.seq === seq);
      const entry = journal[at];
      if (entry === undefined) throw new Error(`no entry ${seq}`);
      journal[at] = { ...entry, outcome, endedAt };
    },
    async closeInterrupted(at, current) {
      for (const run of runs)
        if (run.result === 'open' && run.id !== current) endRun(run.id, { result: 'interrupted', endedAt: at });
      const isOpen = ({ outcome }: JournalEntry) =>
        outcome === undefined || (outcome.kind === 'failed' && outcome.uncertain === true);
      return journal.filter(entry => isOpen(entry) && entry.run !== current);
    },
    journal: async run => journal.filter(entry => entry.run === run),
    journalAbout: async (target, { accounts, people }) =>
      journal.filter(({ target: of, change }) => {
        const account = 'account' in change ? change.account : undefined;
        const person = account?.kind === 'new' ? account.person : 'person' in change ? change.person : undefined;
        const isAbout = (account?.kind === 'existing' && accounts.includes(account.id)) || people.some(one => one === person);
        return of === target && isAbout;
      }),
    appliedSince: async (target, since) => [
      ...(known.applied ?? []),
      ...journal.flatMap(entry =>
        entry.target === target && entry.outcome?.kind === 'applied' && (entry.endedAt ?? '') >= since ? [entry.change] : [],
      ),
    ],
    countsSince: async () => known.counts,
    lastApproved: async () => {
      const ended = runs.flatMap(({ command, attended, result, endedAt }) =>
        attended && (command === 'apply' || command === 'sync') && result !== 'open' && endedAt !== undefined ? [endedAt] : [],
      );
      return known.everApplied === false
        ? undefined
        : (ended.toSorted().at(-1) ?? (known.everApplied === true ? '2000-01-01T00:00:00.000Z' : undefined));
    },
    links: async target => of(links.values(), target),
    putLink: async link => {
      links.set(`${link.target} ${link.person}`, link);
    },
    putLinks: async rows => {
      for (const link of rows) links.set(`${link.target} ${link.person}`, link);
    },
    forgetLink: async (target, person) => links.delete(`${target} ${person}`),
    managedGroups: async target => of(managed.values(), target),
    putManagedGroup: async group => {
      managed.set(`${group.target} ${group.group}`, group);
    },
    releaseGroup: async (target, group) => managed.delete(`${target} ${group}`),
    ledger: async target => of(ledger.values(), target),
    putLedger: async rows => {
      for (const row of rows) ledger.set(rowKey(row), row);
    },
    dropLedger: async (target, rows) => {
      for (const row of rows) ledger.delete(rowKey({ target, ...row }));
    },
    sightings: async provider => sightings.get(provider) ?? [],
    putSightings: async (provider, rows) => {
      sightings.set(provider, rows);
    },
    sourceCount: async provider => counts.get(provider),
    putSourceCount: async count => {
      counts.set(count.provider, count);
    },
    wishes: async target => [...(wishes.get(target)?.values() ?? [])],
    async putWishes(target, rows) {
      const known = wishes.get(target) ?? new Map<string, SyncWishes>();
      for (const row of rows) known.set(row.sync, row);
      wishes.set(target, known);
    },
    async putReads(run, rows) {
      for (const read of rows) reads.set(`${run} ${read.kind} ${read.system}`, { run, read });
    },
    reads: async run => [...reads.values()].filter(row => row.run === run).map(({ read }) => read),
    async lastReads() {
      const newestFirst = [...reads.values()].toSorted((a, b) => b.run - a.run);
      const bySystem = Map.groupBy(newestFirst, ({ read }) => `${read.kind} ${read.system}`);
      return [...bySystem.values()].flatMap(rows => {
        const [newest] = rows;
        const whole = rows.find(({ read }) => read.result.kind === 'whole');
        if (newest === undefined) return [];
        const first = { ...newest, isNewest: true };
        return whole === undefined || whole === newest ? [first] : [first, { ...whole, isNewest: false }];
      });
    },
    waiting: async () => [...waiting.values()].flat().toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0)),
    async putWaiting(target, rows) {
      const before = new Map((waiting.get(target) ?? []).map(row => [row.change.id, row.since]));
      waiting.set(
        target,
        rows.map(row => ({ ...row, since: before.get(row.change.id) ?? row.since })),
      );
    },
    pauses: async () => [...pauses.values()],
    async putPause(pause) {
      pauses.set(pause.target, pause);
    },
    dropPause: async target => pauses.delete(target),
    pins: async target => of(pins.values(), target),
    async putPins(rows) {
      for (const pin of rows) pins.set(`${pin.target} ${pin.key}`, pin);
    },
    dropPins: async (target, keys) => keys.filter(key => pins.delete(`${target} ${key}`)).length,
    appliedAfter: async (target, run) =>
      journal.filter(entry => entry.target === target && entry.run > run && entry.outcome?.kind === 'applied'),
    backup: async () => ({
      ...{ links: [...links.values()], groups: [...managed.values()], ledger: [...ledger.values()] },
      ...{ identities: [...identities.values()], pauses: [...pauses.values()], pins: [...pins.values()], lastRun: runs.length },
    }),
    restore: async () => {
      throw new Error('tests that restore use a state on disk');
    },
    identities: async () => [...identities.values()],
    async putIdentity(identity) {
      identities.set(`${identity.kind} ${identity.name}`, identity);
    },
    prune: async () => 0,
    purge: async () => ({ changes: 0, runs: 0, other: 0 }),
    facts: async () => facts,
    putFact: async (_, fact, learnedAt) => {
      facts.push({ fact, learnedAt });
    },
    signingKey: async () => new Uint8Array(32),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
