import type { HttpReply } from '../../http/client.js';
import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { findUser, isIn } from './lookup.js';
import { failed, refusal } from './refusal.js';
import type { UserWithGroups } from './schema.js';
import { isDone, type Session, usernameOf, write } from './session.js';

interface Membership {
  readonly group: ExistingGroup;
  readonly account: ExistingAccount;
}

/** Jira answers 400 to a member who is one already, in words: whether it is that is looked up. */
export async function addMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const { reply, user } = await tried(session, account, signal, username =>
    write(session, { method: 'POST', path: 'group/user', query: { groupname: group.name }, json: { name: username } }, signal),
  );
  if (isDone(reply)) return { kind: 'applied', account, group };
  if (user !== undefined && isIn(user, group.name)) return { kind: 'alreadySo', account, group };
  return refusal(`add ${account.username} to ${group.name}`, reply);
}

/** Who is no member, or not there at all, needs no removal. Who is one still is in it through another group (G9). */
export async function removeMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const { reply, user } = await tried(session, account, signal, username =>
    write(session, { method: 'DELETE', path: 'group/user', query: { groupname: group.name, username } }, signal),
  );
  if (isDone(reply)) return { kind: 'applied', account, group };
  if (!isAboutObjects(reply)) return refusal(`remove ${account.username} from ${group.name}`, reply);
  if (user === undefined || !isIn(user, group.name)) return { kind: 'alreadySo', account, group };
  const { problem } = refusal(`remove ${account.username} from ${group.name}`, reply);
  return failed(problem, 'They are in it through a group nested in it (`nestedGroups: true`), or its directory is read-only.', {
    learned: { kind: 'nestedMember', group: group.id, account: account.id },
  });
}

const isAboutObjects = ({ status }: HttpReply) => status === 400 || status === 404;

/** Memberships are written by username, which another change or person may have changed since the plan: then once more. */
async function tried(
  session: Session,
  account: ExistingAccount,
  signal: AbortSignal,
  send: (username: string) => Promise<HttpReply>,
): Promise<{ reply: HttpReply; user: UserWithGroups | undefined }> {
  const username = usernameOf(session, account);
  const reply = await send(username);
  if (!isAboutObjects(reply)) return { reply, user: undefined };
  const user = await findUser(session, { key: account.id }, signal);
  if (user === undefined || user.name === username) return { reply, user };
  session.renamed.set(account.id, user.name);
  const again = await send(user.name);
  return { reply: again, user: isAboutObjects(again) ? await findUser(session, { key: account.id }, signal) : user };
}
