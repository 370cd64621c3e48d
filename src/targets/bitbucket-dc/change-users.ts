import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import type { AccountValues } from '../../model/wish.js';
import { findAccount, findByName } from './lookup.js';
import { failed, isMissingObject } from './refusal.js';
import type { DetailedUser } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';
import { userRefusal } from './user-refusal.js';

/** The whole account goes with each update, so what is not to change is read first. */
export async function updateUser(
  session: Session,
  { account, values }: ChangeOfKind<'updateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `update ${account.username}`;
  const user = await findAccount(session, account, signal);
  if (user === undefined) return gone(what);
  if (values.username !== undefined && values.username !== user.name) {
    const renamed = await rename(session, account, user, values.username, signal);
    if (renamed.kind === 'failed') return renamed;
  }
  const name = session.renamed.get(account.id) ?? user.name;
  const { email, displayName } = { email: user.emailAddress, displayName: user.displayName, ...toWrite(values) };
  if (email === user.emailAddress && displayName === user.displayName)
    return { kind: name === user.name ? 'alreadySo' : 'applied', account: { ...account, username: name } };
  if (email === undefined)
    return failed(`could not ${what}: ${UNSHOWN}`, 'Give the account an address in Bitbucket, or let our account see it.');
  const json = { email, displayName };
  const reply = await write(session, { method: 'PUT', path: 'admin/users', json: { name, ...json } }, signal);
  if (isDone(reply)) return { kind: 'applied', account: { ...account, username: name, displayName: json.displayName } };
  return isMissingObject(reply) ? gone(what) : userRefusal(session, what, account, reply, signal);
}

const UNSHOWN = 'its e-mail address is not shown, and Bitbucket takes name and address together only';

const toWrite = ({ email, displayName }: AccountValues) => ({
  ...(email === undefined ? {} : { email: toStore('email', email) }),
  ...(displayName === undefined ? {} : { displayName: toStore('displayName', displayName) }),
});

export async function renameUser(
  session: Session,
  { account, username }: ChangeOfKind<'renameUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const user = await findAccount(session, account, signal);
  if (user === undefined) return gone(`rename ${account.username} to ${username}`);
  return rename(session, account, user, username, signal);
}

async function rename(
  session: Session,
  account: ExistingAccount,
  user: DetailedUser,
  username: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const newName = toStore('username', username);
  const what = `rename ${user.name} to ${newName}`;
  const renamed = { ...account, username: newName };
  if (user.name === newName) return { kind: 'alreadySo', account: renamed };
  const json = { name: user.name, newName };
  const reply = await write(session, { method: 'POST', path: 'admin/users/rename', json }, signal);
  // a try without an answer may have arrived: then nobody has the old name any more
  const isSo = isDone(reply) || (await findByName(session, newName, signal))?.id === account.id;
  if (isSo) session.renamed.set(account.id, newName);
  if (isSo) return { kind: 'applied', account: renamed };
  return isMissingObject(reply) ? gone(what) : userRefusal(session, what, account, reply, signal);
}

/**
 * Who was ended is let in again by the groups that follow: there is no switch. One that a directory elsewhere switched off stays so.
 */
export async function reactivateUser(
  session: Session,
  { account }: ChangeOfKind<'reactivateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `reactivate ${account.username}`;
  const user = await findAccount(session, account, signal);
  if (user === undefined) return gone(what);
  if (user.active) return { kind: 'applied', account: { ...account, username: user.name } };
  return failed(
    `could not ${what}: Bitbucket has no switch for accounts, and this one is off in its user directory`,
    'Switch it on where it comes from.',
  );
}

/** Memberships and permissions go with the account; what it wrote stays. By name, so first whose that is. */
export async function deleteUser(
  session: Session,
  { account }: ChangeOfKind<'deleteUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const user = await findAccount(session, account, signal);
  if (user === undefined) return { kind: 'alreadySo', account };
  const reply = await write(session, { method: 'DELETE', path: 'admin/users', query: { name: user.name } }, signal);
  if (isDone(reply)) return { kind: 'applied', account };
  if (isMissingObject(reply) && (await findAccount(session, account, signal)) === undefined) return { kind: 'applied', account };
  const outcome = await userRefusal(session, `delete ${user.name}`, account, reply, signal);
  return reply.status === 409
    ? { ...outcome, hint: 'Bitbucket lets nobody delete themselves. Delete it as somebody else.' }
    : outcome;
}

const gone = (what: string) =>
  failed(`could not ${what}: the account is not there any more`, 'The next run sees it and closes the link.');
