import { describe, expect, it } from 'vitest';
import { closest, editDistance, suggestion } from './suggest.js';

describe('suggestions', () => {
  it('count insertions, deletions, replacements and swapped neighbours', () => {
    expect([
      editDistance('token', 'token'),
      editDistance('tokn', 'token'),
      editDistance('tokem', 'token'),
      editDistance('toekn', 'token'),
    ]).toEqual([0, 1, 1, 1]);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('come only when they are close', () => {
    expect(closest('Tokne', ['url', 'token'])).toBe('token');
    expect(closest('xyz', ['url', 'token'])).toBeUndefined();
    expect(suggestion('xyz', ['url', 'token'])).toBe('Use one of: url, token.');
  });
});
