import { pathSegment } from '../../http/address.js';
import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { gone, RENAME } from './change-users.js';
import { groupRefusal, isRefusedByName, nameRefusal } from './group-refusal.js';
import { findUser, groupNames } from './lookup.js';
import { hasNested, isListed } from './members.js';
import { unwritable } from './names.js';
import { failed, isMissingObject } from './refusal.js';
import { groupIdOf } from './schema.js';
import { isDone, type Session, write } from './session.js';

interface Membership {
  readonly group: ExistingGroup;
  readonly account: ExistingAccount;
}

/** Confluence answers 204 also to a member: whether it was so is known from the read, or looked up. */
export async function addMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const wasIn = await isIn(session, { group, account }, signal);
  if (wasIn === true) return { kind: 'alreadySo', account, group };
  const what = `add ${account.username} to ${group.name}`;
  if (wasIn === undefined) return gone(what); // whoever has that username now is somebody else
  if (isRefusedByName(session, group)) return nameRefusal(what, group);
  const reply = await send(session, 'PUT', { group, account }, signal);
  if (typeof reply === 'string') return failed(`could not ${what}: ${reply}`, RENAME);
  if (!isDone(reply)) return groupRefusal(session, what, group, reply, signal);
  session.known.members.get(group.id)?.add(account.id);
  return { kind: 'applied', account, group };
}

/** Who is no member, or not there at all, needs no removal. Who is listed afterwards is in it through another group (G9). */
export async function removeMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const wasIn = await isIn(session, { group, account }, signal);
  if (wasIn !== true) return { kind: 'alreadySo', account, group };
  const what = `remove ${account.username} from ${group.name}`;
  if (isRefusedByName(session, group)) return nameRefusal(what, group);
  const reply = await send(session, 'DELETE', { group, account }, signal);
  if (typeof reply === 'string') return failed(`could not ${what}: ${reply}`, RENAME);
  if (isMissingObject(reply) && !(await isInNow(session, { group, account }, signal)))
    return { kind: 'alreadySo', account, group };
  if (!isDone(reply)) return groupRefusal(session, what, group, reply, signal);
  const isStill = (await hasNested(session, group, signal)) && (await isListed(session, group, account.id, signal));
  if (isStill)
    return failed(`could not ${what}: still a member`, 'They are in it through a group nested in it. Take them out there.', {
      learned: { kind: 'nestedMember', group: group.id, account: account.id },
    });
  session.known.members.get(group.id)?.delete(account.id);
  return { kind: 'applied', account, group };
}

/** As the last read and our own writes have it; else the account's own groups tell. undefined: the account is not there. */
async function isIn(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<boolean | undefined> {
  const known = session.known.members.get(group.id);
  return known === undefined ? isInNow(session, { group, account }, signal) : known.has(account.id);
}

async function isInNow(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<boolean | undefined> {
  if ((await findUser(session, { key: account.id }, signal)) === undefined) return undefined;
  return (await groupNames(session, account.id, { signal })).some(name => groupIdOf(name) === group.id);
}

/**
 * By username, which somebody may have changed since the read: then once more, by the one that it has now.
 * Resolves with the answer, or with why it cannot be asked.
 */
async function send(session: Session, method: 'PUT' | 'DELETE', { group, account }: Membership, signal: AbortSignal) {
  const reply = await attempt(session, method, account.username, group, signal);
  if (typeof reply === 'string' || !isMissingObject(reply)) return reply;
  const now = (await findUser(session, { key: account.id }, signal))?.username;
  return now === undefined || now === account.username ? reply : attempt(session, method, now, group, signal);
}

async function attempt(
  session: Session,
  method: 'PUT' | 'DELETE',
  username: string,
  { name }: ExistingGroup,
  signal: AbortSignal,
) {
  const path = `user/${pathSegment(username, session.name)}/group/${pathSegment(name, session.name)}`;
  return unwritable(username) ?? (await write(session, { method, path }, signal));
}
