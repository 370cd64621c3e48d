/**
 * Characters that draw nothing, draw over something, or move the cursor: controls (and with them every ANSI escape), format
 * characters (bidi overrides, zero-width ones, tags), line and paragraph separators, lone surrogates, fillers and variation
 * selectors, and every space but the plain and the ideographic one.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

const UNSEEN_OR_COLOUR = new RegExp(`\u001b\\[[\\d;]*m|${UNSEEN.source}`, UNSEEN.flags);

/** A name from outside → the same with everything invisible spelled out, as `\u202e`; what comes out is printed as it stands. */
export const clean = (name: string): string => name.replace(UNSEEN, escaped);

/** A sentence from outside (a problem, a hint) → one clean line. */
export const cleanLine = (text: string): string => clean(text.trim().replace(/\s*\r?\n\s*/g, ' '));

/** JSON whose strings hold nothing that a terminal obeys or does not show; what is parsed from it is the same. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(UNSEEN, unseen => (unseen === '\n' ? unseen : codeUnits(unseen)));

/** The last net before a stream: of what cannot be seen only our own line breaks, and where there is colour our colours, pass. */
export const cleanText = (text: string, colours: boolean): string =>
  text.replace(colours ? UNSEEN_OR_COLOUR : UNSEEN, unseen => (unseen === '\n' || unseen.length > 2 ? unseen : escaped(unseen)));

/** JSON has no `\u{…}`. */
const codeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(4, '0');
  return code > 0xff_ff ? `\\u{${hex}}` : `\\u${hex}`;
}
