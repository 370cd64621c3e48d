const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a terminal draws two columns wide: East Asian letters, full-width forms, emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const MARK = /^\p{M}+$/u;

const widthOfOne = (grapheme: string): number => (MARK.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1);

/** Columns that a clean text takes in a terminal; it must hold neither escapes nor line breaks. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOfOne(segment);
  return width;
}

/** At most so many columns: what is longer ends in `…`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return `${start(text, Math.max(width - 1, 0))}…`;
}

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Lines of at most so many columns, broken between words; a word that is longer is broken itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [, gap = '', word = ''] of text.matchAll(/( *)([^ ]+)/g)) {
    if (line !== '' && widthOf(line + gap + word) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' && lines.length > 0 ? word : line + gap + word;
    while (widthOf(line) > width) {
      const head = start(line, Math.max(width, 2));
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return line === '' ? lines : [...lines, line];
}

function start(text: string, width: number): string {
  let taken = 0;
  let length = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    taken += widthOfOne(segment);
    if (taken > width) break;
    length = index + segment.length;
  }
  return text.slice(0, length);
}
