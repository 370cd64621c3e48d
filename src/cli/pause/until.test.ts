import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../errors.js';
import { pauseEnd } from './until.js';

const now = new Date(2026, 10, 22, 12, 0); // here, wherever that is
const local = (...parts: readonly [number, number, number, number, number, number?, number?]) => {
  const [year, month, day, hour, minute, second = 0, ms = 0] = parts;
  return new Date(year, month - 1, day, hour, minute, second, ms).toISOString();
};

describe('pause --until', () => {
  it('understands how long', () => {
    expect(pauseEnd('8h', now)).toBe(local(2026, 11, 22, 20, 0));
    expect(pauseEnd('90m', now)).toBe(local(2026, 11, 22, 13, 30));
    expect(pauseEnd('3 days', now)).toBe(new Date(now.getTime() + 3 * 86_400_000).toISOString());
  });

  it('understands a day, which counts to its end, and a time, both of the machine’s own zone', () => {
    expect(pauseEnd('2026-12-01', now)).toBe(local(2026, 12, 1, 23, 59, 59, 999));
    expect(pauseEnd('2026-11-22', now)).toBe(local(2026, 11, 22, 23, 59, 59, 999)); // today
    expect(pauseEnd('2026-12-01T08:00', now)).toBe(local(2026, 12, 1, 8, 0));
    expect(pauseEnd('2026-12-01 08:00:30', now)).toBe(local(2026, 12, 1, 8, 0, 30));
  });

  it('understands a time with a zone of its own', () => {
    expect(pauseEnd('2026-12-01T08:00Z', now)).toBe('2026-12-01T08:00:00.000Z');
    expect(pauseEnd('2026-12-01T08:00+09:00', now)).toBe('2026-11-30T23:00:00.000Z');
  });

  it('refuses what is over: a pause that ends before it begins is a slip', () => {
    for (const text of ['2026-11-21', '2026-11-22T11:59', '0h']) expect(() => pauseEnd(text, now)).toThrow(/is over/);
  });

  it('refuses what it does not understand', () => {
    for (const text of ['tomorrow', '', '8', '-8h', '2026-02-30', '2026-12-01T25:00', '01.12.2026', '2026-12'])
      expect(() => pauseEnd(text, now), text).toThrow(ConfigError);
  });
});
