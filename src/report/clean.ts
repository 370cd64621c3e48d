/**
 * Characters that draw nothing, draw over something, or move the cursor: controls (and with them every ANSI escape), format
 * characters (bidi overrides, zero-width ones, tags), line and paragraph separators, lone surrogates, fillers and variation
 * selectors, and every space but the plain and the ideographic one.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

/** A name from outside → the same with everything invisible spelled out, as `\u202e`; what comes out is printed as it stands. */
export const clean = (name: string): string => name.replace(UNSEEN, escaped);

/** A sentence from outside (a problem, a hint) → one clean line. */
export const cleanLine = (text: string): string => clean(text.trim().replace(/\s*\r?\n\s*/g, ' '));

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(4, '0');
  return code > 0xff_ff ? `\\u{${hex}}` : `\\u${hex}`;
}
