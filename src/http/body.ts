/** A body as it came: JSON, text that says or shows that it is not, nothing, or JSON that was cut off. */
export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'html'; readonly value: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'broken'; readonly cause: unknown };

/** What a body holds, by its content type and by its first characters: some answers have no content type at all. */
export function bodyOf(text: string, contentType: string | undefined): Body {
  const start = text.trimStart().slice(0, 200).toLowerCase();
  if (start === '') return { kind: 'empty' };
  if (/^<(!doctype html|html|head|body|!--)/.test(start)) return { kind: 'html', value: text };

  const saysJson = /[/+]json\b/i.test(contentType ?? '');
  const showsJson = /^[[{]/.test(start);
  if (!saysJson && !showsJson)
    return /html/i.test(contentType ?? '') ? { kind: 'html', value: text } : { kind: 'text', value: text };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (cause) {
    return saysJson || contentType === undefined ? { kind: 'broken', cause } : { kind: 'text', value: text };
  }
}

/** As `HttpReply.body` has it. */
export function jsonOrText(body: Exclude<Body, { kind: 'broken' }>): unknown {
  return body.kind === 'empty' ? undefined : body.value;
}
