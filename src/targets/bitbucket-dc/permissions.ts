import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { readAll, readIfShown } from './pages.js';
import { type Level, PermittedGroup, PermittedUser, PlainUser } from './schema.js';
import type { Session } from './session.js';

/** Whoever has at least this permission, however they came to it. Whoever is signed in may ask (bitbucket-dc sheet §2, November 2026). */
export function readHolders(session: Session, permission: Level, signal: AbortSignal, filter?: string) {
  const query = { permission, ...(filter === undefined ? {} : { filter }) };
  return readAll(session, { path: 'users', query, row: PlainUser, what: `users with ${permission}` }, signal);
}

/** Groups with a global permission; undefined: our account may not see them. */
export async function readPermittedGroups(session: Session, signal: AbortSignal): Promise<readonly PermittedGroup[] | undefined> {
  const list = { path: 'admin/permissions/groups', row: PermittedGroup, what: 'groups with permissions' };
  return (await readIfShown(session, list, signal))?.rows;
}

/** The global permission of an account itself. Throws AccessDenied where our account may not see that. */
export async function ownPermission(
  session: Session,
  { id, name }: { readonly id: AccountId; readonly name: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const list = { path: 'admin/permissions/users', query: { filter: name }, row: PermittedUser, what: 'users with permissions' };
  const { rows } = await readAll(session, list, signal);
  return rows.find(({ user }) => user.id === id || nameKey(user.name) === nameKey(name))?.permission;
}
