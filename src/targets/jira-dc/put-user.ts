import type { HttpReply } from '../../http/client.js';
import type { ExistingAccount } from '../../model/change.js';
import { fieldErrors, refusal } from './refusal.js';
import { type Session, write } from './session.js';

/** Fields of PUT /user: only what changes, never a whole bean (jira-dc sheet, gotchas, November 2026). */
export interface Fields {
  name?: string;
  emailAddress?: string;
  displayName?: string;
  active?: boolean;
}

/** By key: the username may be another by now. */
export const putUser = (session: Session, { id }: ExistingAccount, json: Fields, signal: AbortSignal) =>
  write(session, { method: 'PUT', path: 'user', query: { key: id }, json }, signal);

/**
 * A 400 without a field may mean a read-only directory, a system administrator, or ourselves: only translated words would tell,
 * so nothing is learned from it (G10).
 */
export function userRefusal(what: string, reply: HttpReply, more: { refused?: boolean } = {}) {
  const outcome = refusal(what, reply, more);
  if (reply.status !== 400 || Object.keys(fieldErrors(reply)).length > 0) return outcome;
  return {
    ...outcome,
    hint: 'Jira gives its reason in words only. If the account is in a read-only directory (LDAP), change it there, or put it under `ignore`.',
  };
}
