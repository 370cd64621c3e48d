/** What stands in place of a name. */
export const PURGED = '(purged)';

/**
 * Replaces names in texts, as whole words, without case, however their letters are composed. Everything else of a text stays as
 * it is, and a text without any of them is returned untouched.
 */
export function withoutNames(names: Iterable<string>): (text: string) => string {
  const spellings = new Set(
    [...names]
      .map(name => name.normalize('NFC').trim())
      .filter(name => /[\p{L}\p{N}]/u.test(name))
      .flatMap(name => [name, name.toLowerCase(), name.toUpperCase()]),
  );
  if (spellings.size === 0) return text => text;
  // longer ones first: an address goes as a whole, not only the login in it
  const sorted = [...spellings].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(sorted.map(asWord).join('|'), 'giu');
  return text => {
    const composed = text.normalize('NFC');
    const left = composed.replace(pattern, PURGED);
    return left === composed ? text : left;
  };
}

const WORD = '[\\p{L}\\p{M}\\p{N}_]';
const startsAsWord = new RegExp(`^${WORD}`, 'u');
const endsAsWord = new RegExp(`${WORD}$`, 'u');

/** Where a name begins or ends with a bracket or the like, whatever stands beside it is another word. */
function asWord(name: string): string {
  const before = startsAsWord.test(name) ? `(?<!${WORD})` : '';
  const after = endsAsWord.test(name) ? `(?!${WORD})` : '';
  return `${before}${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}${after}`;
}
