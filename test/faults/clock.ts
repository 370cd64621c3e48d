import type { Clock } from '../../src/http/options.js';

/** One time for both sides of the wire; who waits makes it pass. */
export interface TestClock extends Clock {
  date(): Date;
  pass(ms: number): void;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export function testClock(start = '2026-11-20T06:00:00Z'): TestClock {
  let time = Date.parse(start);
  const pass = (ms: number) => {
    time += ms;
  };
  return {
    now: () => time,
    date: () => new Date(time),
    pass,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      pass(ms);
    },
    random: () => 0,
  };
}
