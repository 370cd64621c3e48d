import { UnexpectedReply } from '../../errors.js';
import type { ExistingAccount } from '../../model/change.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { everyRow } from './pages.js';
import { accountIdOf, listOf, Named, nameIn, UserRow } from './schema.js';
import { get, getIfThere, type Session } from './session.js';

type Who = { readonly key: string } | { readonly username: string };

function whoHas(id: AccountId): Who {
  const username = nameIn(id);
  return username === undefined ? { key: id } : { username };
}

/** One user as it is now, with its attributes; undefined: there is none. */
export async function findUser(session: Session, who: Who, signal: AbortSignal): Promise<UserRow | undefined> {
  return getIfThere(session, UserRow, { path: 'user', query: { ...who, expand: 'attributes' } }, signal);
}

/** The same by the id of an account. Throws UnexpectedReply for an answer that is about another: then nobody is gone. */
export async function findAccount(session: Session, id: AccountId, signal: AbortSignal): Promise<UserRow | undefined> {
  const row = await findUser(session, whoHas(id), signal);
  if (row === undefined || accountIdOf(row) === id) return row;
  throw new UnexpectedReply(
    `${session.name} was asked for the account ${id}, and told of ${row.name}, who is ${accountIdOf(row)}`,
    'If the directory tells keys of its users since it was upgraded, or tells them no more, join the accounts again with `links set`.',
  );
}

/** The user of an account, under whatever name; a name that changed is kept for what is written by name. */
export async function currentUser(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<UserRow | undefined> {
  const user = await findAccount(session, account.id, signal);
  if (user !== undefined && user.name !== account.username) session.renamed.set(account.id, user.name);
  return user;
}

const Groups = listOf('group', Named);

/**
 * Names of the groups that a user is in, `nested`: through other groups too. Somebody who is not there has an empty list like
 * anybody without groups (CWD-4433, CWD-4470): an empty one is believed only of somebody who is there.
 */
export async function groupsOf(
  session: Session,
  username: string,
  depth: 'direct' | 'nested',
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { rows } = await everyRow(session, {
    what: `groups of ${username}`,
    page: (start, most) =>
      get(
        session,
        Groups,
        { path: `user/group/${depth}`, query: { username, 'start-index': start, 'max-results': most } },
        signal,
      ),
    keyOf: ({ name }) => name,
  });
  if (rows.length === 0 && (await findUser(session, { username }, signal)) === undefined)
    throw new UnexpectedReply(
      `${session.name} has no ${username} any more, whose groups were to be read`,
      'Somebody renamed or deleted the account meanwhile. Run again.',
    );
  return rows.map(({ name }) => name);
}

export const isAmong = (names: readonly string[], name: string) => names.some(each => nameKey(each) === nameKey(name));
