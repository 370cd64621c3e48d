import { type NameKey, nameKeyOf } from './ids.js';

/** How names, logins and addresses are compared everywhere (C1): NFC, then without case. */
export const nameKey = (name: string): NameKey => nameKeyOf(name.normalize('NFC').toLowerCase());

/**
 * How a name is compared with a privileged one (G2): as it looks. NFKC and full case folding, without invisible characters,
 * every dash as `-`, and letters of other scripts as the Latin ones that they cannot be told from: neither full-width letters,
 * nor a zero-width joiner, nor a Cyrillic а slip past the protection of an administrators' group. Never to find an object by:
 * two names of one look are two names.
 */
export const lookalikeKey = (name: string): NameKey =>
  nameKeyOf(
    [
      ...name
        .normalize('NFKC')
        .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
        .trim()
        .toUpperCase()
        .toLowerCase()
        .replace(/i\u0307/g, 'i') // of İ only the dot is left
        .replace(/[\p{Pd}\u2212]/gu, '-'),
    ]
      .map(letter => TWINS.get(letter) ?? letter)
      .join(''),
  );

/**
 * Latin letters, each with its twins in lower case: those of Unicode's confusables (UTS #39) that are Cyrillic, Greek or
 * Armenian and look the same in one case or the other, and the few Latin ones that NFKC leaves alone.
 */
const TWINS_OF: Readonly<Record<string, string>> = {
  a: '\u0430\u03b1\u0251',
  b: '\u0432\u03b2\u044c',
  c: '\u0441',
  d: '\u0501',
  e: '\u0435\u03b5\u04bd',
  g: '\u050d\u0261\u0581',
  h: '\u043d\u04bb\u03b7\u0570',
  i: '\u0456\u03b9\u0269',
  j: '\u0458\u03f3',
  k: '\u043a\u03ba',
  l: '\u04cf\u01c0',
  m: '\u043c\u03bc',
  n: '\u0578\u03bd',
  o: '\u043e\u03bf\u0585',
  p: '\u0440\u03c1',
  q: '\u051b\u0566',
  s: '\u0455',
  t: '\u0442\u03c4',
  u: '\u03c5\u057d',
  v: '\u0475',
  w: '\u051d',
  x: '\u0445\u03c7',
  y: '\u0443\u03b3\u04af',
  z: '\u03b6',
};

const TWINS = new Map(Object.entries(TWINS_OF).flatMap(([letter, twins]) => [...twins].map(twin => [twin, letter] as const)));
