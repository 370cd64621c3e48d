import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { syncName, targetName } from '../model/ids.js';
import { startTimers } from './timers.js';

const schedule = (sync: string, cron: string, more: { readonly timezone?: string; readonly jitterMs?: number } = {}) => ({
  ...{ sync: syncName(sync), targets: [targetName('jira')], cron },
  ...{ timezone: more.timezone, jitterMs: more.jitterMs ?? 0 },
});

describe('timers', () => {
  it('come due again and again, and not after they were stopped', async () => {
    const due: string[] = [];
    const both = [schedule('staff', '* * * * * *'), schedule('partners', '* * * * * *', { jitterMs: 50 })];
    const timers = startTimers(both, ({ sync }) => due.push(sync));
    const counted = (sync: string) => due.filter(each => each === sync).length;
    while (counted('staff') < 2 || counted('partners') < 2) await setTimeout(20);

    timers.stop();
    const before = due.length;
    await setTimeout(1_200);

    expect(due.length).toBe(before);
  });

  it('tell when they come due next, in their own time zone', () => {
    const timers = startTimers(
      [schedule('here', '0 6 * * *', { timezone: 'UTC' }), schedule('there', '0 6 * * *', { timezone: 'Asia/Tokyo' })],
      () => {},
    );

    expect(timers.next(syncName('here'))).toMatch(/T06:00:00\.000Z$/);
    expect(timers.next(syncName('there'))).toMatch(/T21:00:00\.000Z$/);
    expect(timers.next(syncName('nobody'))).toBeUndefined();
    timers.stop();
  });

  it('make up for a time that the process was too busy for', async () => {
    let due = 0;
    const timers = startTimers([schedule('staff', '* * * * * *')], () => {
      due += 1;
    });
    const until = Date.now() + 2_500;
    while (Date.now() < until);
    await setTimeout(0);
    await setTimeout(0);

    expect(due).toBeGreaterThan(1); // on time only the last of them was
    timers.stop();
  });
});
