import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { ReadOptions } from '../../model/progress.js';
import type { Asked, Ended, LdapApi } from './api.js';
import { dnKey } from './dn.js';
import { Code, resultError } from './errors.js';
import { isForeign } from './references.js';
import type { Row } from './row.js';

export interface ListRequest<T> extends Omit<Asked, 'page'> {
  /** kept of each entry */
  readonly parse: (row: Row) => T;
}

export interface WholeList<T> {
  /** in the order of their coming */
  readonly rows: readonly T[];
  readonly evidence: ListEvidence;
}

/** Servers that allow less than we ask for say so with 11, and are asked for half; less than this is another trouble. */
const SMALLEST_PAGE = 50;

/** Reads a list to its end, or rejects (R1). A lost connection takes the cookie with it: the list is begun anew. */
export async function readList<T>(api: LdapApi, request: ListRequest<T>, options: ReadOptions): Promise<WholeList<T>> {
  let size = api.ways.pageSize;
  for (;;) {
    const read = await api.again(() => readPages(api, request, size, options), options.signal);
    if (read.kind === 'whole') return read;
    size = Math.floor(size / 2);
  }
}

type Read<T> = ({ readonly kind: 'whole' } & WholeList<T>) | { readonly kind: 'pageTooLarge' };

/** The end is an empty cookie, never a short or empty page (RFC 2696 §3). */
async function readPages<T>(
  api: LdapApi,
  { parse, ...request }: ListRequest<T>,
  size: number,
  { signal, onProgress }: ReadOptions,
): Promise<Read<T>> {
  const { what } = request;
  const rows: T[] = [];
  const seen = new Set<string>();
  const take = (row: Row) => {
    const key = dnKey(row.dn);
    if (seen.has(key)) throw broken(api, what, `${row.dn} is in it twice`);
    seen.add(key);
    rows.push(parse(row));
  };
  let cookie: Buffer | undefined;
  for (let pages = 1; ; pages += 1) {
    const before = rows.length;
    const ended = await api.search({ ...request, page: { size, cookie } }, take, signal);
    if (ended.code === Code.adminLimitExceeded && pages === 1 && size / 2 >= SMALLEST_PAGE) return { kind: 'pageTooLarge' };
    if (ended.code !== Code.success) throw resultError(ended, `${what} below ${request.base}`, api.system);
    checkReferences(api, what, ended);
    onProgress?.({ what, done: rows.length });
    if (ended.paging.kind === 'none' && pages > 1) throw broken(api, what, 'a page does not say whether there is another');
    const next = ended.paging.kind === 'cookie' ? ended.paging.cookie : undefined;
    if (next === undefined || next.length === 0)
      return { kind: 'whole', rows, evidence: evidenceOf(what, pages, rows.length, next) };
    if (rows.length === before && cookie !== undefined && next.equals(cookie))
      throw broken(api, what, 'it goes round in circles');
    cookie = next;
  }
}

const evidenceOf = (what: string, pages: number, rows: number, cookie: Buffer | undefined): ListEvidence => ({
  ...{ what, pages, rows },
  end: cookie === undefined ? 'all of it in one answer' : 'no cookie for another page',
});

const broken = (api: LdapApi, what: string, why: string) =>
  new UnexpectedReply(
    `${api.system}'s list of ${what} cannot be read to its end: ${why}`,
    'Nothing was believed. The next run reads again.',
  );

/** What another server holds was not read, so the list is not whole. */
function checkReferences({ system, ways }: LdapApi, what: string, { references }: Pick<Ended, 'references'>): void {
  const [first] = references.filter(isForeign);
  if (first === undefined || ways.referrals === 'ignore') return;
  throw new UnexpectedReply(
    `${system} holds only a part of the ${what}: more is at ${first}`,
    'Narrow `base`, make that server a source of its own, or write `referrals: ignore` where nobody there matters.',
  );
}
