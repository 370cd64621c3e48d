import { UnexpectedReply } from '../../errors.js';
import type { Account, ListEvidence } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { findAccount } from './lookup.js';
import { everyRow } from './pages.js';
import { accountOf, listOf, UserRow } from './schema.js';
import { CONCURRENCY, get, type Session } from './session.js';

const Users = listOf('user', UserRow);

/** Every account that the application sees, inactive ones too (crowd sheet §4), as a list of whole users. */
export async function readUsers(session: Session, options: ReadOptions) {
  const { rows, pages } = await everyUser(session, options);
  const accounts = new Map<AccountId, Account>();
  for (const row of rows) {
    const account = accountOf(row);
    const other = accounts.get(account.id);
    if (other !== undefined) throw twice(session, other, account);
    accounts.set(account.id, account);
  }
  const evidence: ListEvidence = { what: 'users', pages, rows: rows.length, end: 'nobody after the last' };
  return { accounts, evidence };
}

export const everyUser = (session: Session, { signal, onProgress }: ReadOptions) =>
  everyRow(session, {
    what: 'users',
    page: (start, most) => userPage(session, start, most, signal),
    keyOf: ({ name }) => name,
    onPage: done => onProgress?.({ what: 'users', done }),
  });

/** Two people whom nobody can tell apart: what is done to one would be done to the other. */
const twice = ({ name }: Session, one: Account, other: Account) =>
  new UnexpectedReply(
    `${name} listed ${one.username} and ${other.username} as one account (${one.id})`,
    'Its users count as unread. Rename or remove one of them in Crowd.',
  );

export const userPage = (session: Session, start: number, most: number, signal: AbortSignal) =>
  get(
    session,
    Users,
    { path: 'search', query: { 'entity-type': 'user', expand: 'user', 'start-index': start, 'max-results': most } },
    signal,
  );

/** Looks up those that a list does not show: hidden users still exist (C5; crowd sheet, gotchas). */
export async function addMissing(
  session: Session,
  accounts: Map<AccountId, Account>,
  ids: Iterable<AccountId>,
  signal: AbortSignal,
): Promise<void> {
  const missing = [...new Set(ids)].filter(id => !accounts.has(id));
  await inParallel(missing, CONCURRENCY, signal, async (id, either) => {
    const row = await findAccount(session, id, either);
    if (row !== undefined) accounts.set(id, accountOf(row));
  });
}
