import { type Answered, badRequest } from './call.js';

export interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MOST = 20;

/** Each item is answered, charged and refused by itself, in whatever order; ids that stand twice spoil the whole (entra.md §6). */
export function batchOf(body: unknown): readonly BatchItem[] {
  const { requests } = Object(body);
  if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format.');
  if (requests.length > MOST) throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST}.`);
  const items = requests.map(request => {
    const { id, method, url, headers } = Object(request);
    if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string' || /^https?:/.test(url))
      throw badRequest('Invalid batch payload format.');
    const pairs = Object.entries(Object(headers ?? {})).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { id, method, url, headers: Object.fromEntries(pairs) };
  });
  if (new Set(items.map(({ id }) => id)).size < items.length) throw badRequest('Request Id duplicates are not allowed.');
  return items;
}

/** The last one first: nobody may rely on the order. */
export const batchReply = (answers: readonly (Answered & { readonly id: string })[]) => ({
  responses: answers.toReversed().map(({ id, status, headers, body }) => ({
    ...{ id, status, headers: { 'Content-Type': 'application/json', ...headers }, body },
  })),
});
