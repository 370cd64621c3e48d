import { internal, invalid } from './errors.js';
import { type MischiefState, tests } from './mischief.js';

export interface PageRequest {
  /** scheme, host and port that links start with */
  origin: string;
  method: string;
  /** path and query, as sent */
  url: string;
}

/** How long a page of this list may be. A limit above the most times out, as Okta's do; one below the least is refused. */
export interface PageSize {
  byDefault: number;
  atMost: number;
  atLeast?: number;
}

export interface Page<Row> {
  rows: Row[];
  /** one per header line */
  links: string[];
}

interface Position {
  /** how many rows were given, and the last of them: the list may have changed since */
  given: number;
  last: string;
  page: number;
  /** the empty page before this one was given */
  emptied: boolean;
}

/** Cuts the page that the request asks for; `pageSize` makes all pages shorter than asked, as Okta may. */
export function pageOf<Row extends { id: string }>(
  request: PageRequest,
  all: readonly Row[],
  size: PageSize,
  mischief: MischiefState,
  pageSize = Number.POSITIVE_INFINITY,
): Page<Row> {
  const url = new URL(request.url, request.origin);
  const asked = `${request.method} ${request.url}`;
  const limit = limitOf(url.searchParams, size);
  if (mischief.slow.some(slow => limit > slow.limit && tests(slow.match, asked))) throw internal();

  const from = positionOf(url.searchParams.get('after'));
  const rule = mischief.next.find(({ match }) => tests(match, asked));
  const start = startAt(all, from);
  const isEmptied = rule?.kind === 'emptyBefore' && rule.page === from.page && !from.emptied;
  const rows = isEmptied ? [] : all.slice(start, start + Math.min(limit, pageSize));

  const given = start + rows.length;
  const last = rows.at(-1)?.id ?? from.last;
  const after = isEmptied ? { ...from, emptied: true } : { given, last, page: from.page + 1, emptied: false };
  const link = (cursor: string | null, rel: string) => `<${withCursor(url, cursor, limit)}>; rel="${rel}"`;
  const self = link(url.searchParams.get('after'), 'self');

  switch (rule?.kind) {
    case 'to':
      return { rows, links: [self, `<${rule.url}>; rel="next"`] };
    case 'loop':
      return { rows, links: [self, self.replace('rel="self"', 'rel="next"')] };
    case 'lost':
      return { rows, links: [self] };
    case 'emptyBefore':
    case undefined:
      return { rows, links: given < all.length || isEmptied ? [self, link(cursorOf(after), 'next')] : [self] };
  }
}

function limitOf(query: URLSearchParams, { byDefault, atMost, atLeast = 1 }: PageSize): number {
  const text = query.get('limit');
  if (text === null) return byDefault;
  const limit = Number(text);
  if (!Number.isInteger(limit)) throw invalid('limit', `limit: '${text}' is not a number.`);
  if (limit < atLeast) throw invalid('limit', `limit: must be at least ${atLeast}.`);
  if (limit > atMost) throw internal();
  return limit;
}

/** In the order of Okta's own links: the cursor, the limit (also when it was not asked for), then the rest of the query. */
function withCursor(url: URL, cursor: string | null, limit: number): string {
  const query = new URLSearchParams(cursor === null ? {} : { after: cursor });
  query.set('limit', String(limit));
  for (const [name, value] of url.searchParams) if (name !== 'after' && name !== 'limit') query.append(name, value);
  return `${url.origin}${url.pathname}?${query}`;
}

function startAt(all: readonly { id: string }[], { given, last }: Position): number {
  if (given === 0) return 0;
  if (all[given - 1]?.id === last) return given;
  const found = all.findIndex(({ id }) => id === last);
  return found >= 0 ? found + 1 : Math.min(given, all.length);
}

const cursorOf = ({ given, last, page, emptied }: Position) =>
  Buffer.from([given, page, emptied ? 1 : 0, last].join('.')).toString('base64url');

function positionOf(cursor: string | null): Position {
  if (cursor === null) return { given: 0, last: '', page: 1, emptied: false };
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, given, page, emptied, last] = /^(\d+)\.(\d+)\.([01])\.(.*)$/.exec(text) ?? [];
  if (given === undefined) throw invalid('after', 'after: The cursor is not valid.');
  return { given: Number(given), last: last ?? '', page: Number(page), emptied: emptied === '1' };
}
