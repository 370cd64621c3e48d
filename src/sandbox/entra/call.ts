import type { MischiefState } from './mischief.js';
import type { Rights } from './rights.js';
import type { Tenant } from './tenant.js';

/** One question past the token, alone or out of a batch. */
export interface Call {
  readonly tenant: Tenant;
  readonly rights: Rights;
  /** below /v1.0, decoded */
  readonly path: string;
  readonly query: URLSearchParams;
  /** in lower case */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** what the path's pattern captured */
  readonly params: readonly string[];
  /** http://127.0.0.1:PORT/v1.0 */
  readonly base: string;
  readonly mischief: MischiefState;
  readonly quirks: Quirks;
}

/** Where the documents are silent, or a tenant may differ. */
export interface Quirks {
  /** pages are never longer than this, whatever `$top` asks */
  readonly pageSize?: number;
  /** an empty page with a next link stands before each further one */
  readonly emptyPages?: boolean;
  /** not documented: what is answered of a hidden membership; nothing, unless told */
  readonly hiddenMembers?: 'empty' | 'forbidden';
  /** not documented: whether the deleted may be read with the same permission as users; they may, unless told */
  readonly deletedItems?: 'readable' | 'forbidden';
  /** a wait of 14 days on whatever is answered well (recorded) */
  readonly retryAfterOnSuccess?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An error in Graph's form (entra.md §1). */
export class GraphFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const forbidden = () =>
  new GraphFailure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const notFound = (id: string) =>
  new GraphFailure(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const badRequest = (message: string) => new GraphFailure(400, 'Request_BadRequest', message);
export const unsupported = (message: string) => new GraphFailure(400, 'Request_UnsupportedQuery', message);

export function need(right: boolean): void {
  if (!right) throw forbidden();
}

/** `ConsistencyLevel` and `$count`, which casts and some filters want (entra.md §2). */
export const isAdvanced = ({ headers, query }: Pick<Call, 'headers' | 'query'>): boolean =>
  headers.consistencylevel?.toLowerCase() === 'eventual' && query.get('$count') === 'true';
