import { invalidFilter, invalidValue, missing } from './errors.js';
import { matches, valuesAt } from './filter.js';
import { parseFilter } from './filter-parser.js';
import { type MischiefState, tests } from './mischief.js';
import { namesIn } from './projection.js';
import type { Row } from './row.js';
import { type Attribute, type ResourceSchema, resolve } from './schema.js';

/** What a list may be asked, by query or by the body of `.search`. */
export interface ListRequest {
  filter?: string;
  sortBy?: string;
  sortOrder?: string;
  startIndex: number;
  count: number;
  attributes: string[];
  attributeSets: string[];
}

export interface Page {
  rows: Row[];
  totalResults: number;
  startIndex: number;
}

const COUNT = { byDefault: 50, atMost: 1000 };

export function requestOf(query: URLSearchParams): ListRequest {
  return {
    ...textsOf({ filter: query.get('filter'), sortBy: query.get('sortBy'), sortOrder: query.get('sortOrder') }),
    ...rangeOf(query.get('startIndex') ?? undefined, query.get('count') ?? undefined),
    attributes: query.getAll('attributes').flatMap(namesIn),
    attributeSets: query.getAll('attributeSets').flatMap(namesIn),
  };
}

/** `POST …/.search`: the same as JSON. */
export function requestOfBody(body: unknown): ListRequest {
  const fields = new Map<string, unknown>(Object.entries(Object(body)));
  const names = (name: string) => [fields.get(name) ?? []].flat().map(String);
  if (!names('schemas').includes(SEARCH_REQUEST)) throw missing('schemas');
  return {
    ...textsOf({ filter: fields.get('filter'), sortBy: fields.get('sortBy'), sortOrder: fields.get('sortOrder') }),
    ...rangeOf(fields.get('startIndex'), fields.get('count')),
    attributes: names('attributes'),
    attributeSets: names('attributeSets'),
  };
}

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const textsOf = (found: Record<'filter' | 'sortBy' | 'sortOrder', unknown>): Partial<Record<keyof typeof found, string>> =>
  Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));

function rangeOf(startIndex: unknown, count: unknown) {
  const whole = (name: string, value: unknown, missing: number) => {
    const number = value === undefined ? missing : Number(value);
    if (!Number.isInteger(number)) throw invalidValue(`${name} is not a number.`);
    return number;
  };
  return {
    startIndex: Math.max(1, whole('startIndex', startIndex, 1)),
    count: Math.max(0, Math.min(COUNT.atMost, whole('count', count, COUNT.byDefault))),
  };
}

/** Filters, sorts and cuts; `asked` is "GET /path?query". */
export function pageOf(
  all: Row[],
  request: ListRequest,
  schema: ResourceSchema,
  {
    asked,
    mischief,
    pageSize = Number.POSITIVE_INFINITY,
  }: { asked: string; mischief: MischiefState; pageSize?: number | undefined },
): Page {
  const found = request.filter === undefined ? all : filtered(all, request.filter, schema);
  const rows = request.sortBy === undefined ? unsorted(found, asked, mischief) : sorted(found, request, schema, request.sortBy);
  const startIndex = mischief.stuck.some(match => tests(match, asked)) ? 1 : request.startIndex;
  const end = startIndex - 1 + Math.min(request.count, pageSize);
  const cut = mischief.cuts.find(({ match }) => tests(match, asked))?.row ?? Number.POSITIVE_INFINITY;
  const off = mischief.miscounts.find(({ match }) => tests(match, asked))?.by ?? 0;
  return {
    rows: rows.slice(startIndex - 1, Math.min(end, cut - 1)),
    totalResults: rows.length + off,
    startIndex: request.startIndex,
  };
}

function filtered(all: Row[], text: string, schema: ResourceSchema): Row[] {
  const filter = parseFilter(text, schema);
  return all.filter(row => matches(filter, row));
}

/** No order is promised: a shuffled list starts elsewhere each time. */
function unsorted(rows: Row[], asked: string, mischief: MischiefState): Row[] {
  if (rows.length === 0 || !mischief.shuffled.some(match => tests(match, asked))) return rows;
  const shift = mischief.turns++ % rows.length;
  return [...rows.slice(shift), ...rows.slice(0, shift)];
}

function sorted(rows: Row[], { sortOrder = 'ascending' }: ListRequest, schema: ResourceSchema, by: string): Row[] {
  const path = resolve(schema, by);
  if (!path?.at(-1)?.searchable || path.some(({ multiValued }) => multiValued)) throw invalidFilter(`cannot sort by ${by}`);
  const direction = sortOrder === 'descending' ? -1 : 1;
  const keyed = rows.map(row => ({ row, key: sortKey(row, path) }));
  return keyed.sort((a, b) => direction * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

function sortKey(row: Row, path: readonly Attribute[]): string {
  const value = String(valuesAt(row, path)[0] ?? '');
  return path.at(-1)?.caseExact ? value : value.toLowerCase();
}
