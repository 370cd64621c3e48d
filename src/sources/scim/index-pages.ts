import { type Collected, moved, type Read } from './pages.js';
import type { Page } from './schema.js';

export interface IndexPaging {
  readonly count: number;
  readonly startsAt: 0 | 1;
  readonly overlaps: boolean;
  /** the answer to a filter: a few rows, which need no second look */
  readonly isFiltered: boolean;
}

type AskPage = (query: { readonly startIndex: number; readonly count: number }) => Promise<Page>;

/**
 * Pages by `startIndex` are cut anew for each request, so what is added or removed meanwhile pushes rows from page to page. So each
 * page begins with the last row of the one before, the next one begins where the rows that came end (a server may give fewer than
 * asked), and a list is over when nothing follows its last row. The total must stay, be reached and not passed.
 */
export async function readByIndex(collected: Collected, paging: IndexPaging, ask: AskPage): Promise<Read> {
  const { count, startsAt, isFiltered } = paging;
  for (;;) {
    const overlap = paging.overlaps && collected.last !== undefined ? 1 : 0;
    const page = await ask({ startIndex: collected.received + startsAt - overlap, count });
    if (page.nextCursor !== undefined && collected.pages === 0) return goOn(collected, page);
    if (overlap === 1 && collected.keysOf(page.rows, 1)[0] !== collected.last)
      return isAllAgain(collected, page)
        ? finishAll(collected, paging, 'everything at once, and the same again', ask)
        : moved('its rows moved from page to page, or it does not mind `startIndex`');

    const taken = collected.take(page, overlap);
    if ('why' in taken) return moved(taken.why);
    const came = page.rows.length - overlap;
    if (came === 0) return collected.finish(overlap === 1 ? 'nothing after its last row' : 'an empty page');
    if (taken.fresh === 0) return moved('a page brings nothing new');
    const isOver = isFiltered || (collected.pages > 1 && paging.overlaps);
    if (isOver && collected.hasAll && page.rows.length !== count) return collected.finish('as many rows as the total names');
    if (!paging.overlaps && collected.hasAll) return finishAll(collected, paging, 'as many rows as the total names', ask);
  }
}

/** Some servers mind neither `startIndex` nor `count`: what they sent again is what is there already. */
function isAllAgain(collected: Collected, page: Page): boolean {
  const keys = collected.keysOf(page.rows, 0);
  return (
    collected.pages === 1 && collected.hasAll && keys.length === collected.rows.size && keys.every(key => collected.rows.has(key))
  );
}

/**
 * A first page that seems to be all, where no second one can show it: some servers count in `totalResults` the rows of the page
 * (scim.md §2, 2026-08). Then it is another one when a single row is asked for.
 */
async function finishAll(collected: Collected, paging: IndexPaging, end: string, ask: AskPage): Promise<Read> {
  if (collected.pages > 1 || collected.rows.size < 2 || collected.total === undefined) return collected.finish(end);
  const { rows, total } = await ask({ startIndex: paging.startsAt, count: 1 });
  if (rows.length === collected.rows.size || total === collected.total) return collected.finish(end);
  return moved(`its total is ${collected.total} for one page, and ${total} for another`);
}

/** A server may insist on cursors though nobody asked for one (RFC 9865 §2). */
function goOn(collected: Collected, page: Page): Read {
  const taken = collected.take(page, 0);
  return 'why' in taken ? moved(taken.why) : { kind: 'other', collected, cursor: page.nextCursor };
}
