/**
 * Why a value is none that a product could keep (U8), or undefined. Half a surrogate pair becomes another character on its way,
 * and so another name; a control may end a text, a header or a document.
 */
export const noText = (text: string): string | undefined =>
  text.isWellFormed() && !/\p{Cc}/u.test(text) ? undefined : 'it has a character in it that is no text';
