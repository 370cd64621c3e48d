import fc from 'fast-check';

/** Names that somebody may try, each with a reason: paths, queries, headers, line ends, Unicode that hides or turns text. */
const TRICKS: readonly string[] = [
  '../../user',
  '..',
  '.',
  'a/../b',
  'a/b',
  '/root',
  '%2F',
  '%2e%2e',
  '%00',
  '?a=b',
  'mia?key=JIRAUSER10000',
  'mia&username=admin',
  'mia#admin',
  'mia;admin',
  'mia+admin',
  'mia admin',
  ' mia',
  "mia'admin",
  'mia"admin',
  'mia\\admin',
  'mia\r\nX-Evil: 1',
  'mia\nadmin',
  'mia\tadmin',
  'mia\u0000',
  '\u0000admin',
  'mia\u001fadmin',
  'mia\u001b[2Jadmin',
  'mia\u009b31m',
  'mia\u007f',
  'x'.repeat(255),
  'y'.repeat(4000),
  '-',
  '--all',
  '=1+1',
  '@mia',
  '*',
  '[a-z]',
  '{team}',
  '$(id)',
  'null',
  'undefined',
  'true',
  '0',
  '1e3',
  '__proto__',
  'constructor',
  'toString',
  '🦊',
  '👩‍👩‍👧',
  '\u{1d41a}dmin',
  'mia\ud800',
  '\udc00mia',
  'mia\ufffd',
  'Jos\u00e9',
  'Jose\u0301',
  '\u212bngstr\u00f6m',
  'ISTANBUL',
  '\u0130stanbul',
  '\u0131stanbul',
  'stra\u00dfe',
  'STRASSE',
  'ad\u200bmin',
  'admin\ufeff',
  '\u202egnimda',
  '\u2066admin\u2069',
  'mia\u2028admin',
  'mia\u00a0admin',
  'mia\u3164',
  '\u0430dmin',
  '\uff41dmin',
  'adm\u0456n',
  'j\u0456ra-administrators',
  'jir\u0430-administrators',
  '\uff4a\uff49\uff52\uff41-administrators',
  'jira-administrators\u200b',
  'jira\u2010administrators',
];

/** One of them, two of them in a row, or any text at all; never empty. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TRICKS) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...TRICKS), fc.constantFrom(...TRICKS)).map(pair => pair.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
);

/** All of them, once each: what a random choice might miss. */
export const hostileNames = TRICKS;

/** Several that no product could take for one another, whatever it folds. */
export const distinctNames = (count: { minLength: number; maxLength: number }, name = hostileName) =>
  fc.uniqueArray(name, { ...count, selector: folded });

/** More than any product folds: case, compatibility, blanks around, what is no Unicode. */
export const folded = (name: string): string =>
  name.toWellFormed().normalize('NFKD').replace(/\p{M}/gu, '').trim().toUpperCase().toLowerCase();

/** What moves a cursor, draws nothing, or turns text around, but for a line's end. */
export const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0]/u;
