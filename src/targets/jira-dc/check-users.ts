import type { Finding } from '../../model/finding.js';
import { whoAndWhat } from './identity.js';
import { proveSearch } from './prefix-search.js';
import type { UserRow } from './schema.js';
import type { Session } from './session.js';
import { userPage } from './user-list.js';
import { canPage, EVERYBODY, PAGE, search, windowOf } from './user-search.js';

/** How the users of this Jira can be listed, and whether their e-mail addresses are shown. */
export async function userList(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const page = await userPage(session, undefined, signal, 1);
  if (page !== undefined) return emails(page.values, { level: 'ok', what: 'all users can be listed' });

  const { server, myself } = await whoAndWhat(session, signal);
  const rows = await proveSearch(session, myself, windowOf(server), signal);
  if (canPage(server) && !(await isCut(session, signal)))
    return emails(rows, { level: 'ok', what: 'all users can be listed, by user/search' });
  return emails(rows, {
    level: 'warning',
    what: `Jira ${server.version} has no list of all users: they are searched for by the beginnings of their names, and nothing proves that all are found`,
    hint: 'Accounts are looked up by name before one is created. For a whole list update to a current 10.3 LTS or to 11.',
  });
}

const HIDDEN: Finding = {
  level: 'warning',
  what: 'e-mail addresses are not shown to us',
  hint: 'Match by username, or let the account see them.',
};

/** That addresses are hidden says more than that the list is whole. */
function emails(rows: readonly UserRow[], listing: Finding): readonly Finding[] {
  const areHidden = rows.some(({ emailAddress }) => emailAddress === undefined);
  if (!areHidden) return [listing];
  return listing.level === 'ok' ? [HIDDEN] : [listing, HIDDEN];
}

/**
 * A last row at the very place where some versions stop (JRASERVER-65089) says that there may be more; and so does the same
 * answer from everywhere: nobody at all, or the first page for ever.
 */
async function isCut(session: Session, signal: AbortSignal): Promise<boolean> {
  const at = (startAt: number) => search(session, EVERYBODY, { startAt, maxResults: 1 }, signal);
  const [first, last, beyond] = [await at(0), await at(PAGE - 1), await at(PAGE)];
  return (last.length > 0 && beyond.length === 0) || beyond[0]?.key === first[0]?.key;
}
