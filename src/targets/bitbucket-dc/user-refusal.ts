import type { HttpReply } from '../../http/client.js';
import type { ExistingAccount, Outcome } from '../../model/change.js';
import { findAccount } from './lookup.js';
import { refusal } from './refusal.js';
import { accountOf } from './schema.js';
import type { Session } from './session.js';

/** A refused change of an account. That its directory is read-only is learned where Bitbucket says so of the account (G10). */
export async function userRefusal(
  session: Session,
  what: string,
  account: ExistingAccount,
  reply: HttpReply,
  signal: AbortSignal,
): Promise<Extract<Outcome, { kind: 'failed' }>> {
  const user = await findAccount(session, account, signal);
  const readOnly = user === undefined ? undefined : accountOf(user).readOnly;
  if (readOnly === undefined) return refusal(what, reply);
  return {
    ...refusal(what, reply, { learned: { kind: 'readOnlyAccount', account: account.id } }),
    hint: 'Its user directory is read-only here: change it there, or put the account under `ignore`.',
  };
}
