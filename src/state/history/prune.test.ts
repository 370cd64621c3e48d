import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunId, runId, sourceName } from '../../model/ids.js';
import { openEmptyStore, openStore } from '../sqlite.js';
import type { ReadRecord, StateStore } from '../store.js';
import { change, freshState, jira, now, start, summary, wiki } from '../test-state.js';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T10:00:00.000Z`;
const owner = { host: 'here', pid: process.pid, command: 'sync', since: day(1) };
const everything = '2027-01-01T00:00:00.000Z';

const read = (kind: 'whole' | 'failed'): ReadRecord => ({
  system: sourceName('okta'),
  kind: 'source',
  readAt: day(1),
  result:
    kind === 'failed'
      ? { kind, problem: 'no', hint: 'again' }
      : { kind, calls: 1, lists: [], people: 1, groups: 0, quarantined: 0, unknownGroups: [] },
});

interface Past {
  readonly command: 'apply' | 'sync' | 'undo';
  readonly attended: boolean;
  readonly result: 'done' | 'held' | 'could not' | 'interrupted' | 'open';
  readonly entries: readonly { readonly target: typeof jira; readonly kind: 'applied' | 'alreadySo' | 'stale' | 'open' }[];
  readonly summed: typeof jira | undefined;
  readonly read: 'whole' | 'failed' | undefined;
}

async function live(store: StateStore, past: Past, at: string): Promise<RunId> {
  const run = await store.beginRun({ ...start, command: past.command, attended: past.attended, startedAt: at });
  for (const [n, { target, kind }] of past.entries.entries()) {
    const seq = await store.intend(run, target, change(`${run}.${n}`), at);
    if (kind === 'stale') await store.settle(run, seq, { kind, found: 'other' }, at);
    else if (kind !== 'open') await store.settle(run, seq, { kind }, at);
  }
  if (past.read) await store.putReads(run, [read(past.read)]);
  const { targets, problems } = summary(past.summed);
  if (past.result !== 'open') await store.endRun(run, past.result, at, { problems, targets: past.summed ? targets : [] });
  return run;
}

const done = (more: Partial<Past> = {}): Past => ({
  command: 'sync',
  attended: false,
  result: 'done',
  entries: [],
  summed: jira,
  read: undefined,
  ...more,
});

const applied = (target = jira) => [{ target, kind: 'applied' as const }];
const left = async (store: StateStore) => (await store.runs(100)).map(({ id }) => id).toReversed();

describe('prune', () => {
  it('forgets runs that ended before then, with their journal and reads, and none that ended later', async () => {
    await using state = await freshState();
    const { store, file } = state;
    for (const n of [1, 2, 3]) await live(store, done({ entries: applied(), read: 'whole' }), day(n));

    expect(await store.prune(day(2))).toBe(1);
    expect(await store.prune(day(2))).toBe(0);

    await store[Symbol.asyncDispose]();
    await using again = await openStore(file, { now });
    expect(await left(again)).toEqual([2, 3]);
    expect(await again.run(runId(1))).toBeUndefined();
    expect(await again.journal(runId(1))).toEqual([]);
    expect(await again.reads(runId(1))).toEqual([]);
    expect(await again.journal(runId(2))).toHaveLength(1);
    expect(await again.reads(runId(2))).toHaveLength(1);
    expect(await again.beginRun(start)).toBe(4);
  });

  it.each([
    ['a run that has not ended', done({ result: 'open' })],
    [
      'an entry of which nobody knows what became (A2)',
      done({ result: 'interrupted', entries: [{ target: jira, kind: 'open' }] }),
    ],
    ['the newest run that was approved', done({ command: 'apply', attended: true })],
    ['the newest journal of another target', done({ entries: applied(wiki) })],
  ])('keeps, however old, %s', async (_, past) => {
    await using state = await freshState();
    const { store } = state;
    const kept = await live(store, past, day(1));
    await live(store, done({ entries: applied() }), day(2));
    const last = await live(store, done({ entries: applied() }), day(3));

    expect(await store.prune(everything)).toBe(1);

    expect(await left(store)).toEqual([kept, last]);
    expect(await store.journal(kept)).toHaveLength(past.entries.length);
  });

  it('keeps the newest whole read of a system, though its run is forgotten, until a newer one is there', async () => {
    await using state = await freshState();
    const { store } = state;
    await live(store, done({ read: 'whole' }), day(1));
    await live(store, done({ read: 'failed' }), day(2));
    await live(store, done({ read: 'failed' }), day(3));
    const before = await store.lastReads();

    await store.prune(everything);
    expect(await left(store)).toEqual([]);
    expect(await store.lastReads()).toEqual(before);
    expect(await store.reads(runId(2))).toEqual([]);

    await live(store, done({ read: 'whole' }), day(4));
    await store.prune(day(4));
    expect(await store.reads(runId(1))).toEqual([]);
  });

  it('overwrites what it forgets', async () => {
    await using state = await freshState();
    const { store, file } = state;
    await store.endRun(await store.beginRun({ ...start, command: 'links', reason: 'Xanthippe asked' }), 'done', day(1), {
      targets: [],
      problems: [],
    });
    await live(store, done(), day(2));
    await store.prune(day(2));
    await store[Symbol.asyncDispose]();

    expect(await readFile(file, 'latin1')).not.toContain('Xanthippe');
  });

  it('changes no answer about approval, the last reads, open entries or what ended since', async () => {
    const target = fc.constantFrom(jira, wiki);
    const past: fc.Arbitrary<Past> = fc.record({
      command: fc.constantFrom('apply', 'sync', 'undo'),
      attended: fc.boolean(),
      result: fc.constantFrom('done', 'held', 'could not', 'interrupted', 'open'),
      entries: fc.array(fc.record({ target, kind: fc.constantFrom('applied', 'alreadySo', 'stale', 'open') }), { maxLength: 3 }),
      summed: fc.option(target, { nil: undefined }),
      read: fc.constantFrom('whole', 'failed', undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(past, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (pasts, n) => {
        await using store = openEmptyStore({ now });
        await using _lock = await store.lock(owner);
        const ask = async () => ({
          approved: [await store.lastApproved(jira), await store.lastApproved(wiki)],
          reads: await store.lastReads(),
          since: [await store.appliedSince(jira, day(n)), await store.countsSince(wiki, day(n))],
          runs: (await store.runs(100)).filter(({ endedAt }) => endedAt === undefined || endedAt >= day(n)),
        });
        for (const [index, one] of pasts.entries()) await live(store, one, day(index + 1));
        const before = await ask();

        const forgotten = await store.prune(day(n));

        expect(await ask()).toEqual(before);
        expect(await store.runs(100)).toHaveLength(pasts.length - forgotten);
        const open = pasts.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'open'));
        expect(await store.closeInterrupted(day(20))).toHaveLength(open.length);
      }),
    );
  });
});
