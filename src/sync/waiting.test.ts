import { describe, expect, it } from 'vitest';
import { hoursBefore, NOW } from '../../test/directories.js';
import { deactivation, removal, waits } from '../../test/standing.js';
import type { Change, Outcome } from '../model/change.js';
import { runId } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import { addMember, createUser, handOver, planOf } from '../report/test-plans.js';
import type { Waiting } from '../state/store.js';
import { endsSomebody, waitingAfter } from './waiting.js';

const left = (plan: Plan, outcomes: readonly (readonly [Change, Outcome])[] = [], before: readonly Waiting[] = []) =>
  waitingAfter({ plan, applied: outcomes.map(([change, outcome]) => ({ change, outcome })), before, run: runId(13), now: NOW });
const shown = (rows: readonly Waiting[]) => rows.map(({ change, why, guard }) => `${why} ${guard ?? '-'} ${change.id}`);

const end = deactivation('ann');
const done: Outcome = { kind: 'applied' };
const failed: Outcome = { kind: 'failed', problem: 'no', hint: 'Do.' };

describe('what waits after a run', () => {
  it('is what was held, failed, did not run or had moved, with the reason and what lifts it; never what is done', () => {
    const held = { change: end, guard: 'deactivations', reason: '9; limit 5', allow: 'jira:deactivations=9' } as const;
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(name => addMember('devs', name));
    if (!(a && b && c && d && e)) throw new Error('five changes');

    const rows = left(planOf({ held: [held] }), [
      [a, done],
      [b, { kind: 'alreadySo' }],
      [c, failed],
      [d, { kind: 'notRun', because: 'the account was not created' }],
      [e, { kind: 'stale', found: 'is in it already' }],
    ]);

    expect(rows).toEqual([
      {
        target: 'jira',
        change: end,
        why: 'held',
        guard: 'deactivations',
        reason: held.reason,
        allow: held.allow,
        since: NOW,
        run: 13,
      },
      expect.objectContaining({ change: c, why: 'failed', reason: 'no', guard: undefined, allow: undefined }),
      expect.objectContaining({ change: d, why: 'notRun', reason: 'the account was not created' }),
      expect.objectContaining({ change: e, why: 'stale', reason: 'is in it already' }),
    ]);
  });

  it('names each guard that holds a change: lifting one of them is not enough', () => {
    const held = (['removals', 'emptied-group'] as const).map(guard => ({ change: end, guard, reason: 'too many' }));

    expect(shown(left(planOf({ held })))).toEqual([`held removals ${end.id}`, `held emptied-group ${end.id}`]);
  });

  it('forgets what a whole plan no longer wants', () => {
    expect(left(planOf({}), [], [waits(end)])).toEqual([]);
  });

  it('waits on where a partial plan does not speak of it: a source unread, or only what gives (R1)', () => {
    const plan = { ...planOf({}), partial: true };
    const before = [waits(end, { since: hoursBefore(50) }), waits(end, { guard: 'deactivations' })];

    expect(left(plan, [], before)).toEqual(before);
    expect(left(plan, [[end, done]], before)).toEqual([]);
    expect(shown(left(plan, [[end, failed]], before))).toEqual([`failed - ${end.id}`]);
  });

  it('is what the syncs want: what an undo leaves undone is nobody else’s wish (A8)', () => {
    const undo = { ...planOf({ held: [{ change: end, guard: 'unwanted', reason: 'no' }] }), undoes: runId(9) };
    const other = waits(addMember('devs', 'bob'));

    expect(left(undo, [[addMember('devs', 'cid'), failed]], [other])).toEqual([other]);
  });
});

describe('a leaver’s end', () => {
  it('is what takes an account or a leaver’s membership away, not the hand-over before it', () => {
    expect(endsSomebody(end)).toBe(true);
    expect(endsSomebody({ ...end, kind: 'deleteUser', leaver: 'inferred' })).toBe(true);
    expect(endsSomebody(removal('ann', 'devs', 'stated'))).toBe(true);
    expect(endsSomebody(removal('ann', 'devs'))).toBe(false);
    expect(endsSomebody(handOver('ann', 'project OPS', 'admin'))).toBe(false);
    expect(endsSomebody(createUser('ann', 'Ann', 'ann@example.com'))).toBe(false);
  });
});
