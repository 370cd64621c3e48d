import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from './clean.js';
import { cut, pad, widthOf, wrap } from './width.js';

describe('columns of a terminal', () => {
  it('counts wide letters twice and combining marks not at all', () => {
    expect(['ada', '山田', 'ｆｕｌｌ', 'e\u0301', '🦊'].map(widthOf)).toEqual([3, 4, 8, 1, 2]);
  });

  it('cuts between letters, and says so', () => {
    expect(cut('ada.okafor', 6)).toBe('ada.o…');
    expect(cut('ada', 3)).toBe('ada');
    expect(cut('山田太郎', 6)).toBe('山田…');
  });

  it('pads by columns', () => {
    expect(pad('山', 4)).toBe('山  ');
  });

  it('wraps between words, and breaks a word only when it must', () => {
    expect(wrap('left okta: Engineering', 12)).toEqual(['left okta:', 'Engineering']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('never exceeds its width and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).map(clean), fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrap(text, width);

        expect(Math.max(0, ...lines.map(widthOf))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
