import type { z } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { ReadOptions } from '../../model/progress.js';
import { pageOf } from './schema.js';
import { get, type Query, type Session } from './session.js';

/** What clients ask for; the server may give less, and members come in pages of 200 at most (sheet §2, §3). */
export const PAGE = 200;
const TRIES = 2;

export interface List<S extends z.ZodType> {
  /** as the evidence calls it: `users`, `members of team-blue` */
  readonly what: string;
  readonly path: string;
  readonly query?: Query;
  readonly row: S;
  /** what no two rows share */
  readonly keyOf: (row: z.output<S>) => string;
  /** whether to ask always for what comes after the last row: nothing else proves the end where no total is told */
  readonly provesEnd?: boolean;
}

export interface Listed<T> {
  readonly rows: readonly T[];
  readonly evidence: ListEvidence;
}

/**
 * A list, to its end (R1). It lives while it is paged through, and offsets shift: each page begins with the last row of the one
 * before it, so that a row that came or went shows. Then it is read once more from its start.
 */
export async function readList<S extends z.ZodType>(
  session: Session,
  list: List<S>,
  options: ReadOptions,
): Promise<Listed<z.output<S>>> {
  for (let tries = 1; ; tries++) {
    const passed = await pass(session, list, options);
    if (passed.kind === 'whole') return passed;
    if (tries === TRIES) throw strange(session, list.what, passed.why);
  }
}

type Passed<T> = ({ readonly kind: 'whole' } & Listed<T>) | { readonly kind: 'moved'; readonly why: string };

async function pass<S extends z.ZodType>(session: Session, list: List<S>, options: ReadOptions): Promise<Passed<z.output<S>>> {
  const rows = new Map<string, z.output<S>>();
  let last: string | undefined;
  for (let pages = 1; ; pages++) {
    const page = await pageAt(session, list, Math.max(rows.size - 1, 0), options.signal);
    const [first] = page.results;
    if (last !== undefined && (first === undefined || list.keyOf(first) !== last))
      return moved('the list moved while it was paged through');
    const fresh = last === undefined ? page.results : page.results.slice(1);
    for (const row of fresh) {
      if (rows.has(list.keyOf(row))) return moved(`${list.keyOf(row)} came twice`);
      rows.set(list.keyOf(row), row);
      last = list.keyOf(row);
    }
    options.onProgress?.({ what: list.what, done: rows.size });
    const isLast = page._links.next === undefined;
    if (!isLast && fresh.length === 0) throw strange(session, list.what, 'its pages lead nowhere');
    const isProved = page.totalCount !== undefined || fresh.length === 0 || (list.provesEnd !== true && !isFull(page));
    if (isLast && isProved) return ended([...rows.values()], list.what, pages, page.totalCount, fresh.length === 0);
  }
}

function ended<T>(rows: readonly T[], what: string, pages: number, total: number | undefined, isProved: boolean): Passed<T> {
  if (total !== undefined && total !== rows.length) return moved(`${rows.length} rows came where it counts ${total}`);
  const end = total !== undefined ? 'total reached' : isProved ? 'nobody after the last' : 'no next link';
  const evidence: ListEvidence = { what, pages, rows: rows.length, end, ...(total === undefined ? {} : { total }) };
  return { kind: 'whole', rows, evidence };
}

/** As long as the server lets a page be: cut there, for all that a missing link says (sheet §3: members are cut at 200). */
const isFull = ({ results, limit = PAGE }: { readonly results: readonly unknown[]; readonly limit?: number | undefined }) =>
  results.length >= Math.min(limit, PAGE);

const moved = (why: string) => ({ kind: 'moved', why }) as const;

async function pageAt<S extends z.ZodType>(session: Session, list: List<S>, start: number, signal: AbortSignal) {
  const page = await get(session, list.path, pageOf(list.row), { ...list.query, start, limit: PAGE }, signal);
  if (page.start !== start) throw strange(session, list.what, `it answered from ${page.start} where ${start} was asked`);
  if (page.size !== page.results.length)
    throw strange(session, list.what, `a page of ${page.size} had ${page.results.length} rows`);
  return page;
}

const strange = (session: Session, what: string, why: string) =>
  new UnexpectedReply(`${session.name} could not be read: ${what}: ${why}`, 'It counts as unread. Run again.');
