import { describe, expect, it } from 'vitest';
import { counted, day, duration, listed, moment, number } from './numbers.js';

describe('numbers, plurals and times', () => {
  it('separates thousands', () => {
    expect([number(0), number(1_497), number(1_234_567)]).toEqual(['0', '1,497', '1,234,567']);
  });

  it('knows one from many', () => {
    const words = [
      counted(1, 'group'),
      counted(2, 'group'),
      counted(0, 'membership'),
      counted(3, 'responsibility'),
      counted(2, 'sync'),
    ];

    expect(words).toEqual(['1 group', '2 groups', '0 memberships', '3 responsibilities', '2 syncs']);
    expect(counted(1_509, 'person', 'people')).toBe('1,509 people');
  });

  it('tells durations in the two units that matter', () => {
    const times = [400, 40_000, 185_000, 7_500_000, 93_600_000, 7_199_999];

    expect(times.map(duration)).toEqual(['0 s', '40 s', '3 min', '2 h 5 min', '1 d 2 h', '2 h']);
  });

  it('tells times to the minute, and leaves what is none', () => {
    expect(moment('2026-11-22T05:44:10.000Z')).toBe('2026-11-22 05:44 UTC');
    expect(day('2026-11-20T23:30:00-02:00')).toBe('2026-11-21');
    expect([moment('soon'), day('soon')]).toEqual(['soon', 'soon']);
  });

  it('lists', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  });
});
