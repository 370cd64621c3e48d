import type { ChangeOfKind, Outcome } from '../../model/change.js';
import { createOnce, type Sent } from '../create-once.js';
import { currentUser, findAccount, findUser } from './lookup.js';
import { isMissingObject, refusal } from './refusal.js';
import { accountIdOf, nameIn, type UserRow } from './schema.js';
import { isDone, type Session, write } from './session.js';

type Deletion = ChangeOfKind<'deleteUser'>;

/**
 * Deletes by name, as all is written here. Of one name in several directories the first match wins (crowd sheet §5, November 2026):
 * once it is gone, the next one has the name, and a second try would delete that.
 */
export async function deleteUser(session: Session, { account }: Deletion, signal: AbortSignal): Promise<Outcome> {
  const user = await currentUser(session, account, signal);
  if (user === undefined) return { kind: 'alreadySo', account };
  const sent = await sendOnce(session, account, user, signal);
  if (sent.kind === 'arrived' || isDone(sent.reply)) return deleted(session, account, user, signal);
  if (isMissingObject(sent.reply) && (await findAccount(session, account.id, signal)) === undefined)
    return { kind: 'alreadySo', account };
  return refusal(`delete ${user.name}`, sent.reply, session);
}

/** When no answer comes, looks whether it arrived; where no key tells one account from the next, it is left to the next run. */
async function sendOnce(
  session: Session,
  { id }: Deletion['account'],
  { name }: UserRow,
  signal: AbortSignal,
): Promise<Sent<true>> {
  const send = () => write(session, { method: 'DELETE', path: 'user', query: { username: name } }, signal, false);
  if (nameIn(id) !== undefined) return { kind: 'answered', reply: await send() };
  return createOnce(send, async () => ((await findAccount(session, id, signal)) === undefined ? true : undefined));
}

/** A deletion may bring an account to light that the deleted one hid: who was to lose access could have it by that. */
async function deleted(session: Session, account: Deletion['account'], { name }: UserRow, signal: AbortSignal): Promise<Outcome> {
  const next = await findUser(session, { username: name }, signal);
  const isSame = next !== undefined && accountIdOf(next) === account.id && nameIn(account.id) === undefined;
  if (next === undefined || isSame) return { kind: 'applied', account }; // the same: another node of a cluster lags behind
  if (!next.active)
    return { kind: 'applied', account, details: [`an inactive account of another directory is called ${name} now`] };
  return {
    kind: 'failed',
    problem: `deleted ${name}, and an active account of that name is there: that of another directory, which was hidden until now`,
    hint: 'Switch it off in Crowd if it is the same person, and map the application to one directory.',
    uncertain: true,
  };
}
