import { describe, expect, it } from 'vitest';
import { aboutCredential } from './online.js';

const now = '2026-11-22T12:00:00.000Z';

describe('status --online', () => {
  it('warns of a credential that ends within two weeks', () => {
    const ends = (expires: string) => aboutCredential([{ level: 'info', what: 'the token', expires }], now);

    expect(ends('2026-12-05T00:00:00.000Z')).toEqual([
      expect.objectContaining({ level: 'warning', what: 'the credential ends on 2026-12-05' }),
    ]);
    expect(ends('2027-01-01T00:00:00.000Z')).toEqual([{ level: 'ok', what: 'the credential ends on 2027-01-01' }]);
  });

  it('tells problems, and leaves the rest to check', () => {
    const problem = { level: 'problem', what: 'refused', hint: 'Renew it.' } as const;

    expect(aboutCredential([{ level: 'ok', what: 'signed in' }, problem, { level: 'warning', what: 'no leads' }], now)).toEqual([
      problem,
    ]);
    expect(aboutCredential([{ level: 'ok', what: 'signed in' }], now)).toEqual([
      { level: 'ok', what: expect.stringContaining('the credential works') },
    ]);
  });
});
