import { type AnonymousCall, type Answer, malformed, ok } from './call.js';

const DEFAULT_LIMIT = 25;
/** A larger page of a filtered search of users loses some (BSERV-11884). */
const TRUSTY_LIMIT = 500;

/**
 * One page of rows, some of which are not for the caller to see: they keep their place, so that a page may be shorter than
 * its limit in the middle of the list, and the next one starts after all that was looked at.
 */
export function pageOf<T>({ query }: AnonymousCall, most: number, rows: readonly T[], beanOf: (row: T) => unknown): Answer {
  const start = integer(query, 'start', 0);
  const limit = Math.min(integer(query, 'limit', DEFAULT_LIMIT), most);
  const looked = rows.slice(start, start + limit);
  const values = looked.map(beanOf).filter(bean => bean !== undefined);
  const isLastPage = start + limit >= rows.length;
  const next = isLastPage ? {} : { nextPageStart: start + limit };
  return ok({ size: values.length, limit, isLastPage, values, start, ...next });
}

/** As pageOf, for users. */
export function userPage<T>(call: AnonymousCall, most: number, rows: readonly T[], beanOf: (row: T) => unknown): Answer {
  const isFiltered = (call.query.get('filter') ?? '') !== '';
  const limit = Math.min(integer(call.query, 'limit', DEFAULT_LIMIT), most);
  const losesLast = isFiltered && limit > TRUSTY_LIMIT && rows.length > TRUSTY_LIMIT;
  return pageOf(call, most, losesLast ? rows.slice(0, TRUSTY_LIMIT) : rows, beanOf);
}

function integer(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw malformed(name, `${name} must be a number that is not negative.`);
  return Number(text);
}
