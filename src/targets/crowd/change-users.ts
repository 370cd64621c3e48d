import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import type { AccountValues } from '../../model/wish.js';
import { currentUser, findAccount } from './lookup.js';
import { namesAfter } from './names.js';
import { type Fields, putUser } from './put-user.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { displayNameOf, existing, nameIn, type UserRow } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

/** Reads the whole user, changes it, and writes it back; what somebody else changed since the plan is not written over. */
export async function updateUser(
  session: Session,
  { account, before, values }: ChangeOfKind<'updateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `update ${account.username}`;
  const user = await currentUser(session, account, signal);
  if (user === undefined) return gone(what);
  const changed = changedMeanwhile(user, before, values);
  if (changed !== undefined) return { kind: 'stale', found: changed };

  const fields = fieldsOf(user, values);
  const isSo = Object.entries(fields).every(([field, value]) => user[field] === value);
  if (isSo) return { kind: 'alreadySo', account: existing(user) };
  const reply = await putUser(session, user, fields, signal);
  if (isMissingObject(reply)) return gone(what);
  if (!isDone(reply)) return refusal(what, reply, session);
  return { kind: 'applied', account: existing({ ...user, ...fields }) };
}

function fieldsOf(user: UserRow, { email, displayName }: AccountValues): Fields {
  return {
    ...(email === undefined ? {} : { email: toStore('email', email) }),
    ...(displayName === undefined ? {} : namesAfter(user, toStore('displayName', displayName))),
  };
}

/** Neither as the plan saw it nor as it wants it. */
function changedMeanwhile(user: UserRow, before: AccountValues, wanted: AccountValues): string | undefined {
  const now: AccountValues = { email: user.email, displayName: displayNameOf(user) };
  for (const attribute of ['email', 'displayName'] as const) {
    const [is, was, willBe] = [now[attribute], before[attribute], wanted[attribute]];
    if (was !== undefined && willBe !== undefined && is !== was && is !== willBe)
      return `${attribute} is ${JSON.stringify(is)} by now`;
  }
  return undefined;
}

/** A name in the body of PUT would be refused: it has a call of its own (crowd sheet §2). */
export async function renameUser(
  session: Session,
  { account, username }: ChangeOfKind<'renameUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `rename ${account.username} to ${username}`;
  const name = toStore('username', username);
  if (nameIn(account.id) !== undefined)
    return failed(
      `could not ${what}: this directory tells no key of its users, so that the account would be lost with its old name`,
      'Rename it in Crowd, and join it again with `links set`.',
    );
  const user = await currentUser(session, account, signal);
  if (user === undefined) return gone(what);
  if (user.name === name) return { kind: 'alreadySo', account: existing(user) };
  const query = { username: user.name }; // what the plan calls them may be somebody else's name by now
  const reply = await write(session, { method: 'POST', path: 'user/rename', query, json: { 'new-name': name } }, signal);
  // a try without an answer may have arrived: then nobody has the old name any more; answers may be in lower case
  const isSo = isDone(reply) || nameKey((await currentUser(session, account, signal))?.name ?? '') === nameKey(name);
  if (!isSo) return refusal(what, reply, session);
  session.renamed.set(account.id, name);
  return { kind: 'applied', account: { ...account, username: name } };
}

/** Switches an account off or on, and looks whether that is so: a remote directory may take it and keep its own (crowd sheet, gotchas). */
export async function switchUser(
  session: Session,
  account: ExistingAccount,
  active: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `${active ? 'reactivate' : 'deactivate'} ${account.username}`;
  const user = await currentUser(session, account, signal);
  if (user === undefined) return active ? gone(what) : { kind: 'alreadySo', account };
  if (user.active === active) return { kind: 'alreadySo', account: existing(user) };
  const reply = await putUser(session, user, { active }, signal);
  if (!isDone(reply) && !isMissingObject(reply)) return refusal(what, reply, session);

  const after = await findAccount(session, account.id, signal);
  if (after === undefined && active) return gone(what);
  const isSo = after === undefined || after.active === active;
  if (isSo) return { kind: isDone(reply) ? 'applied' : 'alreadySo', account: existing(user) };
  if (!isDone(reply)) return refusal(what, reply, session);
  return failed(
    `could not ${what}: Crowd took the change and did not keep it`,
    'Its directory is remote: switch "Manage user status locally" on there, or change the account in LDAP.',
  );
}

const gone = (what: string) =>
  failed(`could not ${what}: the account is not there any more`, 'The next run sees it and closes the link.');
