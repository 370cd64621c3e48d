import { invalid } from './failure.js';

type Kind = 'users' | 'groups' | 'members';

interface List<Row> {
  readonly kind: Kind;
  readonly rows: readonly Row[];
  readonly query: URLSearchParams;
  readonly byDefault: number;
  readonly most: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** A page, and the token of the next where there is one. A larger `maxResults` than allowed is cut down: what Google does is not described. */
export function pageOf<Row>(list: List<Row>): Page<Row> {
  const { rows, query, byDefault, most, kind } = list;
  const size = Number(query.get('maxResults') ?? byDefault);
  if (!Number.isInteger(size) || size < 1) throw invalid();
  const first = startOf(query.get('pageToken'), kind);
  const end = first + Math.min(size, most);
  return { rows: rows.slice(first, end), ...(end < rows.length && { next: tokenOf(kind, end) }) };
}

/** The list is left out where it is empty, also in the middle (google.md §1). */
export function listed(kind: Kind, rows: readonly unknown[], next: string | undefined): Record<string, unknown> {
  return {
    ...{ kind: `admin#directory#${kind}`, etag: '"sandbox"' },
    ...(rows.length > 0 && { [kind]: rows }),
    ...(next !== undefined && { nextPageToken: next }),
  };
}

const tokenOf = (kind: string, at: number): string => Buffer.from(`${kind} ${at}`).toString('base64url');

function startOf(token: string | null, kind: string): number {
  if (token === null) return 0;
  const [of, at = ''] = Buffer.from(token, 'base64url').toString().split(' ');
  if (of !== kind || !/^\d+$/.test(at)) throw invalid();
  return Number(at);
}
