import { AccessDenied } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { findUser, isIn } from './lookup.js';
import { failed, isMissingObject, refusal, textOf } from './refusal.js';
import { groupIdOf } from './schema.js';
import { readApplications } from './seats.js';
import { isDone, type Session, write } from './session.js';

/**
 * Takes an account out of every group that lets it in, and ends its sessions (U4). Administrators may sign in without an
 * application, so their groups count too. One group that refuses does not keep the others; `details` are the groups left.
 */
export async function cutAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<Outcome> {
  const what = `cut the access of ${account.username}`;
  const opens = await opening(session, signal);
  if (opens === undefined) return failed(`could not ${what}: ${UNSEEN}`, 'Give it "Jira Administrators".');

  const before = await findUser(session, { key: account.id }, signal);
  if (before === undefined) return { kind: 'alreadySo', account };
  const groups = before.groups.filter(opens);
  const refusals: string[] = [];
  for (const group of groups) {
    const query = { groupname: group, username: before.name };
    const reply = await write(session, { method: 'DELETE', path: 'group/user', query }, signal);
    if (!isDone(reply)) refusals.push(`${group}: ${textOf(reply)}`);
  }
  const sessions = await write(
    session,
    { method: 'DELETE', path: `user/session/${pathSegment(before.name, session.name)}` },
    signal,
  );

  const after = groups.length === 0 ? before : await findUser(session, { key: account.id }, signal);
  const left = groups.filter(group => after === undefined || !isIn(after, group));
  const still = (after?.groups ?? []).filter(opens);
  if (still.length > 0) return notCut(what, still, left, refusals);
  if (!isDone(sessions) && !isMissingObject(sessions))
    return refusal(`end the sessions of ${before.name}${outOf(left)}`, sessions);
  return groups.length === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: left };
}

/** The groups of an account that let it in, as they are now. Throws AccessDenied where our account may not see which groups do. */
export async function accessGroups(
  session: Session,
  account: ExistingAccount,
  signal: AbortSignal,
): Promise<readonly ExistingGroup[]> {
  const opens = await opening(session, signal);
  if (opens === undefined) throw new AccessDenied(UNSEEN, 'Give it "Jira Administrators".');
  const found = await findUser(session, { key: account.id }, signal);
  return (found?.groups ?? []).filter(opens).map(name => ({ kind: 'existing', id: groupIdOf(name), name }));
}

const UNSEEN = 'our account may not see which groups give access';

/** Whether a group lets people in; administrators may sign in without an application. undefined: not to be seen. */
async function opening(session: Session, signal: AbortSignal): Promise<((group: string) => boolean) | undefined> {
  const applications = await readApplications(session, signal);
  if (applications === undefined) return undefined;
  const open = new Set([...applications.flatMap(({ groups }) => groups), ...session.settings.administratorGroups].map(nameKey));
  return group => open.has(nameKey(group));
}

const outOf = (left: readonly string[]) => (left.length === 0 ? '' : `, who is out of ${left.join(', ')}`);

const notCut = (what: string, still: readonly string[], left: readonly string[], refusals: readonly string[]) =>
  failed(
    `could not ${what}: still in ${still.join(', ')}${outOf(left)}${refusals.length === 0 ? '' : ` (${refusals.join('; ')})`}`,
    'A nested group or a read-only directory keeps them in. Take them out there.',
  );
