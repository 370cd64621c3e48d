import { describe, expect, it } from 'vitest';
import { syncName, targetName } from '../model/ids.js';
import { nextTime } from './next.js';

const schedule = (cron: string, timezone?: string) => ({
  sync: syncName('staff'),
  targets: [targetName('jira')],
  cron,
  timezone,
  jitterMs: 0,
});

describe('the next time of a schedule', () => {
  it('is known without starting anything, in its own time zone', () => {
    expect(nextTime(schedule('0 6 * * *', 'UTC'))).toMatch(/T06:00:00\.000Z$/);
    expect(nextTime(schedule('0 6 * * *', 'Asia/Tokyo'))).toMatch(/T21:00:00\.000Z$/);
    expect(nextTime(schedule('@daily', 'UTC'))).toMatch(/T00:00:00\.000Z$/);
  });
});
