import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { runId } from '../../model/ids.js';
import type { Applied } from '../../sync/apply.js';
import { addMember, createUser, heldRemovals, planOf } from '../test-plans.js';
import type { Paper } from './paper.js';
import { renderResult } from './result.js';

const paper: Paper = { width: 100, full: false, chalk: new Chalk({ level: 0 }) };
const failed = { kind: 'failed', problem: 'jira refused it (400): read-only', hint: 'Ignore the group.' } as const;

describe('the result of a run (A3)', () => {
  const changes: Applied[] = [
    { change: createUser('ada', 'Ada', 'ada@x.com'), outcome: { kind: 'applied' } },
    { change: addMember('a', 'bob'), outcome: { kind: 'alreadySo' } },
    ...Array.from({ length: 9 }, (_, at): Applied => ({ change: addMember('ro', `user${at}`), outcome: failed })),
    { change: addMember('b', 'cid'), outcome: { kind: 'notRun', because: 'the account cid was not created' } },
    { change: addMember('b', 'dan'), outcome: { kind: 'stale', found: 'dan is inactive now' } },
  ];
  const plan = planOf({ held: heldRemovals('jira-users', 3) });
  const text = renderResult({ run: runId(12), record: 'failed', applied: [{ plan, changes }] }, paper);

  it('counts how every change ended', () => {
    expect(text.split('\n')[0]).toBe('jira · 1 applied, 1 already so, 9 failed, 2 not run, 3 held');
  });

  it('tells each problem once, with what to do and a few of its changes', () => {
    expect(text.match(/read-only/g)).toHaveLength(1);
    expect(text).toMatch(
      /✗ failed: jira refused it \(400\): read-only\n {6}add user0 to ro\n[\s\S]*… 4 more changes\n {4}→ Ignore the group\./,
    );
  });

  it('tells what did not run, and why', () => {
    expect(text).toContain('not run: the account cid was not created\n      add cid to b');
    expect(text).toContain('moved since the plan was made: dan is inactive now\n      add dan to b');
  });

  it('shows what was held, and ends with how to see the run', () => {
    expect(text).toContain('--allow jira:removals-per-group=3');
    expect(text.split('\n').at(-1)).toBe('run 12: some changes failed or did not run · rollcall show 12');
  });

  it('is short when all went well', () => {
    const done = renderResult(
      { run: runId(13), record: 'done', applied: [{ plan: planOf({}), changes: changes.slice(0, 1) }] },
      paper,
    );

    expect(done).toBe('jira · 1 applied\n\nrun 13: done · rollcall show 13');
  });
});
