import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { learned, RENAME, switchTo, userPath } from './change-users.js';
import { followTask, type Patience } from './long-task.js';
import { findUser } from './lookup.js';
import { unwritable } from './names.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { accountOf, TaskSubmitted } from './schema.js';
import { isDone, read, type Session, write } from './session.js';

/** Memberships stay, the seat is free (confluence-dc sheet, gotchas, November 2026). */
export async function deactivateUser(
  session: Session,
  { account }: ChangeOfKind<'deactivateUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `deactivate ${account.username}`;
  const found = await findUser(session, { key: account.id }, signal);
  if (found === undefined || !accountOf(found, undefined).active) return { kind: 'alreadySo', account };
  const reply = await switchTo(session, found, 'disable', signal);
  if (typeof reply === 'string') return failed(`could not ${what}: ${reply}`, RENAME, { refused: true });
  if (isMissingObject(reply) && !(await isActive(session, account, signal))) return { kind: 'alreadySo', account };
  if (!isDone(reply)) {
    const fact = await learned(session, account, reply, signal);
    return refusal(what, reply, fact.learned === undefined ? {} : { ...fact, refused: true });
  }
  session.known.licenceFull = undefined;
  return { kind: 'applied', account };
}

/** A "not found" about somebody who was there a moment ago may mean their directory: who still gets in was not ended. */
async function isActive(session: Session, { id }: ExistingAccount, signal: AbortSignal): Promise<boolean> {
  const found = await findUser(session, { key: id }, signal);
  return found !== undefined && accountOf(found, undefined).active;
}

/** Answered at once and done later: followed to its end. */
export async function deleteUser(
  session: Session,
  { account }: ChangeOfKind<'deleteUser'>,
  signal: AbortSignal,
  patience?: Patience,
): Promise<Outcome> {
  const what = `delete ${account.username}`;
  const found = await findUser(session, { key: account.id }, signal);
  if (found === undefined) return { kind: 'alreadySo', account };
  const { username } = accountOf(found, undefined);
  const why = unwritable(username);
  if (why !== undefined) return failed(`could not ${what}: ${why}`, RENAME);

  const reply = await write(session, { method: 'DELETE', path: userPath(session, username) }, signal);
  if (isMissingObject(reply) && (await findUser(session, { key: account.id }, signal)) === undefined)
    return { kind: 'alreadySo', account };
  if (!isDone(reply)) return refusal(what, reply, await learned(session, account, reply, signal));
  const outcome = await followTask(session, { what, account, task: read(session, TaskSubmitted, reply).id }, signal, patience);
  if (outcome.kind === 'applied') session.known.licenceFull = undefined;
  return outcome;
}
