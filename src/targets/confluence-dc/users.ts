import { NotFound, Unavailable, UnexpectedReply } from '../../errors.js';
import type { Account, ListEvidence } from '../../model/directory.js';
import { type AccountId, accountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { unknownStatus } from './identity.js';
import { findUser } from './lookup.js';
import { type List, PAGE, readList } from './pages.js';
import { ActiveRow, accountOf, PersonRow, pageOf } from './schema.js';
import { api, ask, CONCURRENCY, get, read, type Session } from './session.js';
import { hasUpdates } from './versions.js';

const USERS: List<typeof PersonRow> = {
  what: 'users',
  path: api('user/list'),
  query: { expand: 'status' },
  row: PersonRow,
  keyOf: ({ userKey }) => userKey,
  provesEnd: true,
};

/** Every account, also without a seat and switched off (R1); from 9.3 on with the e-mail addresses that are shown. */
export async function readUsers(session: Session, version: string, options: ReadOptions) {
  const { rows, evidence } = await readList(session, USERS, options).catch((error: unknown) => {
    throw error instanceof NotFound ? withoutList(session, error) : error;
  });
  const emails = await readEmails(session, version, options);
  session.known.emails = emails;
  const accounts = new Map<AccountId, Account>();
  for (const row of rows) accounts.set(accountId(row.userKey), accountOf(row, emails.get(accountId(row.userKey))));
  return { accounts, lists: [evidence] as readonly ListEvidence[] };
}

/** Whoever stands first in the list; of a version that shows no addresses. */
export async function firstUsers(session: Session, limit: number, { signal }: ReadOptions) {
  const page = await get(session, USERS.path, pageOf(PersonRow), { ...USERS.query, start: 0, limit }, signal);
  return new Map(page.results.map(row => [accountId(row.userKey), accountOf(row, undefined)]));
}

/** user/list came with 8.4 (CONFSERVER-87291). */
const withoutList = ({ name }: Session, cause: NotFound) =>
  new Unavailable(
    `the Confluence of "${name}" has no list of all users`,
    'Confluence 8.5 or newer is needed. Check `url` and its context path too.',
    { cause },
  );

/**
 * Addresses by account. The list comes from the search index and has none of those without a seat or switched off, so
 * whoever is missing from it has an address that is not shown, not none; and nothing rests on its being whole (sheet §2).
 */
export async function readEmails(session: Session, version: string | undefined, { signal }: Pick<ReadOptions, 'signal'>) {
  const emails = new Map<AccountId, string>();
  if (!hasUpdates(version)) return emails;
  for (let start = 0; ; ) {
    const query = { start, limit: PAGE };
    const reply = await ask(session, api('admin/users/list/active'), query, [403, 404], signal);
    if (reply.status === 403 || reply.status === 404) return emails;
    const page = read(session, pageOf(ActiveRow), reply);
    if (page.start !== start) return emails;
    for (const { userKey, email } of page.results) if (email !== undefined) emails.set(accountId(userKey), email);
    start += page.results.length;
    if (page._links.next === undefined || page.results.length === 0) return emails;
  }
}

/** Looks up those of `ids` that the list does not show (C5). */
export async function addMissing(
  session: Session,
  accounts: Map<AccountId, Account>,
  ids: Iterable<AccountId>,
  { signal }: ReadOptions,
): Promise<void> {
  const missing = [...new Set(ids)].filter(id => !accounts.has(id));
  await inParallel(missing, CONCURRENCY, signal, async (key, either) => {
    const row = await findUser(session, { key }, either);
    if (row !== undefined) accounts.set(key, accountOf(row, session.known.emails.get(key)));
  });
}

/** We are an account like the others: a list without us was not whole, and a status by which we are switched off is not understood. */
export function assertHasUs(
  session: Session,
  accounts: ReadonlyMap<AccountId, Account>,
  self: { id: AccountId; username: string },
) {
  const us = accounts.get(self.id);
  if (us === undefined)
    throw new UnexpectedReply(
      `${session.name} listed its users without ${self.username}, the account that we sign in with`,
      'Its users count as unread. Is a proxy or a cache answering in its place?',
    );
  if (!us.active) throw unknownStatus(session, self.username);
}
