import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { findUser } from './lookup.js';
import { type Fields, putUser, userRefusal } from './put-user.js';
import { failed, isMissingObject } from './refusal.js';
import type { UserWithGroups } from './schema.js';
import { isDone, type Session } from './session.js';
import { toStore } from './storable.js';

export async function updateUser(
  session: Session,
  { account, before, values }: ChangeOfKind<'updateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const json: Fields = {};
  if (values.email !== undefined && values.email !== before.email) json.emailAddress = toStore('email', values.email);
  if (values.displayName !== undefined && values.displayName !== before.displayName)
    json.displayName = toStore('displayName', values.displayName);
  if (values.username !== undefined && values.username !== before.username) json.name = toStore('username', values.username);
  if (Object.keys(json).length === 0) return { kind: 'alreadySo', account };
  return changeUser(session, account, json, `update ${account.username}`, signal);
}

export const renameUser = (session: Session, { account, username }: ChangeOfKind<'renameUser'>, signal: AbortSignal) =>
  changeUser(session, account, { name: toStore('username', username) }, `rename ${account.username} to ${username}`, signal);

/** A refusal because all of it is so already is a success (A3). */
async function changeUser(
  session: Session,
  account: ExistingAccount,
  json: Fields,
  what: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await putUser(session, account, json, signal);
  if (isMissingObject(reply)) return gone(what);
  if (!isDone(reply)) {
    const user = reply.status === 400 ? await findUser(session, { key: account.id }, signal) : undefined;
    const isSo = user !== undefined && isAlready(user, json);
    if (!isSo) return userRefusal(what, reply);
  }
  if (json.name !== undefined) session.renamed.set(account.id, json.name);
  const { name: username = account.username, displayName = account.displayName } = json;
  return { kind: isDone(reply) ? 'applied' : 'alreadySo', account: { ...account, username, displayName } };
}

const isAlready = (
  user: UserWithGroups,
  { name = user.name, emailAddress = user.emailAddress, displayName = user.displayName }: Fields,
) => user.name === name && user.emailAddress === emailAddress && user.displayName === displayName;

export async function reactivateUser(
  session: Session,
  { account }: ChangeOfKind<'reactivateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `reactivate ${account.username}`;
  const user = await findUser(session, { key: account.id }, signal);
  if (user === undefined) return gone(what);
  if (user.active) return { kind: 'alreadySo', account };
  const reply = await putUser(session, account, { active: true }, signal);
  return isDone(reply) ? { kind: 'applied', account } : userRefusal(what, reply);
}

const gone = (what: string) =>
  failed(`could not ${what}: the account is not there any more`, 'The next run sees it and closes the link.');
