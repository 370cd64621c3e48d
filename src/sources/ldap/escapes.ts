/** A text in which `\` and two hexadecimal digits stand for a byte, as bytes in UTF-8; undefined: an escape is broken. */
export function bytesOf(text: string): Buffer | undefined {
  if (/\\(?![0-9a-f]{2})/i.test(text)) return undefined;
  const parts = text.split(/\\([0-9a-f]{2})/i); // text and hexadecimal digits in turn
  return Buffer.concat(parts.map((part, at) => Buffer.from(part, at % 2 === 0 ? 'utf8' : 'hex')));
}
