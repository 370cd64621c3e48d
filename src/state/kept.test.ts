import { describe, expect, it } from 'vitest';
import type { Change } from '../model/change.js';
import {
  accountId,
  personId,
  personKey,
  providerId,
  runId,
  sourceName,
  syncName,
  type TargetName,
  targetGroupId,
} from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncWishes } from '../model/plan.js';
import { openStore } from './sqlite.js';
import type { JournalSubject, Pause, Pin, ReadRecord, StateStore, Waiting } from './store.js';
import { change, freshState, jira, now, start, wiki } from './test-state.js';

const owner = { host: 'here', pid: process.pid, command: 'sync', since: '2026-11-20T10:00:00.000Z' };

const whole = (system: string, people: number, more: Partial<ReadRecord> = {}): ReadRecord => ({
  system: sourceName(system),
  kind: 'source',
  readAt: '2026-11-20T10:00:00.000Z',
  result: {
    kind: 'whole',
    calls: 3,
    lists: [{ what: 'users', pages: 2, rows: people, end: 'no next link' }],
    people,
    groups: 1,
    quarantined: 0,
    unknownGroups: ['dev'],
  },
  ...more,
});
const failed = (system: string): ReadRecord =>
  whole(system, 0, { result: { kind: 'failed', problem: 'it did not answer', hint: 'try again' } });

/** What is remembered is what a process started later is told. */
async function later<T>(file: string, ask: (store: StateStore) => Promise<T>): Promise<T> {
  await using store = await openStore(file, { now });
  return await ask(store);
}

describe('what was read (R1)', () => {
  it('comes back run by run; what a run puts again replaces what it put before', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const run = await store.beginRun(start);
    const before = { readAt: '2026-11-19T10:00:00.000Z', people: 8, groups: 1 };
    const okta = whole('okta', 9);
    if (okta.result.kind === 'whole')
      await store.putReads(run, [{ ...okta, result: { ...okta.result, before } }, failed('idcs')]);
    await store.putReads(run, [whole('idcs', 4), whole('idcs', 2, { system: jira, kind: 'target' })]);

    expect(await later(file, again => again.reads(run))).toEqual([
      whole('idcs', 4),
      { ...okta, result: { ...okta.result, before } },
      whole('idcs', 2, { system: jira, kind: 'target' }),
    ]);
    expect(await store.reads(runId(9))).toEqual([]);
  });

  it('last: of each system the newest read, and the newest whole one', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const [one, two, three] = [await store.beginRun(start), await store.beginRun(start), await store.beginRun(start)];
    await store.putReads(one, [whole('okta', 1), failed('idcs'), whole('same', 5)]);
    await store.putReads(two, [whole('okta', 2), whole('same', 6, { kind: 'target' })]);
    await store.putReads(three, [failed('okta')]);

    expect(await later(file, again => again.lastReads())).toEqual([
      { run: one, read: failed('idcs'), isNewest: true },
      { run: three, read: failed('okta'), isNewest: true },
      { run: two, read: whole('okta', 2), isNewest: false },
      { run: one, read: whole('same', 5), isNewest: true },
      { run: two, read: whole('same', 6, { kind: 'target' }), isNewest: true },
    ]);
  });
});

describe('what waits', () => {
  const waits = (id: string, since: string, more: Partial<Waiting> = {}): Waiting => ({
    target: jira,
    change: change(id),
    why: 'held',
    guard: 'removals',
    reason: 'too many',
    allow: 'jira:removals=20',
    since,
    run: runId(1),
    ...more,
  });

  it('is told oldest first; each run says anew what waits, and since when stays', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const late = waits('w', '2026-11-03', { target: wiki, why: 'failed', guard: undefined, allow: undefined });
    await store.putWaiting(wiki, [late]);
    await store.putWaiting(jira, [waits('done', '2026-11-01'), waits('left', '2026-11-01')]);
    await store.putWaiting(jira, [waits('new', '2026-11-02', { run: runId(2) }), waits('left', '2026-11-02', { run: runId(2) })]);

    expect(await later(file, again => again.waiting())).toEqual([
      waits('left', '2026-11-01', { run: runId(2) }),
      waits('new', '2026-11-02', { run: runId(2) }),
      late,
    ]);
    await store.putWaiting(jira, []);
    expect(await store.waiting()).toEqual([late]);
  });

  it('once for each guard that holds it', async () => {
    await using state = await freshState();
    const both = [waits('x', '2026-11-01'), waits('x', '2026-11-01', { guard: 'protected', allow: undefined })];
    await state.store.putWaiting(jira, both);
    await state.store.putWaiting(
      jira,
      both.map(row => ({ ...row, since: '2026-11-05' })),
    );

    expect(await state.store.waiting()).toEqual(both);
  });
});

describe('pauses', () => {
  const pause = (target: TargetName | undefined, more: Partial<Pause> = {}): Pause => ({
    target,
    level: 'destructive',
    until: undefined,
    reason: undefined,
    by: 'ada',
    since: '2026-11-20T10:00:00.000Z',
    ...more,
  });

  it('survive restarts; one per target, and one for all', async () => {
    await using state = await freshState();
    const { store, file } = state;
    await store.putPause(pause(undefined));
    await store.putPause(pause(undefined, { level: 'everything', until: '2026-12-01T00:00:00.000Z', reason: 'audit' }));
    await store.putPause(pause(jira));

    const kept = await later(file, again => again.pauses());

    expect(kept).toEqual([
      pause(undefined, { level: 'everything', until: '2026-12-01T00:00:00.000Z', reason: 'audit' }),
      pause(jira),
    ]);
    expect(await store.dropPause(wiki)).toBe(false);
    expect(await store.dropPause(undefined)).toBe(true);
    expect(await store.dropPause(undefined)).toBe(false);
    expect(await store.pauses()).toEqual([pause(jira)]);
  });

  it('are set and lifted while another process runs, which sees them at once', async () => {
    await using state = await freshState();
    await using _lock = await state.store.lock(owner);
    const run = await state.store.beginRun(start);
    await using admin = await openStore(state.file, { now });

    await admin.putPause(pause(jira));
    await state.store.intend(run, jira, change('1'), '2026-11-20T10:00:01.000Z');
    expect(await state.store.pauses()).toEqual([pause(jira)]);

    expect(await admin.dropPause(jira)).toBe(true);
    expect(await state.store.pauses()).toEqual([]);
  });
});

describe('pins (A8)', () => {
  const pin = (key: string, more: Partial<Pin> = {}): Pin => ({
    target: jira,
    key,
    change: change('1'),
    run: runId(3),
    undid: runId(2),
    configFingerprint: 'abc',
    since: '2026-11-20T10:00:00.000Z',
    ...more,
  });

  it('are kept by target and key, the last one counts, and go one by one', async () => {
    await using state = await freshState();
    const { store, file } = state;
    await store.putPins([pin('a'), pin('b'), pin('a', { target: wiki })]);
    await store.putPins([pin('b', { run: runId(5), configFingerprint: 'xyz' })]);

    expect(await later(file, again => again.pins(jira))).toEqual([
      pin('a'),
      pin('b', { run: runId(5), configFingerprint: 'xyz' }),
    ]);
    expect(await store.dropPins(jira, ['a', 'c'])).toBe(1);
    expect((await store.pins(jira)).map(({ key }) => key)).toEqual(['b']);
    expect(await store.pins(wiki)).toEqual([pin('a', { target: wiki })]);
  });
});

describe('the journal tells undo what happened since (A8)', () => {
  it('in later runs, to that target, and really: in order', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const runs = [await store.beginRun(start), await store.beginRun(start), await store.beginRun({ ...start, command: 'undo' })];
    const at = '2026-11-20T10:00:01.000Z';
    for (const run of runs) {
      await store.intend(run, jira, change(`${run} open`), at);
      for (const [target, kind] of [
        [jira, 'applied'],
        [wiki, 'applied'],
        [jira, 'alreadySo'],
        [jira, 'applied'],
      ] as const) {
        const seq = await store.intend(run, target, change(`${run} ${target} ${kind}`), at);
        await store.settle(run, seq, { kind }, at);
      }
    }

    const after = await later(file, again => again.appliedAfter(jira, runId(1)));

    expect(after.map(({ run, seq }) => [run, seq])).toEqual([
      [2, 2],
      [2, 5],
      [3, 2],
      [3, 5],
    ]);
    expect(after[0]).toEqual((await store.journal(runId(2)))[1]);
    expect(await store.appliedAfter(jira, runId(3))).toEqual([]);
  });
});

describe('last known wishes (DESIGN §2)', () => {
  const named = (sync: string, readAt: string, ...groups: readonly string[]): SyncWishes => ({
    ...{ sync: syncName(sync), readAt, rules: '[]' },
    groups: groups.map(nameKey),
  });

  it('come back for each target and sync, are replaced by a later read, and not by an earlier one', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const [monday, tuesday] = ['2026-11-16T10:00:00.000Z', '2026-11-17T10:00:00.000Z'];
    await store.putWishes(jira, [named('staff', tuesday, 'Team-a', 'b'), named('partners', tuesday)]);
    await store.putWishes(wiki, [named('staff', tuesday, 'x')]);
    await store.putWishes(jira, [named('staff', monday, 'old'), named('partners', tuesday, 'c')]);

    expect(await later(file, again => again.wishes(jira))).toEqual([
      named('partners', tuesday, 'c'),
      named('staff', tuesday, 'team-a', 'b'),
    ]);
    expect(await later(file, again => again.wishes(wiki))).toEqual([named('staff', tuesday, 'x')]);
  });
});

describe('the journal tells explain what was done about somebody', () => {
  it('by account and by person, also before there was an account; of that target alone, whatever became of it', async () => {
    await using state = await freshState();
    const { store, file } = state;
    const run = await store.beginRun(start);
    const at = '2026-11-20T10:00:01.000Z';
    const ann = { kind: 'existing', id: accountId('a1'), username: 'ann', displayName: 'Ann' } as const;
    const person = personKey(providerId('okta.example.com'), personId('p1'));
    const group = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' } as const;
    const common = { reasons: [], group };
    const changes: readonly Change[] = [
      { kind: 'createUser', id: 'c', person, username: 'ann', values: {}, reasons: [] },
      { kind: 'addMember', id: 'new', account: { kind: 'new', person, username: 'ann', displayName: 'Ann' }, ...common },
      { kind: 'addMember', id: 'there', account: ann, ...common },
      { kind: 'addMember', id: 'other', account: { ...ann, id: accountId('a2') }, ...common },
    ];
    for (const one of changes) await store.intend(run, jira, one, at);
    await store.intend(run, wiki, { kind: 'reactivateUser', id: 'wiki', account: ann, reasons: [] }, at);

    const about = (who: JournalSubject) =>
      later(file, async again => (await again.journalAbout(jira, who)).map(({ change: { id } }) => id));

    expect(await about({ accounts: [ann.id], people: [person] })).toEqual(['c', 'new', 'there']);
    expect(await about({ accounts: [ann.id], people: [] })).toEqual(['there']);
    expect(await about({ accounts: [], people: [] })).toEqual([]);
  });
});
