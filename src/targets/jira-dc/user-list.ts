import { UnexpectedReply } from '../../errors.js';
import type { Account, ListEvidence } from '../../model/directory.js';
import { type AccountId, accountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { isMissingObject } from './refusal.js';
import { accountOf, UserPage } from './schema.js';
import { ask, read, type Session } from './session.js';

/** The vendor's default page, and the largest that is documented. */
const PAGE = 2000;
/** An empty page in the middle may be; ever new cursors that lead to nothing are no list. */
const MOST_EMPTY_PAGES = 100;

/** Every account, read to the page that says it is the last (R1); undefined: this Jira has no user/list. */
export async function listUsers(session: Session, { signal, onProgress }: ReadOptions) {
  const accounts = new Map<AccountId, Account>();
  const cursors = new Set<string>();
  let pages = 0;
  let empty = 0;

  for (let cursor: string | undefined, isLast = false; !isLast; pages++) {
    const page = await userPage(session, cursor, signal);
    if (page === undefined && pages === 0) return undefined;
    if (page === undefined) throw strange(session, 'lost its user/list');
    for (const row of page.values) {
      // the vendor guarantees that nobody comes twice: whoever does shows that the cursor was not heeded
      if (accounts.has(accountId(row.key))) throw strange(session, `listed ${row.name} twice`);
      if (!row.deleted) accounts.set(accountId(row.key), accountOf(row));
    }
    empty = page.values.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES) throw strange(session, `gave ${empty} empty pages in a row`);
    isLast = page.isLast;
    if (!isLast) cursor = nextCursor(session, page.nextCursor, cursors);
    onProgress?.({ what: 'users', done: accounts.size });
  }
  const evidence: ListEvidence = { what: 'users', pages, rows: accounts.size, end: 'isLast' };
  return { accounts, evidence };
}

/** GET /user/list: in Jira 11, and in the 10.3 LTS line (jira-dc sheet §2, November 2026); undefined: not in this one. */
export async function userPage(session: Session, cursor: string | undefined, signal: AbortSignal, maxResults = PAGE) {
  const reply = await ask(session, 'user/list', { cursor, maxResults }, [404], signal);
  if (reply.status !== 404) return read(session, UserPage, reply);
  if (isMissingObject(reply)) throw strange(session, 'answered 404 to a cursor of its own');
  return undefined;
}

function nextCursor(session: Session, next: string | undefined, seen: Set<string>): string {
  if (next === undefined) throw strange(session, 'broke off its list without a next cursor');
  if (seen.has(next)) throw strange(session, 'repeated a cursor');
  seen.add(next);
  return next;
}

const strange = (session: Session, what: string) =>
  new UnexpectedReply(`${session.name} ${what} while its users were read`, 'Its users count as unread. Run again.');
