import { z } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import { PageTooLarge } from './executor.js';
import type { OpenList } from './sdk.js';

export interface WholeList {
  /** one per id, the last one seen; rows without an id are all there */
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

export interface ListRequest {
  readonly what: string;
  /** page sizes, the preferred one first: Okta asks for smaller ones where it times out (okta.md §2) */
  readonly limits: readonly number[];
  readonly open: (limit: number) => Promise<OpenList>;
  readonly onPage?: (rows: number) => void;
}

/** Reads a list to its end, or rejects (R1). A list that is too much for Okta is read again in smaller pages. */
export async function readList({ what, limits, open, onPage }: ListRequest): Promise<WholeList> {
  let failure: unknown;
  for (const limit of limits) {
    try {
      return await readPages(what, await open(limit), onPage);
    } catch (error) {
      if (!(error instanceof PageTooLarge)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Empty pages in the middle are normal, but not without end. */
const MOST_EMPTY_PAGES = 100;

async function readPages(what: string, list: OpenList, onPage: ListRequest['onPage']): Promise<WholeList> {
  const rows = new Map<string, unknown>();
  const nameless: unknown[] = [];
  let pages = 0;
  let empty = 0;
  while (list.more) {
    const page = await twice(() => list.page());
    const fresh = take(page, rows, nameless);
    pages += 1;
    empty = page.length === 0 ? empty + 1 : 0;
    if (list.more && page.length > 0 && fresh === 0) throw endless(what, 'its pages repeat');
    if (empty > MOST_EMPTY_PAGES) throw endless(what, `${empty} empty pages in a row`);
    onPage?.(rows.size + nameless.length);
  }
  const all = [...rows.values(), ...nameless];
  return { rows: all, evidence: { what, pages, rows: all.length, end: 'no next link' } };
}

const Identified = z.object({ id: z.string().min(1) });

/** How many of the page's rows were new. Somebody may appear twice when the list moves while it is read. */
function take(page: readonly unknown[], rows: Map<string, unknown>, nameless: unknown[]): number {
  let fresh = 0;
  for (const row of page) {
    const { data } = Identified.safeParse(row);
    if (data === undefined) nameless.push(row);
    if (data === undefined || !rows.has(data.id)) fresh += 1;
    if (data !== undefined) rows.set(data.id, row);
  }
  return fresh;
}

/** A page that timed out may just have had bad luck; the SDK keeps its place, so the same page can be asked again. */
async function twice<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof PageTooLarge) return attempt();
    throw error;
  }
}

const endless = (what: string, why: string) =>
  new UnexpectedReply(
    `Okta's list of ${what} has no end: ${why}`,
    'Nothing was believed. Try again; if it stays, ask Okta support.',
  );
