import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Change, ExistingAccount, Outcome } from '../../model/change.js';
import { accountId, personId, personKey, runId, sourceName, targetGroupId } from '../../model/ids.js';
import { openStore } from '../sqlite.js';
import type { Pin, Purge, StateStore, Waiting } from '../store.js';
import { freshState, jira, link, now, okta, staff, start, wiki } from '../test-state.js';

const at = '2026-11-20T10:00:00.000Z';
const zora = personKey(okta, personId('00uzora'));
const account = { kind: 'existing', id: accountId('JIRAUSER77'), username: 'zora.quill', displayName: 'Zora Quill' } as const;
const bob = { kind: 'existing', id: accountId('JIRAUSER8'), username: 'bob', displayName: 'Bob Zoraquill' } as const;
const dev = { kind: 'existing', id: targetGroupId('dev'), name: 'Dev' } as const;
const who: Purge = {
  people: [zora],
  accounts: [{ target: jira, account: account.id }],
  names: ['zora.quill', 'zora.quill@example.com', 'Zora Quill'],
};
/** Whatever was ever told of her, in small letters; some of it only the history knows. */
const traces = ['zora.quill', 'zora quill', '00uzora', 'jirauser77', 'zora.maiden', 'wikiuser5'];

const removal = (of: ExistingAccount, more: Partial<Change> = {}): Change =>
  Object.assign(
    { id: `removeMember dev ${of.id}`, kind: 'removeMember', group: dev, account: of, reasons: [] } satisfies Change,
    more,
  );

const entries: readonly { readonly change: Change; readonly outcome: Outcome; readonly target?: typeof jira }[] = [
  {
    change: {
      id: 'renameUser JIRAUSER77',
      kind: 'renameUser',
      account: { ...account, username: 'zora.maiden', displayName: 'Zora Maiden' },
      before: 'zora.maiden',
      username: 'zora.quill',
      reasons: [{ kind: 'valueChangedAtSource', attribute: 'username', from: 'zora.maiden', to: 'zora.quill' }],
    },
    outcome: {
      kind: 'failed',
      problem: 'User "Zora.Quill" exists',
      hint: 'ask zora quill',
      learned: { kind: 'readOnlyAccount', account: account.id },
    },
  },
  {
    change: {
      id: 'updateUser JIRAUSER77',
      kind: 'updateUser',
      account,
      before: { email: 'zora.maiden@example.com' },
      values: { email: 'zora.quill@example.com', displayName: 'Zora Quill' },
      reasons: [{ kind: 'differs', attribute: 'email', expression: 'user.login == "zora.quill" ? "x" : user.email' }],
    },
    outcome: { kind: 'applied', account, details: ['zora.quill now has another address'] },
  },
  {
    target: wiki,
    change: {
      id: 'createUser zora.quill',
      kind: 'createUser',
      person: zora,
      username: 'zora.quill',
      values: { username: 'zora.quill', displayName: 'Zora Quill' },
      reasons: [{ kind: 'newAtSource', source: sourceName('okta') }],
    },
    outcome: { kind: 'applied', account: { ...account, id: accountId('WIKIUSER5') } },
  },
  {
    target: wiki,
    change: {
      id: 'addMember dev WIKIUSER5',
      kind: 'addMember',
      group: dev,
      account: { kind: 'new', person: zora, username: 'zora.quill', displayName: 'Zora Quill' },
      reasons: [],
    },
    outcome: { kind: 'notRun', because: 'the account zora.quill (WIKIUSER5) was not made' },
  },
  {
    change: removal(account, { reasons: [{ kind: 'undo', run: runId(1), pins: ['addMember dev JIRAUSER77'] }] }),
    outcome: { kind: 'stale', found: 'zora.quill is not in it' },
  },
  {
    change: {
      id: 'handOver project:OPS',
      kind: 'handOver',
      account: bob,
      leaver: 'stated',
      responsibility: {
        id: 'project:OPS',
        label: 'project of Zora Quill',
        holder: bob.id,
        successor: { kind: 'account', username: 'zora.quill' },
      },
      reasons: [{ kind: 'leads', what: 'project of Zora Quill' }],
    },
    outcome: { kind: 'applied' },
  },
  {
    change: { id: 'deleteGroup dev', kind: 'deleteGroup', group: dev, members: [account, bob], reasons: [] },
    outcome: { kind: 'applied', group: dev },
  },
  { change: removal(bob), outcome: { kind: 'applied', account: bob } },
];

const pin = (key: string, change: Change): Pin => ({
  target: jira,
  key,
  change,
  run: runId(1),
  undid: runId(1),
  configFingerprint: 'abc',
  since: at,
});
const waits = (change: Change, reason: string): Waiting => ({
  target: jira,
  change,
  why: 'held',
  guard: 'removals',
  reason,
  allow: undefined,
  since: at,
  run: runId(1),
});

/** A state where she is named wherever somebody can be. */
async function told(store: StateStore, status: 'open' | 'closed'): Promise<void> {
  const run = await store.beginRun({ ...start, by: 'zora.quill@ops', reason: 'Zora Quill leaves' });
  for (const { change, outcome, target = jira } of entries)
    await store.settle(run, await store.intend(run, target, change, at), outcome, at);
  await store.endRun(run, 'held', at, {
    targets: [
      {
        target: jira,
        counts: { people: 3, matched: 3, accounts: 3, activeLinked: 3, managedMemberships: 3 },
        applied: 2,
        alreadySo: 0,
        failed: 1,
        notRun: 1,
        held: [{ guard: 'removals', change: removal(account), reason: 'zora.quill is the last one' }],
      },
    ],
    problems: ['zora.quill@example.com is no address'],
  });
  await store.putReads(run, [
    { system: jira, kind: 'target', readAt: at, result: { kind: 'failed', problem: 'no answer for Zora Quill', hint: 'again' } },
  ]);
  await store.putLinks([
    { ...link('00uzora', account.id), person: zora, status, values: { username: 'zora.quill', displayName: 'Zora Quill' } },
    link('bob', bob.id),
  ]);
  await store.putWaiting(jira, [waits(removal(account), 'zora.quill'), waits(removal(bob), 'before zora.quill')]);
  await store.putPins([pin('addMember dev JIRAUSER77', removal(account)), pin('addMember dev JIRAUSER8', removal(bob))]);
  await store.putPause({
    target: undefined,
    level: 'everything',
    until: undefined,
    reason: 'for Zora Quill',
    by: 'zora.quill',
    since: at,
  });
  await store.putSightings(okta, [
    { person: zora, sync: staff, since: at, reads: 1, why: 'gone' },
    { person: personKey(okta, personId('bob')), sync: staff, since: at, reads: 1, why: 'gone' },
  ]);
  await store.putFact(jira, { kind: 'readOnlyAccount', account: account.id }, at);
  await store.putFact(jira, { kind: 'readOnlyAccount', account: bob.id }, at);
}

async function tracesIn(file: string): Promise<string[]> {
  const [db, wal] = await Promise.all([readFile(file, 'latin1'), readFile(`${file}-wal`, 'latin1').catch(() => '')]);
  const bytes = `${db}${wal}`.toLowerCase();
  return traces.filter(trace => bytes.includes(trace));
}

describe('purge', () => {
  it('leaves no byte of somebody in the file or its WAL, also of what only the history knew', async () => {
    await using state = await freshState();
    await told(state.store, 'closed');
    expect(await tracesIn(state.file)).toEqual(traces);

    await state.store.purge(who);
    expect(await tracesIn(state.file)).toEqual([]);

    await state.store[Symbol.asyncDispose]();
    expect(await tracesIn(state.file)).toEqual([]);
  });

  it('counts what it cleaned, and finds nothing the second time', async () => {
    await using state = await freshState();
    await told(state.store, 'closed');

    expect(await state.store.purge(who)).toEqual({ changes: entries.length - 1, runs: 1, other: 8 });
    expect(await state.store.purge(who)).toEqual({ changes: 0, runs: 0, other: 0 });
  });

  it('leaves a history that is read as before: kinds, groups, outcomes, numbers, and everybody else', async () => {
    await using state = await freshState();
    const { store, file } = state;
    await told(store, 'closed');
    const shape = async (of: StateStore) =>
      (await of.journal(runId(1))).map(({ change, outcome, endedAt }) => [
        change.kind,
        'group' in change ? change.group : undefined,
        outcome?.kind,
        endedAt,
      ]);
    const before = {
      shape: await shape(store),
      approved: await store.lastApproved(jira),
      counts: await store.countsSince(jira, at),
    };
    await store.purge(who);
    await store[Symbol.asyncDispose]();

    await using again = await openStore(file, { now });
    expect({
      shape: await shape(again),
      approved: await again.lastApproved(jira),
      counts: await again.countsSince(jira, at),
    }).toEqual(before);
    expect((await again.journal(runId(1))).at(-1)).toMatchObject({
      change: removal(bob),
      outcome: { kind: 'applied', account: bob },
    });
    expect(await again.run(runId(1))).toMatchObject({
      by: '(purged)@ops',
      reason: '(purged) leaves',
      summary: {
        targets: [{ applied: 2, held: [{ reason: '(purged) is the last one' }] }],
        problems: ['(purged) is no address'],
      },
    });
    expect((await again.links(jira)).map(one => one.account)).toEqual([bob.id]);
    expect(await again.waiting()).toEqual([waits(removal(bob), 'before (purged)')]);
    expect(await again.pins(jira)).toEqual([pin('addMember dev JIRAUSER8', removal(bob))]);
    expect(await again.sightings(okta)).toMatchObject([{ person: personKey(okta, personId('bob')) }]);
    expect(await again.facts(jira)).toMatchObject([{ fact: { account: bob.id } }]);
  });

  it('leaves of a run what is about nobody: whom it was for, and how a shared directory stood', async () => {
    await using state = await freshState();
    await told(state.store, 'closed');
    const run = await state.store.beginRun({ ...start, reason: 'sync for zora.quill' });
    const shared = [{ target: wiki, of: jira, syncMs: 3_600_000, verified: { kind: 'notCompared', why: 'why' } }] as const;
    await state.store.endRun(run, 'done', at, { targets: [], problems: [], shared, some: true });

    await state.store.purge(who);

    expect(await state.store.run(run)).toMatchObject({ reason: 'sync for (purged)', summary: { shared, some: true } });
  });

  it('gives one random id for one of hers, so that counts stay right, and a new one each time', async () => {
    const ids = async () => {
      await using state = await freshState();
      await told(state.store, 'closed');
      await state.store.purge(who);
      const journal = await state.store.journal(runId(1));
      return journal.flatMap(({ change, target }) =>
        'account' in change && target === jira && change.account.kind === 'existing' ? [change.account] : [],
      );
    };
    const [first, second] = [await ids(), await ids()];
    const hers = new Set(first.filter(({ username }) => username === '(purged)').map(({ id }) => id));

    expect(hers.size).toBe(1);
    expect(second.some(({ id }) => hers.has(id))).toBe(false);
  });

  it('keeps what is alive: an open link, the ledger, a pin on that account, managed groups', async () => {
    await using state = await freshState();
    const { store } = state;
    await told(store, 'open');
    const row = { target: jira, group: dev.id, account: account.id, by: ['staff manual 1'] };
    await store.putLedger([row]);
    const group = {
      target: jira,
      group: targetGroupId('zora quill'),
      name: 'Zora Quill',
      how: 'made',
      from: [],
      run: undefined,
      since: at,
    } as const;
    await store.putManagedGroup(group);
    const links = await store.links(jira);
    await store.purge(who);

    expect(await store.links(jira)).toEqual(links);
    expect(await store.ledger(jira)).toEqual([row]);
    expect(await store.managedGroups(jira)).toEqual([group]);
    expect((await store.pins(jira)).map(({ key }) => key)).toEqual(['addMember dev JIRAUSER77', 'addMember dev JIRAUSER8']);
    expect(JSON.stringify(await store.pins(jira))).not.toMatch(/zora.quill/i);
    expect(await store.facts(jira)).toHaveLength(2);
  });

  it('finds somebody without a link by their login, and never takes another for them who is linked', async () => {
    await using state = await freshState();
    const { store } = state;
    const twin = { kind: 'existing', id: accountId('JIRAUSER9'), username: 'zora.q', displayName: 'Zora Quill' } as const;
    const twins = { ...removal(bob), id: 'removeMember dev JIRAUSER9', account: twin } as const;
    const earlier = removal({ ...account, username: 'zora.maiden', displayName: 'Z' });
    const run = await store.beginRun(start);
    for (const change of [earlier, removal(account), twins, removal(bob)])
      await store.settle(run, await store.intend(run, jira, change, at), { kind: 'stale', found: 'zora.maiden' }, at);
    await store.putLink(link('twin', twin.id, { values: { displayName: 'Zora Quill' } }));

    await store.purge({ people: [], accounts: [], names: ['ZORA.QUILL', 'zora quill'] });

    const journal = await store.journal(run);
    expect(journal.map(({ change }) => change).slice(2)).toEqual([twins, removal(bob)]);
    for (const { outcome } of journal) expect(outcome).toEqual({ kind: 'stale', found: '(purged)' });
    expect(JSON.stringify(journal.slice(0, 2))).not.toMatch(/zora|JIRAUSER77/i);
  });

  it('clears what was left in the file before, by whatever hand', async () => {
    await using state = await freshState();
    const careless = new DatabaseSync(state.file);
    careless.exec(`PRAGMA secure_delete = OFF; CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('zora.quill');
      DROP TABLE notes; PRAGMA wal_checkpoint(TRUNCATE)`);
    careless.close();
    expect(await tracesIn(state.file)).toEqual(['zora.quill']);

    await state.store.purge(who);
    expect(await tracesIn(state.file)).toEqual([]);
  });

  it('waits for what a dead run left open: without its ids nobody could look what became of it (A2)', async () => {
    await using state = await freshState();
    const { store } = state;
    const run = await store.beginRun(start);
    const seq = await store.intend(run, jira, removal(account), at);

    await expect(store.purge(who)).rejects.toMatchObject({
      name: 'StateError',
      message: expect.stringContaining('run 1 was interrupted'),
    });
    expect(await store.journal(run)).toMatchObject([{ change: removal(account) }]);

    await store.settle(run, seq, { kind: 'applied' }, at);
    expect(await store.purge(who)).toMatchObject({ changes: 1 });
  });

  it('says when another process reads old pages, and clears them when asked again', { timeout: 30_000 }, async () => {
    await using state = await freshState();
    await told(state.store, 'closed');
    const reader = new DatabaseSync(state.file, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM runs').get();

    await expect(state.store.purge(who)).rejects.toMatchObject({
      name: 'StateError',
      hint: expect.stringContaining('purge again'),
    });
    expect(await tracesIn(state.file)).not.toEqual([]);

    reader.close();
    await state.store.purge(who);
    expect(await tracesIn(state.file)).toEqual([]);
  });
});
