import type { HttpReply } from '../../http/client.js';
import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { currentUser, groupsOf, isAmong } from './lookup.js';
import { failed, isMissingObject, reasonOf, refusal } from './refusal.js';
import type { UserRow } from './schema.js';
import { isDone, type Session, usernameOf, write } from './session.js';

interface Membership {
  readonly group: ExistingGroup;
  readonly account: ExistingAccount;
}

const PATH = 'group/user/direct';

/** A member already is 409 here, and only here (crowd sheet §3): looked up all the same, since a proxy says 409 as easily. */
export async function addMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const what = `add ${account.username} to ${group.name}`;
  const { reply, user } = await tried(session, account, signal, name =>
    write(session, { method: 'POST', path: PATH, query: { groupname: group.name }, json: { name } }, signal),
  );
  if (isDone(reply)) return { kind: 'applied', account, group };
  if (reply.status === 409 && user !== undefined && isAmong(await groupsOf(session, user.name, 'direct', signal), group.name))
    return { kind: 'alreadySo', account, group };
  if (reasonOf(reply) === 'USER_NOT_FOUND' && user === undefined)
    return failed(`could not ${what}: the account is not there any more`, 'The next run sees it and closes the link.');
  return refusal(what, reply, session, readOnly(group));
}

/** Who is no member, or not there at all, needs no removal. Who still is one is in it through another group (G9). */
export async function removeMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const what = `remove ${account.username} from ${group.name}`;
  const { reply, user } = await tried(session, account, signal, username =>
    write(session, { method: 'DELETE', path: PATH, query: { groupname: group.name, username } }, signal),
  );
  if (isDone(reply)) return { kind: 'applied', account, group };
  if (!isMissingObject(reply)) return refusal(what, reply, session, readOnly(group));
  if (user === undefined || !isAmong(await groupsOf(session, user.name, 'nested', signal), group.name))
    return { kind: 'alreadySo', account, group };
  if (isAmong(await groupsOf(session, user.name, 'direct', signal), group.name)) return refusal(what, reply, session);
  return failed(
    `could not ${what}: they are in it through a group nested in it`,
    'Take them out of the nested group, or the nested group out of this one.',
    { learned: { kind: 'nestedMember', group: group.id, account: account.id } },
  );
}

const readOnly = ({ id }: ExistingGroup) => ({ kind: 'readOnlyGroup', group: id }) as const;

/** Memberships are written by username, which another change or person may have changed since the plan: then once more. */
async function tried(
  session: Session,
  account: ExistingAccount,
  signal: AbortSignal,
  send: (username: string) => Promise<HttpReply>,
): Promise<{ reply: HttpReply; user: UserRow | undefined }> {
  const username = usernameOf(session, account);
  const reply = await send(username);
  if (![400, 404, 409].includes(reply.status)) return { reply, user: undefined };
  const user = await currentUser(session, account, signal);
  if (user === undefined || user.name === username || reply.status === 409) return { reply, user };
  return { reply: await send(user.name), user };
}
