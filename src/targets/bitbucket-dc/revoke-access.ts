import type { AccountAccess, ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { findAccount, groupsOf } from './lookup.js';
import { ownPermission, readHolders } from './permissions.js';
import { failed, isMissingObject, refusal, textOf } from './refusal.js';
import { type DetailedUser, groupIdOf, isAtLeast } from './schema.js';
import { isDone, type Session, write } from './session.js';

/** The groups and the global permission that an account has of its own: what an end takes from it. Rejects when it cannot tell. */
export async function readAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<AccountAccess> {
  const user = await findAccount(session, account, signal);
  if (user === undefined) return { groups: [] };
  const { groups, permission } = await accessOf(session, user, signal);
  return {
    groups: groups.map(name => ({ kind: 'existing', id: groupIdOf(name), name })),
    ...(permission === undefined ? {} : { permissions: [permission] }),
  };
}

async function accessOf(session: Session, user: DetailedUser, signal: AbortSignal) {
  const groups = (await groupsOf(session, user.name, signal)).map(({ name }) => name);
  return { groups, permission: await ownPermission(session, user, signal) };
}

/**
 * Out of every group, unmanaged ones too, and without a permission of its own: Bitbucket cannot switch anybody off (U3). One group
 * that refuses does not keep the others; `details` are what it is out of.
 */
export async function revokeAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<Outcome> {
  const user = await findAccount(session, account, signal);
  if (user === undefined) return { kind: 'alreadySo', account };
  const before = await accessOf(session, user, signal);
  const refusals: string[] = [];
  if (before.permission !== undefined) {
    const request = { method: 'DELETE', path: 'admin/permissions/users', query: { name: user.name } } as const;
    const reply = await write(session, request, signal);
    if (!isDone(reply) && !isMissingObject(reply)) refusals.push(`${before.permission}: ${textOf(reply)}`);
  }
  for (const group of before.groups) {
    const json = { context: user.name, itemName: group };
    const reply = await write(session, { method: 'POST', path: 'admin/users/remove-group', json }, signal);
    if (!isDone(reply) && !isMissingObject(reply)) refusals.push(`${group}: ${textOf(reply)}`);
  }
  const had = [...permissionIn(before), ...before.groups];
  const after = had.length === 0 ? before : await accessOf(session, user, signal);
  const still = [...permissionIn(after), ...after.groups];
  const left = had.filter(each => !still.includes(each));
  if (still.length > 0) return notCut(user, still, left, refusals);
  if (await getsIn(session, user, signal)) return notCut(user, ['a group that is not shown as theirs'], left, refusals);
  return had.length === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: left };
}

const permissionIn = ({ permission }: { readonly permission: string | undefined }) =>
  permission === undefined ? [] : [`the permission ${permission}`];

/** Through a nested group, say: what counts in the end is whether they get in. */
async function getsIn(session: Session, { id, name, active }: DetailedUser, signal: AbortSignal): Promise<boolean> {
  if (!active) return false;
  return (await readHolders(session, 'LICENSED_USER', signal, name)).rows.some(holder => holder.id === id);
}

function notCut({ name }: DetailedUser, still: readonly string[], left: readonly string[], refusals: readonly string[]) {
  const outOf = left.length === 0 ? '' : `, who is out of ${left.join(', ')}`;
  const because = refusals.length === 0 ? '' : ` (${refusals.join('; ')})`;
  return failed(
    `access not cut: ${name} is still in ${still.join(', ')}${outOf}${because}`,
    'A nested group, a read-only directory, or a right that our account lacks keeps them in. Take them out there.',
  );
}

/** Given back by an undo. What is granted takes the place of what was there, so it is looked at first: never a demotion. */
export async function grantPermission(
  session: Session,
  { account, permission }: ChangeOfKind<'grantPermission'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const what = `give ${account.username} the permission ${permission}`;
  const user = await findAccount(session, account, signal);
  if (user === undefined) return failed(`could not ${what}: the account is not there any more`, 'Nothing is left to give it to.');
  const has = await ownPermission(session, user, signal);
  if (has !== undefined && isAtLeast(has, permission)) return { kind: 'alreadySo', account };
  const query = { name: user.name, permission };
  const reply = await write(session, { method: 'PUT', path: 'admin/permissions/users', query }, signal);
  return isDone(reply) ? { kind: 'applied', account } : refusal(what, reply);
}
