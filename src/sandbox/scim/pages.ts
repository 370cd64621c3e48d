import { ScimRefusal } from './errors.js';
import type { Quirk } from './quirks.js';

export interface Paging {
  /** the most rows to a page */
  readonly pageSize: number;
  /** rows to a page where nobody says how many */
  readonly defaultSize: number;
  /** pages by cursor (RFC 9865): not at all, for whom asks for them, or always */
  readonly cursors: 'none' | 'offered' | 'always';
  /** every page has a total */
  readonly cursorTotals: boolean;
  readonly quirks: ReadonlySet<Quirk>;
  /** pages that were served */
  served: number;
  /** cursors that were given out, and what they stand for */
  readonly given: Map<string, { readonly at: number; readonly query: string; readonly count: string }>;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** One page of a list response. */
export function pageOf(rows: readonly unknown[], query: Query, paging: Paging): Record<string, unknown> {
  const isCursor = query.cursor !== undefined || (paging.cursors === 'always' && query.startIndex === undefined);
  if (query.cursor !== undefined && paging.cursors === 'none') return byIndex(rows, query, paging); // seen: not known, not minded
  return isCursor || paging.cursors === 'always' ? byCursor(rows, query, paging) : byIndex(rows, query, paging);
}

function sizeOf({ count }: Query, { pageSize, defaultSize, quirks }: Paging): number {
  if (quirks.has('countIgnored')) return Number.POSITIVE_INFINITY;
  const wished = count === undefined ? defaultSize : Math.max(0, Number(count));
  if (quirks.has('largeCountRefused') && wished > pageSize) throw new ScimRefusal(400, `count is over ${pageSize}`, 'tooMany');
  return Math.min(wished, pageSize);
}

function byIndex(rows: readonly unknown[], query: Query, paging: Paging) {
  const { quirks } = paging;
  const size = sizeOf(query, paging);
  const start = startOf(query, size, paging);
  const Resources = rows.slice(start, size === Number.POSITIVE_INFINITY ? undefined : start + size);
  const total = quirks.has('totalPerPage') ? Resources.length : rows.length;
  const isBare = Resources.length === 0 && quirks.has('resourcesMissing');
  return {
    schemas: [LIST],
    ...(quirks.has('totalMissing') ? {} : { totalResults: total }),
    startIndex: start + 1,
    itemsPerPage: Resources.length,
    ...(isBare ? {} : { Resources }),
  };
}

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** From 0. What is below 1 counts as 1 (RFC 7644 §3.4.2.4). */
function startOf({ startIndex = '1' }: Query, size: number, { quirks }: Paging): number {
  if (quirks.has('startIndexRefused') && startIndex !== '1') throw new ScimRefusal(501, 'startIndex is not implemented');
  if (quirks.has('startIndexIgnored')) return 0;
  if (quirks.has('startsAtZero')) return Math.max(0, Number(startIndex));
  const start = Math.max(1, Number(startIndex)) - 1;
  return quirks.has('wholePages') && size > 0 ? Math.floor(start / size) * size : start;
}

function byCursor(rows: readonly unknown[], query: Query, paging: Paging) {
  const { cursor, count = '', startIndex: _, ...others } = query;
  const same = JSON.stringify(Object.entries(others).sort());
  const from = cursor === undefined || cursor === '' ? { at: 0, query: same, count } : paging.given.get(cursor);
  if (from === undefined || from.query !== same)
    throw new ScimRefusal(400, 'This cursor was not given for this.', 'invalidCursor');
  if (from.count !== count) throw new ScimRefusal(400, 'The count must stay the same.', 'invalidCount');

  const size = sizeOf(query, paging);
  const Resources = rows.slice(from.at, from.at + size);
  const at = from.at + Resources.length;
  const nextCursor = at < rows.length && size > 0 ? `cursor-${paging.given.size + 1}` : undefined;
  if (nextCursor !== undefined) paging.given.set(nextCursor, { at, query: same, count });
  return {
    schemas: [LIST],
    ...(paging.cursorTotals ? { totalResults: rows.length } : {}),
    itemsPerPage: Resources.length,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    Resources,
  };
}
