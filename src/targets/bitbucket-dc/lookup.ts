import type { ExistingAccount } from '../../model/change.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { readAll } from './pages.js';
import { DetailedGroup, DetailedUser } from './schema.js';
import { type Session, usernameOf } from './session.js';

/** Whoever has this text in username, display name or address: compare yourself. */
export async function searchUsers(session: Session, filter: string, signal: AbortSignal): Promise<readonly DetailedUser[]> {
  const list = { path: 'admin/users', query: { filter }, row: DetailedUser, what: 'users' };
  return (await readAll(session, list, signal)).rows;
}

export async function findByName(session: Session, username: string, signal: AbortSignal): Promise<DetailedUser | undefined> {
  const rows = await searchUsers(session, username, signal);
  return rows.find(({ name }) => nameKey(name) === nameKey(username));
}

/**
 * The account as it is now; undefined: it is gone. Nobody can be asked for by id: where the name is another's by now, or nobody's,
 * all are looked through.
 */
export async function findAccount(
  session: Session,
  account: Pick<ExistingAccount, 'id' | 'username'>,
  signal: AbortSignal,
): Promise<DetailedUser | undefined> {
  const named = await findByName(session, usernameOf(session, account), signal);
  if (named?.id === account.id) return named;
  const found = (await lookThrough(session, account.id, signal)) ?? (await lookThrough(session, account.id, signal));
  if (found !== undefined) session.renamed.set(found.id, found.name);
  return found;
}

/** Where somebody was deleted meanwhile, the next page skips one: who is on none of them is looked for twice (as in users.ts). */
async function lookThrough(session: Session, id: AccountId, signal: AbortSignal): Promise<DetailedUser | undefined> {
  const list = { path: 'admin/users', row: DetailedUser, what: 'users' };
  return (await readAll(session, list, signal)).rows.find(row => row.id === id);
}

/** The groups that somebody is a direct member of. Of nobody Bitbucket says: none; so ask for who is known to be there. */
export async function groupsOf(session: Session, username: string, signal: AbortSignal): Promise<readonly DetailedGroup[]> {
  const list = { path: 'admin/users/more-members', query: { context: username }, row: DetailedGroup };
  return (await readAll(session, { ...list, what: `groups of ${username}` }, signal)).rows;
}

/** An account among the direct members of a group, as it is called now; the filter keeps the answer short. */
export async function findMember(
  session: Session,
  group: string,
  { id, username }: { readonly id: AccountId; readonly username: string },
  signal: AbortSignal,
): Promise<DetailedUser | undefined> {
  const query = { context: group, filter: username };
  const list = { path: 'admin/groups/more-members', query, row: DetailedUser, what: `members of ${group}` };
  return (await readAll(session, list, signal)).rows.find(row => row.id === id);
}

export const existing = ({ id, name, displayName }: DetailedUser): ExistingAccount => ({
  ...{ kind: 'existing', id, username: name, displayName },
});
