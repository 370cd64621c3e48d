import { Refused } from '../../errors.js';
import { type Collected, moved, type Read } from './pages.js';
import { type Page, Refusal } from './schema.js';

type AskPage = (query: { readonly cursor: string; readonly count: number }) => Promise<Page>;

/** Pages that bring nothing, though each names another: more of them in a row are an endless list. */
const MOST_EMPTY = 20;

/** From `first` on (empty: from the start) until no `nextCursor` comes, which alone is the end (RFC 9865 §2). `count` stays the same. */
export async function readByCursor(collected: Collected, first: string, count: number, ask: AskPage): Promise<Read> {
  const asked = new Set<string>();
  for (let cursor = first, empty = 0; ; ) {
    asked.add(cursor);
    const page = await ask({ cursor, count }).catch(startAgain);
    if ('why' in page) return moved(page.why);
    const taken = collected.take(page, 0);
    if ('why' in taken) return moved(taken.why);
    if (page.nextCursor === undefined) {
      return isDeaf(collected, page, count)
        ? { kind: 'other', collected, cursor: undefined }
        : collected.finish('no next cursor');
    }
    empty = taken.fresh === 0 ? empty + 1 : 0;
    if (empty >= MOST_EMPTY) return moved(`${MOST_EMPTY} pages in a row bring nothing new`);
    if (asked.has(page.nextCursor)) return moved('it repeated a cursor');
    cursor = page.nextCursor;
  }
}

/** A server without cursors may answer as if by number (scim.md §2, 2026-08): its first page proves nothing, unless it is not full. */
function isDeaf({ pages, total, hasAll }: Collected, { rows, isByIndex }: Page, count: number): boolean {
  if (pages > 1) return false;
  if (total !== undefined && !hasAll) return true;
  return isByIndex && (total === undefined || rows.length >= count);
}

/** The server wants us to begin anew (RFC 9865 §2). Else rethrows. */
function startAgain(error: unknown): { readonly why: string } {
  if (!(error instanceof Refused)) throw error;
  const { data } = Refusal.safeParse(error.reply.body);
  if (data === undefined || !['invalidcursor', 'expiredcursor', 'invalidcount'].includes(data.scimType.toLowerCase()))
    throw error;
  return { why: `its cursor is not good any more (${data.scimType})` };
}
