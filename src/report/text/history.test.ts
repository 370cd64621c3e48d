import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { Change, Outcome } from '../../model/change.js';
import { runId } from '../../model/ids.js';
import type { JournalEntry, RunSummary } from '../../state/store.js';
import { addMember, createUser, heldRemovals, jira, planOf, record, viaRule } from '../test-plans.js';
import { renderHistory, renderRun } from './history.js';
import type { Paper } from './paper.js';

const paper: Paper = { width: 120, full: false, chalk: new Chalk({ level: 0 }) };
const { counts } = planOf({});
const summary: RunSummary = {
  targets: [{ target: jira, counts, applied: 26, alreadySo: 1, failed: 1, notRun: 0, held: heldRemovals('jira-users', 2) }],
  problems: ['idcs: refused'],
};
const entry = (seq: number, change: Change, outcome: Outcome | undefined): JournalEntry => ({
  run: runId(12),
  seq,
  target: jira,
  change,
  intendedAt: '2026-11-22T05:45:00.000Z',
  outcome,
  endedAt: undefined,
});

describe('history', () => {
  it('has a line for each run: when, what, by whom, how it ended; and why', () => {
    const runs = [
      record({ summary, result: 'failed', reason: 'CHG-1234' }),
      record({ id: runId(9), command: 'sync', by: 'rollcall@cron', result: 'open' }),
    ];

    expect(renderHistory(runs, paper).split('\n')).toEqual([
      '12  2026-11-22 05:44 UTC  apply  anna@ops1      failed  26 applied, 1 already so, 1 failed, 2 held',
      '    CHG-1234',
      '9   2026-11-22 05:44 UTC  sync   rollcall@cron  open',
    ]);
  });

  it('says that there is none', () => {
    expect(renderHistory([], paper)).toBe('no runs yet');
  });
});

describe('one run', () => {
  const journal = [
    entry(1, createUser('ada', 'Ada', 'ada@x.com'), { kind: 'applied' }),
    entry(2, addMember('g', 'bob', viaRule('manual 1', 'Eng')), { kind: 'failed', problem: 'read-only', hint: 'Ignore it.' }),
    entry(3, addMember('g', 'cid', viaRule('manual 1', 'Eng')), undefined),
  ];
  const text = renderRun(record({ summary, result: 'failed', reason: 'CHG-1234' }), journal, [], paper);

  it('tells who ran it, when, how long, why and with which result', () => {
    expect(text).toContain('run 12 · apply (attended) · some changes failed or did not run');
    expect(text).toContain('2026-11-22 05:44 UTC, 3 min · by anna@ops1');
    expect(text).toContain('reason: CHG-1234');
    expect(text).toContain('! idcs: refused');
  });

  it('tells each change with its reason and its end; a broken one is unknown, not done (A2)', () => {
    expect(text).toMatch(/✓ 1 {2}create the account ada \(Ada <ada@x\.com>\) +new in okta/);
    expect(text).toMatch(/✗ 2 {2}add bob to g +staff manual 1 via Eng\n +failed: read-only\n +→ Ignore it\./);
    expect(text).toMatch(/\? 3 {2}add cid to g[\s\S]*nobody knows yet/);
  });

  it('shows trouble even where it folds the rest', () => {
    const many = Array.from({ length: 60 }, (_, at) => entry(at + 10, addMember('g', `user${at}`), { kind: 'applied' }));
    const folded = renderRun(record(), [...many, ...journal], [], paper);

    expect(folded).toContain('failed: read-only');
    expect(folded).toContain('… 36 more changes');
    expect(renderRun(record(), many, [], { ...paper, full: true })).toContain('add user59 to g');
  });

  it('shows what was held', () => {
    expect(text).toMatch(/held in jira\n {4}! jira-users {2}2 removals: user001 {2}user002/);
  });
});
