import { UnexpectedReply } from '../../errors.js';
import type { HttpReply, HttpRequest } from '../../http/client.js';
import { serverTime } from '../../http/rate-limit.js';
import type { ListEvidence } from '../../model/directory.js';
import type { OnProgress } from '../../model/progress.js';
import type { OneLoginApi } from './api.js';
import { IdRow, Rows } from './schema.js';

export interface WholeList {
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

export interface ListRequest {
  readonly what: string;
  readonly path: string;
  readonly query?: NonNullable<HttpRequest['query']>;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
  /** nothing else would show that rows traded places: several pages are read until two reads in a row bring the same rows */
  readonly isReadTwice?: boolean;
  /** a further look at a list of several pages, when all seems well: why it is not whole, or nothing */
  readonly doubt?: (read: { readonly total: number; readonly since: Date }) => Promise<string | undefined>;
}

/** How often a list is read in all, when it moves. */
const PASSES = 3;

type Pass =
  | ({ readonly kind: 'whole'; readonly keys: ReadonlySet<string> } & WholeList)
  | { readonly kind: 'moved'; readonly why: string };

/**
 * A list of the second API, whole; or it rejects (R1). Its cursor is no more than a page's number, so that whoever goes pushes another
 * one out of sight (gotcha 9): as many different rows as `Total-Count` says on every page, or it is read again.
 */
export async function readList(api: OneLoginApi, request: ListRequest): Promise<WholeList> {
  let why = '';
  let before: ReadonlySet<string> | undefined;
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const read = await readPages(api, request);
    if (read.kind === 'moved') why = read.why;
    else if (!isUnproved(request, read) || areSame(read.keys, before)) return read;
    else why = 'two reads brought other rows';
    before = read.kind === 'moved' ? undefined : read.keys;
  }
  throw new UnexpectedReply(
    `OneLogin's list of ${request.what} cannot be read to its end: ${why}, and no better in ${PASSES} tries`,
    'Nothing was believed. Somebody may be importing people just now; the next run reads again.',
  );
}

/** Somebody gone and somebody new between two pages leave the count as it was, and hide a third. */
const isUnproved = ({ isReadTwice = false }: ListRequest, { evidence }: WholeList): boolean => isReadTwice && evidence.pages > 1;

const areSame = (keys: ReadonlySet<string>, before: ReadonlySet<string> | undefined): boolean =>
  before !== undefined && keys.size === before.size && keys.isSubsetOf(before);

async function readPages(api: OneLoginApi, request: ListRequest): Promise<Pass> {
  const { what, path, query = {}, signal, onProgress } = request;
  const rows = new Map<string, unknown>();
  const followed = new Set<string>();
  let first: Page | undefined;
  let cursor: string | undefined;

  for (let pages = 1; ; pages += 1) {
    const place = cursor === undefined ? { limit: api.pageSize } : { cursor };
    const page = pageOf(await api.get(path, { ...query, ...place }, Rows, signal), what);
    first ??= page;
    if (page.total !== first.total) return moved(`its count went from ${first.total} to ${page.total}`);
    for (const row of page.rows) {
      const key = IdRow.safeParse(row).data?.id ?? `row ${rows.size}`;
      if (rows.has(key)) return moved(`${key} is in it twice`);
      rows.set(key, row);
    }
    onProgress?.({ what, done: rows.size, total: first.total });
    if (page.next === undefined) return ended(request, rows, pages, first);
    if (followed.has(page.next)) return moved('a page leads back to one before');
    if (page.rows.length === 0) return moved('a page in its middle is empty');
    followed.add(page.next);
    cursor = page.next;
  }
}

const moved = (why: string): Pass => ({ kind: 'moved', why });

async function ended(
  { what, doubt }: ListRequest,
  rows: ReadonlyMap<string, unknown>,
  pages: number,
  { total, at }: Page,
): Promise<Pass> {
  if (rows.size !== total) return moved(`it has ${rows.size} of the ${total} rows that OneLogin counts`);
  const why = pages === 1 || Number.isNaN(at) ? undefined : await doubt?.({ total, since: new Date(at - 1000) });
  if (why !== undefined) return moved(why);
  const evidence = { what, pages, rows: total, end: 'no further cursor; as many rows as OneLogin counts', total };
  return { kind: 'whole', keys: new Set(rows.keys()), rows: [...rows.values()], evidence };
}

interface Page {
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly next: string | undefined;
  /** when it was made, by OneLogin's clock; NaN: it does not say */
  readonly at: number;
}

function pageOf(
  { value: rows, headers }: { readonly value: readonly unknown[]; readonly headers: HttpReply['headers'] },
  what: string,
): Page {
  return { rows, total: countOf(headers, what), next: nextOf(headers), at: serverTime(headers) };
}

/** How many rows OneLogin counts. Without that header nothing says that a list is whole. */
export function countOf(headers: HttpReply['headers'], what: string): number {
  const count = headers['total-count'];
  if (typeof count === 'string' && /^\d+$/.test(count)) return Number(count);
  throw new UnexpectedReply(
    `OneLogin's list of ${what} came without its count (Total-Count)`,
    'Nothing was believed. Is there a proxy in between that takes headers away?',
  );
}

/** It comes percent-encoded, as it has to stand in an address (onelogin.md §7, 2026-11): encoded once more it would be another. */
function nextOf(headers: HttpReply['headers']): string | undefined {
  const cursor = headers['after-cursor'];
  if (typeof cursor !== 'string' || cursor === '') return undefined;
  try {
    return decodeURIComponent(cursor);
  } catch {
    return cursor;
  }
}
