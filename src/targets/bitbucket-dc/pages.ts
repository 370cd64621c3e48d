import type { z } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import { pageOf } from './schema.js';
import { ask, isDone, type Query, read, type Session } from './session.js';

/** A larger page of a filtered search lost people (BSERV-11884; bitbucket-dc sheet §1, November 2026). */
const LIMIT = 500;
/** A page may be empty where all of it is hidden from us; ever new pages with nothing on them are no list. */
const MOST_EMPTY_PAGES = 100;

interface List<S extends z.ZodType> {
  readonly path: string;
  readonly query?: Query;
  readonly row: S;
  /** for the evidence, and for messages: `users`, `members of team-blue` */
  readonly what: string;
}

interface Rows<S extends z.ZodType> {
  readonly rows: readonly z.output<S>[];
  readonly evidence: ListEvidence;
}

type OnRows = (count: number) => void;

/** A list, read to the page that says it is the last (R1). `onRows`: how many so far. */
export async function readAll<S extends z.ZodType>(
  session: Session,
  list: List<S>,
  signal: AbortSignal,
  onRows?: OnRows,
): Promise<Rows<S>> {
  const found = await readPages(session, list, [], signal, onRows);
  if (found === undefined) throw strange(session, list.what, 'gave no answer');
  return found;
}

/** As readAll; undefined: our account may not see it. */
export const readIfShown = <S extends z.ZodType>(session: Session, list: List<S>, signal: AbortSignal) =>
  readPages(session, list, [401, 403], signal);

async function readPages<S extends z.ZodType>(
  session: Session,
  { path, query = {}, row, what }: List<S>,
  hidden: readonly number[],
  signal: AbortSignal,
  onRows: OnRows = () => {},
): Promise<Rows<S> | undefined> {
  const Page = pageOf(row);
  const rows: z.output<S>[] = [];
  let [pages, empty] = [0, 0];
  for (let start: number | undefined = 0; start !== undefined; pages += 1) {
    const reply = await ask(session, path, { ...query, start, limit: LIMIT }, hidden, signal);
    if (!isDone(reply)) return undefined;
    const page: z.output<typeof Page> = read(session, Page, reply);
    for (const value of page.values) rows.push(value);
    empty = page.values.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES) throw strange(session, what, `gave ${empty} empty pages in a row`);
    start = page.isLastPage ? undefined : nextStart(session, what, start, page.nextPageStart);
    onRows(rows.length);
  }
  return { rows, evidence: { what, pages, rows: rows.length, end: 'isLastPage' } };
}

/** It may be further on than where the page ended; never before. */
function nextStart(session: Session, what: string, start: number, next: number | null | undefined): number {
  if (next === undefined || next === null) throw strange(session, what, 'broke off its list without saying where it goes on');
  if (next <= start) throw strange(session, what, 'went back in its list');
  return next;
}

const strange = (session: Session, what: string, did: string) =>
  new UnexpectedReply(`${session.name} ${did} while its ${what} were read`, 'They count as unread. Run again.');
