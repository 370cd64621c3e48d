import { OneLoginFailure } from './errors.js';

/** What stands in the docs where no `limit` is given, and the most that the SDKs name (§3; the two differ). */
const BY_DEFAULT = 50;

export interface Page<T> {
  readonly rows: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A page of `/api/2`: the cursor is base64 of `limit=…&page=…` and nothing more, so that pages are cut anew for each request
 * (documented: the docs' own example). It comes percent-encoded, as it has to stand in an address (§7).
 */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, most: number): Page<T> {
  const place = placeOf(query, most);
  const pages = Math.max(1, Math.ceil(all.length / place.limit));
  const rows = all.slice((place.page - 1) * place.limit, place.page * place.limit);
  const headers = {
    'total-count': String(all.length),
    'total-pages': String(pages),
    'current-page': String(place.page),
    'page-items': String(rows.length),
    ...(place.page < pages && { 'after-cursor': cursorOf(place.limit, place.page + 1) }),
    ...(place.page > 1 && { 'before-cursor': cursorOf(place.limit, place.page - 1) }),
  };
  return { rows, headers };
}

const cursorOf = (limit: number, page: number): string => encodeURIComponent(btoa(`limit=${limit}&page=${page}`));

function placeOf(query: URLSearchParams, most: number): { readonly limit: number; readonly page: number } {
  const cursor = query.get('cursor');
  if (cursor === null)
    return { limit: Math.min(most, Number(query.get('limit') ?? BY_DEFAULT)), page: Number(query.get('page') ?? 1) };
  const [, limit, page] = /^limit=(\d+)&page=(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (limit === undefined || page === undefined) throw new OneLoginFailure(400, 'Invalid cursor');
  return { limit: Number(limit), page: Number(page) };
}

/** A page of `/api/1`: wrapped, 50 rows, and a cursor in the body; null: there is no other (§3; recorded). */
export function firstApiPage(all: readonly unknown[], query: URLSearchParams, address: string): unknown {
  const from = Number(Buffer.from(query.get('after_cursor') ?? '', 'base64').toString() || 0);
  const next = from + BY_DEFAULT < all.length ? btoa(String(from + BY_DEFAULT)) : null;
  return {
    status: { error: false, code: 200, type: 'success', message: 'Success' },
    pagination: {
      ...{ before_cursor: null, after_cursor: next, previous_link: null },
      next_link: next === null ? null : `${address}?after_cursor=${next}`,
    },
    data: all.slice(from, from + BY_DEFAULT),
  };
}
