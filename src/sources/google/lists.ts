import { z } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { HttpRequest } from '../../http/client.js';
import type { ListEvidence } from '../../model/directory.js';
import type { OnProgress } from '../../model/progress.js';
import type { GoogleApi } from './api.js';

interface ListRequest {
  readonly what: string;
  readonly path: string;
  readonly kind: 'users' | 'groups' | 'members';
  /** of a row, as in `id,name(fullName)` */
  readonly fields: string;
  readonly query?: HttpRequest['query'];
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

export interface WholeList {
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

/** Groups and members have 200 rows to a page at most, people 500; what a larger number does is not described (google.md §2, 2026-09). */
const MOST_ROWS = 200;

/**
 * A list to its end, or it rejects (R1). An empty page has no list, yet may have a next one; without `nextPageToken` among the
 * fields no page would ever have one (google.md §1, 2026-09). `kind` proves that an answer without rows is such a page.
 */
export async function readList(api: GoogleApi, request: ListRequest): Promise<WholeList> {
  const { what, path, kind, fields, signal, onProgress } = request;
  const maxResults = kind === 'users' ? api.pageSize : Math.min(api.pageSize, MOST_ROWS);
  const query = { ...request.query, maxResults, fields: `kind,nextPageToken,${kind}(${fields})` };
  const schema = pageOf(kind);
  const rows: unknown[] = [];
  const seen = new Set<string>();

  for (let pages = 1, pageToken: string | undefined; ; pages += 1) {
    const page = await api.get(path, { ...query, pageToken }, schema, signal);
    rows.push(...page.rows);
    onProgress?.({ what, done: rows.length });
    pageToken = page.next;
    if (pageToken === undefined) return { rows, evidence: { what, pages, rows: rows.length, end: 'no token for a next page' } };
    if (seen.has(pageToken)) throw endless(what);
    seen.add(pageToken);
  }
}

const pageOf = (kind: ListRequest['kind']) =>
  z
    .looseObject({ kind: z.literal(`admin#directory#${kind}`), nextPageToken: z.string().min(1).nullish() })
    .transform((page, context) => {
      const { data, error } = z.array(z.unknown()).optional().safeParse(page[kind]);
      if (error !== undefined) context.issues.push({ code: 'custom', input: page[kind], path: [kind], message: 'no list' });
      return { rows: data ?? [], next: page.nextPageToken ?? undefined };
    });

const endless = (what: string) =>
  new UnexpectedReply(
    `Google's list of ${what} comes to the same page again`,
    'Nothing was believed. The next run reads again; is there a proxy that keeps answers?',
  );
