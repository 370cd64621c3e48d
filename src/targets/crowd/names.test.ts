import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesAfter, namesOf } from './names.js';

const named = (first: string, last: string, display: string) => ({
  'first-name': first,
  'last-name': last,
  'display-name': display,
});

describe('first, last and display name (crowd sheet, gotchas: fill all three)', () => {
  it.each([
    ['Ada Okafor', 'Ada', 'Okafor'],
    ['Ana María de la Cruz', 'Ana María de la', 'Cruz'],
    ['Prince', 'Prince', 'Prince'],
  ])('of %s', (display, first, last) => {
    expect(namesOf(display)).toEqual(named(first, last, display));
  });

  it('none of the three is ever empty', () => {
    const displayName = fc.string({ minLength: 1 }).filter(text => text.trim() !== '');
    fc.assert(
      fc.property(displayName, text => {
        expect(Object.values(namesOf(text)).map(each => each.trim())).not.toContain('');
      }),
    );
  });

  it.each([
    ['follow where they were those of the old one', named('Mia', 'Krystof', 'Mia Krystof'), named('Mia', 'Park', 'Mia Park')],
    ['are filled where they were empty', named('', '', 'mk'), named('Mia', 'Park', 'Mia Park')],
    ['stay where somebody wrote others', named('Maria', 'Krystof', 'Mia K.'), named('Maria', 'Krystof', 'Mia Park')],
  ])('when the display name changes, first and last %s', (_, before, after) => {
    expect(namesAfter(before, 'Mia Park')).toEqual(after);
  });
});
