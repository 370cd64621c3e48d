import { describe, expect, it } from 'vitest';
import { Estimate, progressText } from './estimate.js';

describe('how far, and how long it may take', () => {
  it('computes what is left from the rate so far', () => {
    const estimate = new Estimate();
    estimate.note({ what: 'users', done: 0, total: 9_000 }, 1_000);
    estimate.note({ what: 'users', done: 2_400, total: 9_000 }, 13_000);

    expect(estimate.text()).toBe('2,400 of 9,000 users · about 33 s left');
  });

  it('promises nothing without a total, or too early', () => {
    const unknown = new Estimate();
    unknown.note({ what: 'users', done: 200 }, 0);
    unknown.note({ what: 'users', done: 4_000 }, 60_000);
    const early = new Estimate();
    early.note({ what: 'users', done: 0, total: 9_000 }, 0);
    early.note({ what: 'users', done: 200, total: 9_000 }, 500);

    expect(unknown.text()).toBe('4,000 users');
    expect(early.text()).toBe('200 of 9,000 users');
  });

  it('tells several lists side by side, and the longest wait', () => {
    const estimate = new Estimate();
    for (const [at, done] of [
      [0, 0],
      [10_000, 20],
    ] as const) {
      estimate.note({ what: 'members', done, total: 40 }, at);
      estimate.note({ what: 'users', done: done * 10, total: 1_000 }, at);
    }

    expect(estimate.text()).toBe('members of 20 of 40 groups · 200 of 1,000 users · about 40 s left');
  });

  it('names one thing in the singular', () => {
    const said = (what: string, done: number, total?: number) => progressText({ what, done, ...(total && { total }) });

    expect(said('groups', 1)).toBe('1 group');
    expect(said('people', 1, 1)).toBe('1 of 1 person');
    expect(said('members', 0, 1)).toBe('members of 0 of 1 group');
    expect(said('users', 1, 2)).toBe('1 of 2 users');
  });
});
