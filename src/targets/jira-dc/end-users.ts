import { Interrupted, SyncError } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { findLeads, type Lead, labelOf } from './leads.js';
import { findUser } from './lookup.js';
import { putUser, userRefusal } from './put-user.js';
import { failed, fieldErrors, isMissingObject, refusal } from './refusal.js';
import { isDone, type Session, usernameOf, write } from './session.js';

/** Who leads a project or component cannot be switched off; a lead that is gone by now costs one more try (U4). */
export async function deactivateUser(
  session: Session,
  { account }: ChangeOfKind<'deactivateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const user = await findUser(session, { key: account.id }, signal);
  if (user === undefined || !user.active) return { kind: 'alreadySo', account };

  let reply = await putUser(session, account, { active: false }, signal);
  if (isBlockedByLeads(reply)) {
    const leads = await visibleLeads(session, account, signal);
    if (leads.length > 0) return leading(account, leads.map(labelOf));
    reply = await putUser(session, account, { active: false }, signal);
  }
  if (isDone(reply)) return { kind: 'applied', account };
  if (isMissingObject(reply) && (await findUser(session, { key: account.id }, signal))?.active !== true)
    return { kind: 'alreadySo', account };
  return stillActive(account, reply);
}

/** The text is translated, the field is not. */
const isBlockedByLeads = (reply: HttpReply) => fieldErrors(reply).active !== undefined;

/** A failure to look does not hide that Jira refused: what access there is must still be cut (U4). */
async function visibleLeads(session: Session, { id }: ExistingAccount, signal: AbortSignal): Promise<readonly Lead[]> {
  try {
    return await findLeads(session, new Set([id]), { signal });
  } catch (error) {
    if (error instanceof SyncError && !(error instanceof Interrupted)) return [];
    throw error;
  }
}

const leading = ({ username }: ExistingAccount, labels: readonly string[]) =>
  failed(
    `could not deactivate ${username}: they lead ${labels.join(', ')}`,
    'Set `leads` of this target to an active account, or give these another lead in Jira.',
    { refused: true },
  );

function stillActive(account: ExistingAccount, reply: HttpReply): Outcome {
  const refused = { refused: reply.status === 400 };
  const outcome = userRefusal(`deactivate ${account.username}`, reply, refused);
  if (!isBlockedByLeads(reply)) return outcome;
  return {
    ...outcome,
    hint: 'They lead a project or component that our account cannot see. Let it see all projects, or give them another lead in Jira.',
  };
}

export async function deleteUser(
  session: Session,
  { account }: ChangeOfKind<'deleteUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await write(session, { method: 'DELETE', path: 'user', query: { key: account.id } }, signal);
  if (isDone(reply)) return { kind: 'applied', account };
  if (isMissingObject(reply) && (await findUser(session, { key: account.id }, signal)) === undefined)
    return { kind: 'alreadySo', account };
  const outcome = refusal(`delete ${usernameOf(session, account)}`, reply, { refused: reply.status === 400 });
  if (reply.status !== 400) return outcome;
  return { ...outcome, hint: 'Jira deletes nobody who has issues or comments or leads a project. Deactivate instead.' };
}
