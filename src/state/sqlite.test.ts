import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { StateError } from '../errors.js';
import { accountId, personId, personKey, providerId, runId, sourceName, targetGroupId } from '../model/ids.js';
import { openStore } from './sqlite.js';
import type { LedgerRow } from './store.js';
import { change, freshState, jira, link, now, okta, staff, start, summary, wiki } from './test-state.js';

describe('runs', () => {
  it('are numbered from 1, and come back as they were written, newest first', async () => {
    await using state = await freshState();
    const { store } = state;
    const first = await store.beginRun(start);
    const second = await store.beginRun({ ...start, command: 'sync', attended: false, reason: 'because' });
    await store.endRun(first, 'held', '2026-11-20T10:01:00.000Z', summary());

    expect([first, second]).toEqual([1, 2]);
    expect(await store.runs(10)).toEqual([
      {
        ...start,
        id: 2,
        command: 'sync',
        attended: false,
        reason: 'because',
        endedAt: undefined,
        result: 'open',
        summary: undefined,
      },
      { ...start, id: 1, endedAt: '2026-11-20T10:01:00.000Z', result: 'held', summary: summary() },
    ]);
    expect(await store.runs(1)).toHaveLength(1);
    expect(await store.run(first)).toMatchObject({ id: 1, result: 'held' });
    expect(await store.run(runId(3))).toBeUndefined();
  });

  it('are there when the state is opened again, for a reader too', async () => {
    await using state = await freshState();
    await state.store.beginRun(start);

    await using reader = await openStore(state.file, { now, readOnly: true });

    expect(await reader.runs(10)).toHaveLength(1);
    await expect(reader.beginRun(start)).rejects.toThrow(StateError);
  });
});

describe('the journal (A2)', () => {
  it('holds each change from before it is sent, and its outcome', async () => {
    await using state = await freshState();
    const { store } = state;
    const run = await store.beginRun(start);

    const one = await store.intend(run, jira, change('1'), '2026-11-20T10:00:01.000Z');
    const two = await store.intend(run, wiki, change('2'), '2026-11-20T10:00:02.000Z');
    await store.settle(run, one, { kind: 'applied', details: ['left dev'] }, '2026-11-20T10:00:03.000Z');

    expect([one, two]).toEqual([1, 2]);
    expect(await store.journal(run)).toEqual([
      {
        run,
        seq: 1,
        target: jira,
        change: change('1'),
        intendedAt: '2026-11-20T10:00:01.000Z',
        outcome: { kind: 'applied', details: ['left dev'] },
        endedAt: '2026-11-20T10:00:03.000Z',
      },
      {
        run,
        seq: 2,
        target: wiki,
        change: change('2'),
        intendedAt: '2026-11-20T10:00:02.000Z',
        outcome: undefined,
        endedAt: undefined,
      },
    ]);
  });

  it('settles a change once', async () => {
    await using state = await freshState();
    const run = await state.store.beginRun(start);
    const seq = await state.store.intend(run, jira, change('1'), '2026-11-20T10:00:01.000Z');
    await state.store.settle(run, seq, { kind: 'alreadySo' }, '2026-11-20T10:00:02.000Z');

    await expect(state.store.settle(run, seq, { kind: 'applied' }, '2026-11-20T10:00:03.000Z')).rejects.toThrow(
      /already settled/,
    );
    expect(await state.store.journal(run)).toMatchObject([{ outcome: { kind: 'alreadySo' } }]);
  });

  it('keeps an entry open of which nobody knows what became, whatever its run', async () => {
    await using state = await freshState();
    const { store } = state;
    const run = await store.beginRun(start);
    const seq = await store.intend(run, jira, change('lost'), '2026-11-20T10:00:00.000Z');
    const uncertain = { kind: 'failed', problem: 'no answer', hint: 'The next run looks.', uncertain: true } as const;
    await store.settle(run, seq, uncertain, '2026-11-20T10:00:01.000Z');
    await store.endRun(run, 'failed', '2026-11-20T10:00:02.000Z', summary(jira));
    await using _lock = await store.lock({ host: 'here', pid: process.pid, command: 'sync', since: start.startedAt });

    expect(await store.closeInterrupted('2026-11-20T11:00:00.000Z')).toMatchObject([{ run, seq, outcome: uncertain }]);
    await store.settle(run, seq, { kind: 'applied' }, '2026-11-20T11:00:00.000Z');
    expect(await store.closeInterrupted('2026-11-20T11:00:00.000Z')).toEqual([]);
    expect((await store.run(run))?.result).toBe('failed');
  });

  it('tells what was applied to a target in a window, for the guards', async () => {
    await using state = await freshState();
    const { store } = state;
    const run = await store.beginRun(start);
    const settled = async (id: string, target: typeof jira, kind: 'applied' | 'alreadySo', at: string) =>
      store.settle(run, await store.intend(run, target, change(id), at), { kind }, at);
    await settled('before', jira, 'applied', '2026-11-19T09:59:59.999Z');
    await settled('in', jira, 'applied', '2026-11-19T10:00:00.000Z');
    await settled('so', jira, 'alreadySo', '2026-11-19T11:00:00.000Z');
    await settled('other', wiki, 'applied', '2026-11-19T11:00:00.000Z');
    await store.intend(run, jira, change('open'), '2026-11-19T11:00:00.000Z');

    expect((await store.appliedSince(jira, '2026-11-19T10:00:00.000Z')).map(({ id }) => id)).toEqual(['in']);
  });

  it('knows the counts with which a window opened', async () => {
    await using state = await freshState();
    const { store } = state;
    for (const [people, endedAt] of [
      [1, '2026-11-18T00:00:00.000Z'],
      [2, '2026-11-20T00:00:00.000Z'],
      [3, '2026-11-20T01:00:00.000Z'],
    ] as const)
      await store.endRun(await store.beginRun(start), 'done', endedAt, summary(jira, people));

    expect(await store.countsSince(jira, '2026-11-19T00:00:00.000Z')).toMatchObject({ people: 2 });
    expect(await store.countsSince(jira, '2026-11-21T00:00:00.000Z')).toBeUndefined();
    expect(await store.countsSince(wiki, '2026-11-01T00:00:00.000Z')).toBeUndefined();
  });
});

describe('a first run is one until somebody attended a run of that target', () => {
  it.each([
    ['an attended one that ended', { attended: true }, 'done', true],
    ['an attended one with something held', { attended: true }, 'held', true],
    ['an unattended one, from which the guards held everything', { command: 'sync', attended: false }, 'held', false],
    ['an attended one that could not', { attended: true }, 'could not', false],
    ['an adoption', { command: 'adopt', attended: true }, 'done', false],
  ] as const)('%s', async (_, how, result, ever) => {
    await using state = await freshState();
    const { store } = state;
    await store.endRun(await store.beginRun({ ...start, ...how }), result, '2026-11-20T10:01:00.000Z', summary(jira));

    expect(await store.lastApproved(jira)).toBe(ever ? '2026-11-20T10:01:00.000Z' : undefined);
    expect((await store.lastApproved(wiki)) !== undefined).toBe(false);
  });

  it('also when that run died after its first change', async () => {
    await using state = await freshState();
    const run = await state.store.beginRun(start);
    const seq = await state.store.intend(run, jira, change('1'), '2026-11-20T10:00:01.000Z');
    expect((await state.store.lastApproved(jira)) !== undefined).toBe(false);

    await state.store.settle(run, seq, { kind: 'applied' }, '2026-11-20T10:00:02.000Z');

    expect((await state.store.lastApproved(jira)) !== undefined).toBe(true);
  });
});

describe('links (C1, C4)', () => {
  it('come back as they were put; a person has one per target, and the last one counts', async () => {
    await using state = await freshState();
    const { store } = state;
    const closed = link('bob', 'B', {
      status: 'closed',
      deactivatedAt: '2026-11-01',
      accessCutAt: '2026-10-31',
      owner: undefined,
      how: 'set',
    });
    await store.putLinks([link('ann', 'A'), closed, link('ann', 'W', { target: wiki })]);
    await store.putLink(link('ann', 'A2', { values: { email: 'ann@example.com' } }));

    expect(await store.links(jira)).toEqual([link('ann', 'A2', { values: { email: 'ann@example.com' } }), closed]);
    expect(await store.links(wiki)).toEqual([link('ann', 'W', { target: wiki })]);
  });

  it('never give one account to two people, and say who has it', async () => {
    await using state = await freshState();
    const { store } = state;
    await store.putLink(link('ann', 'A'));

    await expect(store.putLinks([link('cid', 'C'), link('bob', 'A')])).rejects.toMatchObject({
      name: 'StateError',
      message: 'account A of jira is already linked to person ann of okta:example',
    });

    expect(await store.links(jira)).toEqual([link('ann', 'A')]);
    await store.putLink(link('ann', 'A', { status: 'closed' }));
    await store.putLink(link('bob', 'A'));
    expect(await store.links(jira)).toHaveLength(2);
  });

  it('are forgotten one by one', async () => {
    await using state = await freshState();
    await state.store.putLink(link('ann', 'A'));

    expect(await state.store.forgetLink(jira, link('ann', 'A').person)).toBe(true);
    expect(await state.store.forgetLink(jira, link('ann', 'A').person)).toBe(false);
    expect(await state.store.links(jira)).toEqual([]);
  });
});

describe('managed groups and the ledger (G5)', () => {
  const dev = targetGroupId('dev');
  const ops = targetGroupId('ops');
  const row = (group: typeof dev, account: string, by = ['staff manual 1']): LedgerRow => ({
    target: jira,
    group,
    account: accountId(account),
    by,
  });

  it('a released group takes its memberships out of the ledger, and nothing else', async () => {
    await using state = await freshState();
    const { store } = state;
    const group = {
      target: jira,
      group: dev,
      name: 'Dev',
      how: 'adopted',
      from: [{ provider: okta, id: '00g', name: 'Dev' }],
      run: undefined,
      since: '2026',
    } as const;
    await store.putManagedGroup(group);
    await store.putManagedGroup({ ...group, name: 'Developers', run: runId(4) });
    await store.putLedger([row(dev, 'A'), row(dev, 'B'), row(ops, 'A')]);

    expect(await store.managedGroups(jira)).toEqual([{ ...group, name: 'Developers', run: 4 }]);
    expect(await store.releaseGroup(jira, dev)).toBe(true);
    expect(await store.releaseGroup(jira, dev)).toBe(false);
    expect(await store.managedGroups(jira)).toEqual([]);
    expect(await store.ledger(jira)).toEqual([row(ops, 'A')]);
  });

  it('holds 200,000 memberships, each once, and drops what it is told to', async () => {
    await using state = await freshState();
    const { store } = state;
    const rows = Array.from({ length: 200_000 }, (_, i) => row(targetGroupId(`g${i % 500}`), `a${i}`));
    await store.putLedger(rows);
    await store.putLedger([row(targetGroupId('g0'), 'a0', ['another rule'])]);
    await store.dropLedger(jira, rows.slice(1, 100_000));

    const left = await store.ledger(jira);

    expect(left).toHaveLength(100_001);
    expect(left.find(({ account }) => account === 'a0')).toEqual(row(targetGroupId('g0'), 'a0', ['another rule']));
  });
});

describe('what is remembered of sources and targets', () => {
  it('sightings are replaced, provider by provider (U2)', async () => {
    await using state = await freshState();
    const { store } = state;
    const idcs = providerId('idcs:example');
    const seen = (id: string, reads: number) => ({
      person: personKey(okta, personId(id)),
      sync: staff,
      since: '2026',
      reads,
      why: 'gone',
    });
    await store.putSightings(okta, [seen('ann', 1), seen('bob', 1)]);
    await store.putSightings(idcs, [seen('cid', 1)]);
    await store.putSightings(okta, [seen('ann', 2)]);

    expect(await store.sightings(okta)).toEqual([seen('ann', 2)]);
    expect(await store.sightings(idcs)).toEqual([seen('cid', 1)]);
  });

  it('the last good read of a source', async () => {
    await using state = await freshState();
    const count = { provider: okta, source: sourceName('okta'), readAt: '2026', people: 9, groups: 2 };
    expect(await state.store.sourceCount(okta)).toBeUndefined();
    await state.store.putSourceCount(count);
    await state.store.putSourceCount({ ...count, people: 10 });
    expect(await state.store.sourceCount(okta)).toEqual({ ...count, people: 10 });
  });

  it('one fact is one row, in whatever order its fields come (G9, G10)', async () => {
    await using state = await freshState();
    const { store } = state;
    const group = targetGroupId('dev');
    const account = accountId('A');
    await store.putFact(jira, { kind: 'nestedMember', group, account }, '2026-11-01');
    await store.putFact(jira, { account, group, kind: 'nestedMember' }, '2026-11-02');
    await store.putFact(jira, { kind: 'readOnlyGroup', group }, '2026-11-03');

    expect(await store.facts(jira)).toEqual([
      { fact: { kind: 'nestedMember', group, account }, learnedAt: '2026-11-02' },
      { fact: { kind: 'readOnlyGroup', group }, learnedAt: '2026-11-03' },
    ]);
    expect(await store.facts(wiki)).toEqual([]);
  });

  it('the signing key is random, made once, and never by a reader', async () => {
    await using state = await freshState();
    await using other = await freshState();
    await using reader = await openStore(state.file, { now, readOnly: true });

    await expect(reader.signingKey()).rejects.toThrow(/no signing key yet/);
    const key = await state.store.signingKey();

    expect(key).toHaveLength(32);
    expect(await state.store.signingKey()).toEqual(key);
    expect(await reader.signingKey()).toEqual(key);
    expect(await other.store.signingKey()).not.toEqual(key);
  });
});

describe('rows are parsed when read', () => {
  it.each([
    ['JSON that is cut off', `UPDATE links SET "values" = '{'`],
    ['a word that we do not know', `UPDATE links SET status = 'ajar'`],
  ])('%s is a damaged state, not a wrong answer', async (_, sql) => {
    await using state = await freshState();
    await state.store.putLink(link('ann', 'A'));
    const db = new DatabaseSync(state.file);
    db.exec(sql);
    db.close();

    await expect(state.store.links(jira)).rejects.toMatchObject({
      name: 'StateError',
      message: expect.stringContaining('is damaged: a row cannot'),
    });
  });
});
