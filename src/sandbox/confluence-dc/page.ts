import { type AnonymousCall, type Answer, ok, Refusal } from './call.js';
import type { Confluence } from './confluence.js';

interface Paging {
  /** when the caller says nothing */
  readonly page: number;
  /** whatever the caller says */
  readonly most: number;
}

/** One page of a list. `next` is relative, is there only when more comes, and its `limit` is the one that was really used. */
export function page(confluence: Confluence, call: AnonymousCall, rows: readonly unknown[], paging: Paging): Answer {
  const start = whole(call.query, 'start', 0);
  const limit = Math.min(whole(call.query, 'limit', paging.page), paging.most);
  const results = rows.slice(start, start + limit);
  const path = call.path.split('?')[0] ?? '';
  const linkTo = (at: number) => {
    const query = new URLSearchParams(call.query);
    query.set('limit', String(limit));
    query.set('start', String(at));
    return `${path}?${query}`;
  };
  const links = {
    base: call.base,
    context: confluence.contextPath,
    self: `${call.base}${path}?${call.query}`,
    ...(confluence.nextShown && start + limit < rows.length ? { next: linkTo(start + limit) } : {}),
    ...(start > 0 ? { prev: linkTo(Math.max(start - limit, 0)) } : {}),
  };
  const total = confluence.totalsShown ? { totalCount: rows.length } : {};
  return ok({ results, start, limit, size: results.length, ...total, _links: links });
}

export const emptyPage = (confluence: Confluence, call: AnonymousCall): Answer =>
  page(confluence, call, [], { page: 200, most: 200 });

function whole(query: URLSearchParams, name: string, fallback: number): number {
  const asked = query.get(name);
  if (asked === null || asked === '') return fallback;
  if (!/^\d{1,9}$/.test(asked)) throw new Refusal(400, `${name} must not be negative.`);
  return Number(asked);
}
