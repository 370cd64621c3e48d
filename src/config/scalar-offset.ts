import type { Scalar } from 'yaml';

/**
 * The offset in the file of one character of a scalar's value, whatever way it is written: plain, quoted with escapes, folded over
 * lines, or as a block. All that YAML changes is blanks and escapes: it is the letters that are counted.
 */
export function offsetInside({ value, type, range }: Scalar, inside: number, text: string): number {
  const [start, end] = range ?? [0, 0];
  if (typeof value !== 'string') return start;
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  const isQuoted = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
  let at = isBlock ? text.indexOf('\n', start) + 1 : start + (isQuoted ? 1 : 0);
  let after = at;
  const before = value.slice(0, inside);
  let letters = before.replace(/\s/g, '').length;
  for (; at < end; at += widthAt(text, at, type)) {
    if (isBlank(text, at, type)) continue;
    if (letters === 0) break;
    letters -= 1;
    after = at + widthAt(text, at, type);
  }
  // a blank, or the end: as far behind the last letter as in the value
  const isLetter = /^\S/.test(value.slice(inside));
  return isLetter ? at : Math.min(after + (before.length - before.trimEnd().length), end);
}

/** How many characters stand for one. */
function widthAt(text: string, at: number, type: Scalar['type']): number {
  const first = text.charAt(at);
  const second = text.charAt(at + 1);
  if (type === 'QUOTE_SINGLE') return first === "'" && second === "'" ? 2 : 1;
  if (type !== 'QUOTE_DOUBLE' || first !== '\\') return 1;
  return { x: 4, u: 6, U: 10 }[second] ?? 2;
}

/** Whether it stands for a blank, or for nothing: `\t`, `\n`, a break after a backslash. */
function isBlank(text: string, at: number, type: Scalar['type']): boolean {
  if (type === 'QUOTE_DOUBLE' && text.charAt(at) === '\\') return /[\stnrvfNLP_]/.test(text.charAt(at + 1));
  return /\s/.test(text.charAt(at));
}
