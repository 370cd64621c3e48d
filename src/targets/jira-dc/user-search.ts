import { UnexpectedReply } from '../../errors.js';
import type { ReadOptions } from '../../model/progress.js';
import { isMissingObject } from './refusal.js';
import { majorOf, type ServerInfo, type UserRow, UserRows } from './schema.js';
import { ask, read, type Session } from './session.js';

/** From 10 on a search looks at its first hundred hits, however one pages (JRASERVER-78520). */
export const WINDOW = 100;
/** The largest page before 10; some versions stop there altogether (JRASERVER-65089). */
export const PAGE = 1000;
/** Finds everybody; an empty text or `%` does not everywhere (jira-dc sheet §2, November 2026). */
export const EVERYBODY = '.';

/** A search can be paged up to 9.x. A version that tells no number is taken for a newer one, where less is believed. */
export const canPage = (server: ServerInfo) => majorOf(server) <= 9;
/** How many a search shows at most. */
export const windowOf = (server: ServerInfo) => (canPage(server) ? PAGE : WINDOW);

/** GET /user/search: whose username, name or e-mail begins with the text, inactive people too. */
export async function search(
  session: Session,
  username: string,
  paging: { readonly startAt?: number; readonly maxResults: number },
  signal: AbortSignal,
): Promise<readonly UserRow[]> {
  const reply = await ask(session, 'user/search', { username, includeInactive: true, ...paging }, [404], signal);
  if (reply.status !== 404) return read(session, UserRows, reply);
  if (isMissingObject(reply)) return [];
  throw new UnexpectedReply(
    `the Jira of "${session.name}" has neither user/list nor user/search`,
    'Check `url` and its context path, and that it is Jira 9.12 or newer.',
  );
}

/** `cut`: nothing says that there are no more, or rather the opposite. `moved`: the pages do not fit together. */
export interface Paged {
  readonly kind: 'whole' | 'cut' | 'moved';
  readonly rows: readonly UserRow[];
  readonly pages: number;
  /** rows of the longest page: where there may be more, it shows how many this server gives at once */
  readonly longest: number;
}

/** Everybody, before 10. A list that moved while it was paged through is read once more from its start. */
export async function pagedUsers(session: Session, options: ReadOptions): Promise<Paged> {
  const first = await pages(session, options);
  return first.kind === 'moved' ? pages(session, options) : first;
}

/**
 * Each page begins with the last row of the one before it: a server that ignores `startAt`, and a list that moved, show.
 * There is no total; the end is a page with nothing but that row.
 */
async function pages(session: Session, { signal, onProgress }: ReadOptions): Promise<Paged> {
  const rows = [...(await search(session, EVERYBODY, { startAt: 0, maxResults: PAGE }, signal))];
  let longest = rows.length;
  if (rows.length === 0) return { kind: 'cut', rows, pages: 1, longest };
  for (let count = 2; ; count++) {
    onProgress?.({ what: 'users', done: rows.length });
    const page = await search(session, EVERYBODY, { startAt: rows.length - 1, maxResults: PAGE }, signal);
    if (page[0]?.key !== rows.at(-1)?.key) return { kind: 'moved', rows, pages: count, longest };
    if (page.length === 1) return { kind: rows.length === PAGE ? 'cut' : 'whole', rows, pages: count, longest };
    longest = Math.max(longest, page.length);
    rows.push(...page.slice(1));
  }
}
