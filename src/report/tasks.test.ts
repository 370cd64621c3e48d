import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../sync/events.js';
import { taskDisplay } from './tasks.js';
import { addMember, jira, okta } from './test-plans.js';

const ESCAPE = String.fromCharCode(27);
const SHOW_CURSOR = `${ESCAPE}[?25h`;
const HIDE_CURSOR = `${ESCAPE}[?25l`;

/** A terminal that remembers what was written to it. */
function terminal() {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY: true, rows: 24 }),
    text: () => written.join(''),
    /** what stays on the screen: the last frame */
    left: () => written.join('').split(`${ESCAPE}[?2026l`).at(-1)?.replaceAll(SHOW_CURSOR, '').trim().split('\n'),
  };
}

const read: RunEvent[] = [
  { kind: 'pullStarted', source: okta },
  { kind: 'pullProgress', source: okta, what: 'users', done: 200, total: 9_000 },
  { kind: 'pulled', source: okta, people: 9_000, groups: 40, quarantined: 0, calls: 45 },
  { kind: 'readStarted', target: jira },
  { kind: 'read', target: jira, accounts: 9_100, groups: 80, calls: 99 },
  { kind: 'planned', target: jira, changes: 300, held: 4 },
];

describe('the live display', () => {
  it('leaves a line for each source and target', async () => {
    const { stream, left } = terminal();
    const display = taskDisplay({ stream, width: 100 });

    for (const event of read) display.emit(event);
    await display.close();

    expect(left()).toEqual([
      '✔ okta: 9,000 people, 40 groups (45 calls)',
      '✔ jira: 9,100 accounts, 80 groups (99 calls) · planned: 300 changes, 4 held',
    ]);
  });

  it('shows failures while the rest goes on', async () => {
    const { stream, left } = terminal();
    const display = taskDisplay({ stream, width: 100 });

    display.emit({ kind: 'pullStarted', source: okta });
    display.emit({ kind: 'pullFailed', source: okta, problem: 'refused (401)', hint: 'Renew the token.' });
    display.emit({ kind: 'applyStarted', target: jira, changes: 2 });
    display.emit({ kind: 'stageStarted', target: jira, stage: 'add members', changes: 2 });
    for (const kind of ['applied', 'failed'] as const) {
      const outcome = kind === 'failed' ? { kind, problem: 'no', hint: 'Do.' } : { kind };
      display.emit({ kind: 'changeSettled', target: jira, change: addMember('g', kind), outcome });
    }
    display.emit({ kind: 'applied', target: jira, applied: 1, failed: 1, notRun: 0 });
    await display.close();

    expect(left()).toEqual(['✖ okta: could not be read: refused (401)', '✖ jira: 1 applied, 1 failed']);
  });

  it('draws while things go on, and gives the cursor back, also when broken off', async () => {
    const { stream, text, left } = terminal();
    const display = taskDisplay({ stream, width: 100 });

    for (const event of read.slice(0, 2)) display.emit(event);
    await until(() => text().includes('200 of 9,000 users'));
    await display.close();

    expect(left()).toEqual(['✖ okta: 200 of 9,000 users · stopped']);
    expect(text().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(text().lastIndexOf(HIDE_CURSOR));
  });

  it('begins anew after it was closed, as for applying after the question', async () => {
    const { stream, left } = terminal();
    const display = taskDisplay({ stream, width: 100 });

    for (const event of read) display.emit(event);
    await display.close();
    display.emit({ kind: 'applyStarted', target: jira, changes: 1 });
    display.emit({ kind: 'applied', target: jira, applied: 1, failed: 0, notRun: 0 });
    await display.close();

    expect(left()).toEqual(['✔ jira: 1 applied']);
  });

  it('writes nothing before the first event', async () => {
    const { stream, text } = terminal();

    await taskDisplay({ stream, width: 100 }).close();

    expect(text()).toBe('');
  });

  it('leaves Ctrl-C to the command line, and the stream to others', async () => {
    const { stream, text } = terminal();
    const { write } = stream;
    const listeners = process.listeners('SIGINT').length;
    const display = taskDisplay({ stream, width: 100 });

    display.emit({ kind: 'pullStarted', source: okta });
    await until(() => text().includes('okta: reading'));
    const during = process.listeners('SIGINT').length;
    stream.write('a message of somebody else');
    const isSeen = text().includes('a message of somebody else');
    await display.close();

    expect({ during, isSeen, write: stream.write }).toEqual({ during: listeners, isSeen: true, write });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
