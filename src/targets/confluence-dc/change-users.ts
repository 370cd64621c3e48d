import { pathSegment } from '../../http/address.js';
import type { HttpReply } from '../../http/client.js';
import type { ChangeOfKind, ExistingAccount, Fact, Outcome } from '../../model/change.js';
import { findUser } from './lookup.js';
import { unwritable } from './names.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { isRefusedItself } from './refused-itself.js';
import { accountOf, type PersonRow } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';
import { readEmails } from './users.js';
import { hasUpdates } from './versions.js';

/** The path of the calls that change one account. Call `unwritable` first. */
export const userPath = (session: Session, username: string, rest = '') =>
  `admin/user/${pathSegment(username, session.name)}${rest}`;

/** Name and address go together or not at all, so the one that stays is sent as it is (confluence-dc sheet §2, November 2026). */
export async function updateUser(
  session: Session,
  { account, values }: ChangeOfKind<'updateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `update ${account.username}`;
  const { version } = session.known;
  if (!hasUpdates(version))
    return failed(`could not ${what}: Confluence ${version} cannot write accounts by REST`, 'Confluence 9.3 or newer can.');
  const found = await findUser(session, { key: account.id }, signal);
  if (found === undefined) return gone(what);
  const email = values.email ?? (await emailOf(session, account, signal));
  if (email === undefined) return failed(`could not ${what}: ${UNSHOWN}`, 'Give the account a seat, or change it in Confluence.');
  const { username, displayName } = accountOf(found, email);
  const json = {
    fullName: toStore('displayName', values.displayName ?? displayName, version),
    email: toStore('email', email, version),
  };
  if (json.fullName === displayName && values.email === undefined) return { kind: 'alreadySo', account };

  const why = unwritable(username);
  if (why !== undefined) return failed(`could not ${what}: ${why}`, RENAME);
  const reply = await write(session, { method: 'PUT', path: userPath(session, username), json }, signal);
  if (!isDone(reply)) return refusal(what, reply, await learned(session, account, reply, signal, [403]));
  session.known.emails = new Map([...session.known.emails, [account.id, json.email]]);
  return { kind: 'applied', account: { ...account, username, displayName: json.fullName } };
}

const UNSHOWN = 'its e-mail address is not shown, and Confluence takes name and address together only';
export const RENAME = 'Rename the account in Confluence, or put it under `ignore`.';

async function emailOf(session: Session, { id }: ExistingAccount, signal: AbortSignal): Promise<string | undefined> {
  const shown = session.known.emails.get(id);
  if (shown !== undefined) return shown;
  session.known.emails = await readEmails(session, session.known.version, { signal });
  return session.known.emails.get(id);
}

/**
 * Nothing in these requests can be wrong but the account itself: its directory is read-only, or it is above us. Only words
 * would tell which; either way it is not for us to write, which is kept for a week (G10).
 */
export const learned = async (
  session: Session,
  { id }: ExistingAccount,
  reply: HttpReply,
  signal: AbortSignal,
  telling: readonly number[] = [400, 403],
): Promise<{ learned?: Fact }> =>
  telling.includes(reply.status) && (await isRefusedItself(session, reply, signal))
    ? { learned: { kind: 'readOnlyAccount', account: id } }
    : {};

export async function reactivateUser(
  session: Session,
  { account }: ChangeOfKind<'reactivateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `reactivate ${account.username}`;
  const found = await findUser(session, { key: account.id }, signal);
  if (found === undefined) return gone(what);
  if (accountOf(found, undefined).active) return { kind: 'alreadySo', account };
  const reply = await switchTo(session, found, 'enable', signal);
  if (typeof reply === 'string') return failed(`could not ${what}: ${reply}`, RENAME);
  if (isDone(reply)) return { kind: 'applied', account };
  return isMissingObject(reply) ? gone(what) : refusal(what, reply, await learned(session, account, reply, signal));
}

/** By the username that the account has now; or why that cannot be asked. */
export async function switchTo(session: Session, { username = '' }: PersonRow, to: 'enable' | 'disable', signal: AbortSignal) {
  const why = unwritable(username);
  return why ?? (await write(session, { method: 'PUT', path: userPath(session, username, `/${to}`) }, signal));
}

export const gone = (what: string) =>
  failed(`could not ${what}: the account is not there any more`, 'The next run sees it and closes the link.');
