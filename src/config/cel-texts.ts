/** What precedes the first separator; the whole text where there is none. */
export function before(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

/** What follows the first separator; nothing where there is none. */
export function after(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? '' : text.slice(at + separator.length);
}

/** Letters that Unicode does not decompose into a base letter and a mark. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
};

/** Letters without their marks: ü → u, ß → ss, ø → o. What has no ASCII form is left as it is, never dropped. */
export function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{ASCII}]/gu, letter => undecomposed[letter] ?? letter)
    .normalize('NFC');
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue', ß: 'ss', ẞ: 'SS' };

/** As German writes them without dots: ü → ue, Ü → Ue, and UE among capitals. Other letters stay. */
export const umlauts = (text: string): string =>
  text.normalize('NFC').replace(/[äöüÄÖÜßẞ]/g, (letter, at: number, whole: string) => {
    const written = UMLAUTS[letter] ?? letter;
    return /[ÄÖÜ]/.test(letter) && isAmongCapitals(whole.normalize('NFC'), at) ? written.toUpperCase() : written;
  });

function isAmongCapitals(text: string, at: number): boolean {
  const next = text.charAt(at + 1);
  return /\p{L}/u.test(next) ? /\p{Lu}/u.test(next) : /\p{Lu}/u.test(text.charAt(at - 1));
}
