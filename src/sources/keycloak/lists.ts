import { UnexpectedReply } from '../../errors.js';
import type { HttpRequest } from '../../http/client.js';
import type { ListEvidence } from '../../model/directory.js';
import type { OnProgress } from '../../model/progress.js';
import type { KeycloakApi } from './api.js';
import { IdRow, Rows } from './schema.js';

export interface WholeList {
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

interface ListRequest {
  readonly what: string;
  readonly path: string;
  readonly query?: HttpRequest['query'];
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
  /** Keycloak's own count, where it has one: asked before and after, and both must be the rows' */
  readonly count?: () => Promise<number>;
}

/** What one pass over something came to: whole, or it moved meanwhile. */
export type Pass<Read> =
  | ({ readonly kind: 'whole' } & Read)
  | { readonly kind: 'moved'; readonly why: string; readonly hint?: string };

/** Reads something to its end, or rejects (R1). What moved while it was read is read once more. */
export async function readSteadily<Read>(what: string, pass: () => Promise<Pass<Read>>): Promise<Read> {
  const first = await pass();
  const read = first.kind === 'moved' ? await pass() : first;
  if (read.kind === 'whole') return read;
  throw new UnexpectedReply(
    `Keycloak's list of ${what} cannot be read to its end: ${read.why}, twice`,
    read.hint ?? 'Nothing was believed. Somebody may be importing people just now; the next run reads again.',
  );
}

/** A list of a realm, whole. */
export const readList = (api: KeycloakApi, request: ListRequest): Promise<WholeList> =>
  readSteadily(request.what, () => readCounted(api, request));

async function readCounted(api: KeycloakApi, request: ListRequest): Promise<Pass<WholeList>> {
  const before = await request.count?.();
  const read = await readPages(api, request, before);
  if (read.kind === 'moved' || before === undefined) return read;
  const after = await request.count?.();
  if (after !== before) return { kind: 'moved', why: `their number went from ${before} to ${after}` };
  const { rows, evidence } = read;
  if (rows.length !== before) return uncounted(rows.length, before);
  return {
    kind: 'whole',
    rows,
    evidence: { ...evidence, end: `${evidence.end}; as many rows as Keycloak counts`, total: before },
  };
}

/** Whom a caller may not see, Keycloak leaves out of the list, but not out of the count (keycloak.md §4; run on 26.7.3, 2026-11). */
export function uncounted(rows: number, count: number): Pass<never> {
  const why = `it has ${rows} of the ${count} rows that Keycloak counts`;
  if (rows >= count) return { kind: 'moved', why };
  const hint =
    'Nothing was believed. May the client see all of them? Its service account needs the role view-users of realm-management.';
  return { kind: 'moved', why, hint };
}

/** UserStorageManager.importValidation, seen in code, 2026-11. Who was lost long ago the list of users, read before, has removed. */
const NEARLY_FULL = 0.9;

/**
 * There is neither a total nor a next link, and pages are cut anew for each request: each begins with the last row of the one before,
 * so that what was added or removed meanwhile shows. A page that is not full is the last (keycloak.md §1, 2026-11), unless only a few rows
 * are missing: whom a federated directory has lost Keycloak leaves out of a page that it has cut already.
 */
async function readPages(api: KeycloakApi, request: ListRequest, total: number | undefined): Promise<Pass<WholeList>> {
  const { what, path, query, signal, onProgress } = request;
  const rows = new Map<string, unknown>();
  let last: string | undefined;

  for (let pages = 1; ; pages += 1) {
    const first = Math.max(0, rows.size - 1);
    const page = await api.get(path, { ...query, first, max: api.pageSize }, Rows, signal);
    const keys = page.map((row, at) => IdRow.safeParse(row).data?.id ?? `row ${first + at}`);
    if (last !== undefined && keys[0] !== last) return { kind: 'moved', why: 'its rows moved from page to page' };
    for (const [at, key] of keys.entries()) {
      if (last !== undefined && at === 0) continue;
      if (rows.has(key)) return { kind: 'moved', why: `${key} is in it twice` };
      rows.set(key, page[at]);
    }
    onProgress?.({ what, done: rows.size, ...(total !== undefined && { total }) });
    if (page.length < api.pageSize * NEARLY_FULL) {
      const evidence = { what, pages, rows: rows.size, end: 'a page that is not full' };
      return { kind: 'whole', rows: [...rows.values()], evidence };
    }
    last = keys.at(-1);
  }
}
