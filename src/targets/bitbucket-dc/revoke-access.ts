import type { AccountAccess, ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { findAccount, groupsOf } from './lookup.js';
import { ownPermission, readHolders } from './permissions.js';
import { failed, isMissingObject, refusal, textOf } from './refusal.js';
import { type DetailedUser, groupIdOf, isAtLeast } from './schema.js';
import { isDone, type Session, type Write, write } from './session.js';

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

async function accessOf(session: Session, user: DetailedUser, signal: AbortSignal): Promise<Access> {
  const groups = (await groupsOf(session, user.name, signal)).map(({ name }) => name);
  return { groups, permission: await ownPermission(session, user, signal) };
}

/**
 * Out of every group, unmanaged ones too, and without a permission of its own: Bitbucket cannot switch anybody off (U3). One group
 * that refuses does not keep the others; `details` are what it is out of. Everything is asked and written by name, and of a name that
 * nobody has Bitbucket lists nothing: who is called otherwise afterwards is gone through once more.
 */
export async function revokeAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<Outcome> {
  const had = new Set<string>();
  let user = await findAccount(session, account, signal);
  for (let tries = 1; user !== undefined; tries++) {
    const result = await cut(session, user, had, signal);
    const now = await findAccount(session, account, signal);
    if (now?.name === user.name) return ended(account, user, had, result);
    if (tries === TRIES) return notCut(user, ['whatever it has: its name changed again and again'], [], result.refusals);
    user = now;
  }
  return had.size === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: [...had] };
}

const TRIES = 3;

interface Cut {
  readonly refusals: readonly string[];
  readonly still: readonly string[];
  readonly getsIn: boolean;
}

/** Takes what this name has, and adds it to `had`; and what it has then. */
async function cut(session: Session, user: DetailedUser, had: Set<string>, signal: AbortSignal): Promise<Cut> {
  const before = await accessOf(session, user, signal);
  const refusals: string[] = [];
  for (const { what, request } of takenBy(user, before)) {
    had.add(what);
    const reply = await write(session, request, signal);
    if (!isDone(reply) && !isMissingObject(reply)) refusals.push(`${what}: ${textOf(reply)}`);
  }
  const after = namesOf(before).length === 0 ? before : await accessOf(session, user, signal);
  return { refusals, still: namesOf(after), getsIn: await getsIn(session, user, signal) };
}

interface Access {
  readonly groups: readonly string[];
  readonly permission: string | undefined;
}

function takenBy({ name }: DetailedUser, { groups, permission }: Access): readonly { what: string; request: Write }[] {
  const revoke: Write = { method: 'DELETE', path: 'admin/permissions/users', query: { name } };
  const leave = (itemName: string): Write => ({
    ...{ method: 'POST', path: 'admin/users/remove-group', json: { context: name, itemName } },
  });
  return [
    ...(permission === undefined ? [] : [{ what: permissionNamed(permission), request: revoke }]),
    ...groups.map(group => ({ what: group, request: leave(group) })),
  ];
}

const permissionNamed = (permission: string) => `the permission ${permission}`;
const namesOf = ({ groups, permission }: Access) => [
  ...(permission === undefined ? [] : [permissionNamed(permission)]),
  ...groups,
];

function ended(
  account: ExistingAccount,
  user: DetailedUser,
  had: ReadonlySet<string>,
  { refusals, still, getsIn }: Cut,
): Outcome {
  const left = [...had].filter(each => !still.includes(each));
  if (still.length > 0) return notCut(user, still, left, refusals);
  if (getsIn) return notCut(user, ['a group that is not shown as theirs'], left, refusals);
  return had.size === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: left };
}

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
