import { AccessDenied, Interrupted, SyncError, UnexpectedReply } from '../../errors.js';
import { checked } from '../../http/checked.js';
import type { ListEvidence } from '../../model/directory.js';
import { eachAlone } from '../each.js';
import type { GraphApi } from './api.js';
import { inBatches } from './batch.js';
import type { Answer } from './errors.js';
import { IdRow, Page } from './schema.js';
import type { Question } from './session.js';

export interface WholeList {
  /** one per id, the last one seen; rows without an id are all there */
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

export interface ListRequest extends Question {
  readonly what: string;
  readonly onPage?: (rows: number) => void;
}

export type ReadList = ({ readonly kind: 'read' } & WholeList) | { readonly kind: 'failed'; readonly error: SyncError };

/** A list, whole, or it rejects (R1). One that lacks what Graph counts is read once more. */
export async function readList(api: GraphApi, request: ListRequest, signal: AbortSignal): Promise<WholeList> {
  const first = await readPages(api, request, await firstPage(api, request, signal), signal);
  return isWhole(first) ? first : again(api, request, first, signal);
}

/** Several lists, their first pages 20 in a call; one that cannot be read does not spoil the others. */
export async function readLists(
  api: GraphApi,
  requests: readonly ListRequest[],
  signal: AbortSignal,
  onList?: (done: number) => void,
): Promise<readonly ReadList[]> {
  const batches = inBatches(requests);
  let done = 0;
  const read = await eachAlone(batches, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): readonly ReadList[] | string => why,
    task: async batch => {
      const answers = await api.batch(batch, signal);
      const lists: ReadList[] = [];
      for (const [at, request] of batch.entries()) lists.push(await continued(api, request, answers[at], signal));
      done += batch.length;
      onList?.(done);
      return lists;
    },
  });
  return batches.flatMap((batch, at) => {
    const lists = read[at] ?? 'not asked';
    return typeof lists === 'string' ? batch.map(() => failed(lists)) : lists;
  });
}

const failed = (why: string): ReadList => ({ kind: 'failed', error: new UnexpectedReply(why, 'The next run tries again.') });

/** The rest of a list whose first page came in a batch. */
async function continued(
  api: GraphApi,
  request: ListRequest,
  answer: Answer | undefined,
  signal: AbortSignal,
): Promise<ReadList> {
  try {
    const read = await readPages(api, request, pageIn(api, request, answer), signal);
    if (request.isAdvanced && read.evidence.rows === 0 && read.evidence.total === undefined) throw uncounted(request.what);
    return { kind: 'read', ...(isWhole(read) ? read : await again(api, request, read, signal)) };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted || signal.aborted) throw error;
    return { kind: 'failed', error };
  }
}

function pageIn(api: GraphApi, request: ListRequest, answer: Answer | undefined): Page {
  if (answer === undefined) throw new UnexpectedReply(`No answer for ${request.what}`, 'The next run tries again.');
  if (answer.kind === 'refused') throw api.errorOf(request, answer);
  return checked(answer.body, Page, api.name);
}

/** We ask for the count, and it comes on the first page (entra.md §1, 2026-11): without it nothing says that there is nobody. */
const uncounted = (what: string) =>
  new UnexpectedReply(`Graph's list of ${what} is empty, and lacks the count that we asked for`, 'The next run reads again.');

const firstPage = (api: GraphApi, { path, isAdvanced = false }: ListRequest, signal: AbortSignal): Promise<Page> =>
  api.get({ path, isAdvanced }, Page, signal);

/** Of the rows that Graph counted on the first page none may be missing; more have come meanwhile. */
const isWhole = ({ evidence: { rows, total } }: WholeList): boolean => total === undefined || rows >= total;

async function again(api: GraphApi, request: ListRequest, first: WholeList, signal: AbortSignal): Promise<WholeList> {
  const second = await readPages(api, request, await firstPage(api, request, signal), signal);
  if (isWhole(second)) return second;
  throw new UnexpectedReply(
    `Graph's list of ${request.what} has ${second.evidence.rows} of ${second.evidence.total} rows (before: ${first.evidence.rows} of ${first.evidence.total})`,
    'Nothing of it was believed. The next run reads again.',
  );
}

/** Empty pages in the middle are normal, but not without end (entra.md §1, 2026-11). */
const MOST_EMPTY_PAGES = 100;

async function readPages(
  api: GraphApi,
  { what, isAdvanced = false, onPage }: ListRequest,
  first: Page,
  signal: AbortSignal,
): Promise<WholeList> {
  const rows = new Map<string, unknown>();
  const seen = new Set<string>();
  let pages = 0;
  let empty = 0;
  for (let page: Page | undefined = first; page !== undefined; ) {
    pages += 1;
    for (const row of page.rows) rows.set(IdRow.safeParse(row).data?.id ?? `\u0000${rows.size}`, row);
    onPage?.(rows.size);
    empty = page.rows.length === 0 ? empty + 1 : 0;
    const { next }: Page = page;
    if (empty > MOST_EMPTY_PAGES) throw endless(what, `${empty} empty pages in a row`);
    if (next !== undefined && seen.has(next)) throw endless(what, 'a next link leads back');
    if (next !== undefined) seen.add(next);
    page = next === undefined ? undefined : await api.get({ path: next, isAdvanced }, Page, signal);
  }
  return { rows: [...rows.values()], evidence: evidenceOf(what, pages, rows.size, first.count) };
}

function evidenceOf(what: string, pages: number, rows: number, count: number | undefined): ListEvidence {
  const end = 'no next link';
  if (count === undefined) return { what, pages, rows, end };
  return { what, pages, rows, end: `${end}; no fewer rows than Graph counts`, total: count };
}

const endless = (what: string, why: string) =>
  new UnexpectedReply(`Graph's list of ${what} has no end: ${why}`, 'Nothing of it was believed. The next run reads again.');
