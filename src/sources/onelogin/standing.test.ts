import { describe, expect, it } from 'vitest';
import { judge } from './standing.js';

const told = { unactivated: 'pending', passwordPending: 'active' } as const;
const standingOf = (status: number, state: number, options: Parameters<typeof judge>[2] = told) =>
  judge(status, state, options).standing;

/** onelogin.md §5 */
describe('what a status and a state mean', () => {
  it.each([
    [1, 'active', 'active'],
    [2, 'suspended', 'inactive'],
    [3, 'locked', 'active'],
    [4, 'password expired', 'active'],
    [5, 'awaiting password reset', 'active'],
    [8, 'security questions required', 'active'],
    [0, 'unactivated', 'pending'],
    [7, 'password pending', 'active'],
  ] as const)('status %i (%s): %s', (status, name, kind) => {
    expect(judge(status, 1, told)).toMatchObject({ status: name, state: 'approved', standing: { kind } });
  });

  it('of 0 and 7 is what the config says', () => {
    const other = { unactivated: 'active', passwordPending: 'pending' } as const;

    expect(standingOf(0, 1, other)).toEqual({ kind: 'active' });
    expect(standingOf(7, 1, other)).toEqual({ kind: 'pending', status: 'password pending' });
  });

  it.each([6, 9, -1])('of status %i nobody knows: unknown, neither in nor out', status => {
    expect(standingOf(status, 1)).toBeUndefined();
  });

  it.each([
    [0, { kind: 'pending', status: 'unapproved' }],
    [2, { kind: 'inactive', status: 'rejected' }],
    [3, { kind: 'pending', status: 'unlicensed' }],
    [4, undefined],
  ])('of state %i with an active status', (state, standing) => {
    expect(standingOf(1, state)).toEqual(standing);
  });

  it('each counts for itself: suspended is inactive in any state that is known', () => {
    for (const state of [0, 1, 2, 3]) expect(standingOf(2, state)?.kind).toBe('inactive');
    expect(standingOf(0, 2)).toEqual({ kind: 'inactive', status: 'rejected' });
  });
});
