import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutNames } from './words.js';

describe('names in texts', () => {
  it.each([
    ['without case', 'ANN.LEE did not answer; Ann.Lee', '(purged) did not answer; (purged)'],
    ['as whole words only', 'annex ann.lees joann.lee ann_lee', 'annex ann.lees joann.lee ann_lee'],
    ['between marks of all kinds', '"ann.lee", /user?name=ann.lee&x (ann.lee).', '"(purged)", /user?name=(purged)&x ((purged)).'],
    ['an address as a whole', 'to ann.lee@example.com', 'to (purged)'],
    ['with letters that are not ASCII', 'Zoë Ångström, ZOË ÅNGSTRÖM', '(purged), (purged)'],
    ['however their letters are composed', 'Zoe\u0308 A\u030angstro\u0308m', '(purged)'],
    ['that hold signs of a pattern', 'by Ann (ext.) [x] and Ann ext', 'by (purged) [x] and Ann ext'],
  ])('go %s', (_, text, left) => {
    expect(withoutNames(['ann.lee', 'ann.lee@example.com', 'Zoë Ångström', 'Ann (ext.)'])(text)).toBe(left);
  });

  it('without a letter or a digit match nothing', () => {
    expect(withoutNames(['', ' ', '-', '('])('a (text) - or so')).toBe('a (text) - or so');
  });

  it('are gone from any text, and the rest of it stays', () => {
    const filler = fc.stringMatching(/^[ -~]{0,8}$/).filter(text => !/[jJ]/.test(text));
    fc.assert(
      fc.property(fc.array(filler, { minLength: 1, maxLength: 5 }), fc.constantFrom('jo', 'JO', 'Jo'), (parts, name) => {
        expect(withoutNames(['jo'])(parts.join(` ${name} `))).toBe(parts.join(' (purged) '));
      }),
    );
  });
});
