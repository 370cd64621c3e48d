import type { ChangeOfKind, Outcome } from '../../model/change.js';
import { findAccount, findMember } from './lookup.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { isDone, type Session, usernameOf, write } from './session.js';

/**
 * Looked at before and after: Bitbucket may answer the removal of somebody who is no member as any other, and may list members
 * that come through nested groups; nobody wrote down either (bitbucket-dc sheet §3, November 2026).
 */
export async function removeMember(session: Session, { group, account }: Membership, signal: AbortSignal): Promise<Outcome> {
  const member = await memberAsCalledNow(session, { group, account }, signal);
  if (member === undefined) return { kind: 'alreadySo', account, group };
  session.made.get(group.id)?.delete(account.id);
  const what = `remove ${member.name} from ${group.name}`;
  const json = { context: member.name, itemName: group.name };
  const reply = await write(session, { method: 'POST', path: 'admin/users/remove-group', json }, signal);
  if (!isDone(reply) && !isMissingObject(reply)) return refused(what, refusal(what, reply), reply.status);
  const after = isDone(reply)
    ? await findMember(session, group.name, { id: member.id, username: member.name }, signal)
    : await memberAsCalledNow(session, { group, account }, signal);
  if (after === undefined) return { kind: 'applied', account, group };
  // a name that Bitbucket does not know is an old one: then once more by the new one
  if (!isDone(reply) && after.name !== member.name) return removeMember(session, { group, account }, signal);
  return failed(`could not ${what}: they are in it all the same`, 'They are in it through a group nested in it.', {
    learned: { kind: 'nestedMember', group: group.id, account: account.id },
  });
}

type Membership = Pick<ChangeOfKind<'removeMember'>, 'group' | 'account'>;

/** Whom the filter does not find by the name that we know may have another by now. */
async function memberAsCalledNow(session: Session, { group, account }: Membership, signal: AbortSignal) {
  const username = usernameOf(session, account);
  const member = await findMember(session, group.name, { id: account.id, username }, signal);
  if (member !== undefined) return member;
  const user = await findAccount(session, account, signal);
  if (user === undefined || user.name === username) return undefined;
  return findMember(session, group.name, { id: account.id, username: user.name }, signal);
}

/** 409: Bitbucket lets nobody leave the last group that makes an administrator of them. */
const refused = (what: string, outcome: Outcome, status: number): Outcome =>
  status === 409 && outcome.kind === 'failed'
    ? failed(`could not ${what}: our own account would lose a right by it`, 'Take it out in Bitbucket, as somebody else.')
    : outcome;
