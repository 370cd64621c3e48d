import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../sync/events.js';
import { jsonEvents, logEvents } from './log.js';
import { addMember, jira, okta, viaRule } from './test-plans.js';

/** A log over a clock that the test moves. */
function logging(options: { verbose?: boolean } = {}) {
  const lines: string[] = [];
  const clock = { at: Date.parse('2026-11-22T05:44:10.000Z') };
  const emit = logEvents({ write: line => lines.push(line), now: () => new Date(clock.at), ...options });
  return { lines, clock, emit };
}

const progress = (done: number, what = 'users'): RunEvent => ({ kind: 'pullProgress', source: okta, what, done, total: 9_000 });

describe('the log of a scheduled run', () => {
  it('has a line for each event: time, level, text', () => {
    const { emit, lines } = logging();

    emit({ kind: 'pullStarted', source: okta });
    emit({ kind: 'pullFailed', source: okta, problem: 'refused\n(401)', hint: 'Renew the token.' });
    emit({ kind: 'planned', target: jira, changes: 1_200, held: 3 });

    expect(lines).toEqual([
      '2026-11-22T05:44:10.000Z info  okta: reading\n',
      '2026-11-22T05:44:10.000Z error okta: could not be read: refused (401) → Renew the token.\n',
      '2026-11-22T05:44:10.000Z warn  jira: planned: 1,200 changes, 3 held\n',
    ]);
  });

  it('tells progress once in ten seconds for each list', () => {
    const { emit, lines, clock } = logging();

    emit(progress(200));
    emit(progress(12, 'members'));
    clock.at += 9_999;
    emit(progress(400));
    clock.at += 1;
    emit(progress(600));

    expect(lines.map(line => line.slice(31).trim())).toEqual([
      'okta: reading: 200 of 9,000 users',
      'okta: reading: members of 12 of 9,000 groups',
      'okta: reading: 600 of 9,000 users',
    ]);
  });

  it('tells each change with its reason and its end, what is only intended with verbose', () => {
    const change = addMember('team', 'bob\u001b[2J', viaRule('manual 1', 'Eng'));
    const events: RunEvent[] = [
      { kind: 'changeIntended', target: jira, change },
      { kind: 'changeSettled', target: jira, change, outcome: { kind: 'failed', problem: 'read-only', hint: 'Ignore it.' } },
    ];
    const short = logging();
    const long = logging({ verbose: true });
    for (const event of events) {
      short.emit(event);
      long.emit(event);
    }

    expect(short.lines).toEqual([
      '2026-11-22T05:44:10.000Z error jira: add bob\\u001b[2J to team (staff manual 1 via Eng): failed: read-only → Ignore it.\n',
    ]);
    expect(long.lines).toHaveLength(2);
  });

  it('as JSON leaves nothing out', () => {
    const lines: string[] = [];
    const emit = jsonEvents({ write: line => lines.push(line), now: () => new Date(0) });

    emit(progress(200));
    emit(progress(400));

    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { kind: 'pullProgress', done: 200, time: '1970-01-01T00:00:00.000Z' },
      { kind: 'pullProgress', done: 400 },
    ]);
    expect(lines.every(line => line.endsWith('}\n'))).toBe(true);
  });
});
