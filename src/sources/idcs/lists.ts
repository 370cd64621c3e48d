import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { OnProgress } from '../../model/progress.js';
import type { IdcsApi } from './api.js';
import { IdRow, Page } from './schema.js';

export interface WholeList {
  /** in the order of their ids */
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

export interface ListRequest {
  readonly what: string;
  readonly path: string;
  readonly attributes: string;
  readonly filter?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

/** The most rows that a page has (idcs.md §3, 2026-08). */
const PAGE = 1000;

/** Reads a list to its end, or rejects (R1). One that moved while it was read is read once more. */
export async function readList(api: IdcsApi, request: ListRequest): Promise<WholeList> {
  const first = await readPages(api, request);
  const read = first.kind === 'moved' ? await readPages(api, request) : first;
  if (read.kind === 'whole') return read;
  throw new UnexpectedReply(
    `IDCS's list of ${request.what} cannot be read to its end: ${read.why}, twice`,
    'Nothing was believed. Somebody may be importing people just now; the next run reads again.',
  );
}

type Read = ({ readonly kind: 'whole' } & WholeList) | { readonly kind: 'moved'; readonly why: string };

/**
 * Pages are cut anew for each request, so what is added or removed meanwhile pushes rows from page to page (idcs.md §3).
 * So rows come by id, each page begins with the last row of the one before, and the total must stay, be reached and not passed.
 */
async function readPages(api: IdcsApi, { what, onProgress, ...request }: ListRequest): Promise<Read> {
  const rows = new Map<string, unknown>();
  let last: { readonly key: string; readonly at: number } | undefined;
  let total: number | undefined;

  for (let pages = 1; ; pages += 1) {
    const start = last?.at ?? 1;
    const page = await readPage(api, request, start);
    if (total !== undefined && page.totalResults !== total) return moved(`its total went from ${total} to ${page.totalResults}`);
    total = page.totalResults;

    const keys = page.rows.map((row, at) => IdRow.safeParse(row).data?.id ?? `row ${start + at}`);
    const overlaps = start <= rows.size;
    if (overlaps && keys[0] !== last?.key) return moved('its rows moved from page to page');
    for (const [at, key] of keys.entries()) {
      if (overlaps && at === 0) continue;
      if (rows.has(key)) return moved(`${key} is in it twice`);
      rows.set(key, page.rows[at]);
    }
    onProgress?.({ what, done: rows.size, total });
    if (rows.size > total) return moved(`it has more than the ${total} rows that it names`);
    if (rows.size === total && page.rows.length < PAGE) return whole(what, rows, pages, total); // a full page may not be the last
    if (page.rows.length <= (overlaps ? 1 : 0)) return moved(`it ends after ${rows.size} of ${total} rows`);
    last = { key: keys.at(-1) ?? '', at: page.rows.length > 1 ? rows.size : rows.size + 1 };
  }
}

const moved = (why: string): Read => ({ kind: 'moved', why });

const whole = (what: string, rows: ReadonlyMap<string, unknown>, pages: number, total: number): Read => ({
  kind: 'whole',
  rows: [...rows.values()],
  evidence: { what, pages, rows: rows.size, end: 'as many rows as the total names', total },
});

async function readPage(
  api: IdcsApi,
  { path, attributes, filter, signal }: Pick<ListRequest, 'path' | 'attributes' | 'filter' | 'signal'>,
  startIndex: number,
): Promise<{ readonly totalResults: number; readonly rows: readonly unknown[] }> {
  const query = { startIndex, count: PAGE, sortBy: 'id', sortOrder: 'ascending', attributes, filter };
  const { totalResults, Resources } = await api.get(path, query, Page, signal);
  return { totalResults, rows: Resources ?? [] };
}
