import { Interrupted, SyncError } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import type { ChangeOfKind, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { createOnce } from '../create-once.js';
import { existing, findUser } from './lookup.js';
import { failed, refusal } from './refusal.js';
import { CreatedUser, type UserWithGroups } from './schema.js';
import { isDone, read, type Session, write } from './session.js';
import { toStore } from './storable.js';
import { unshownAccount } from './unshown.js';

interface NewUser {
  readonly name: string;
  readonly emailAddress: string;
  readonly displayName: string;
}

/**
 * Without a password Jira makes a random one and tells nobody; `applicationKeys: []` declines the default applications,
 * on some versions in vain, so what came of it is read back (U7; jira-dc sheet §2, November 2026).
 */
export async function createUser(
  session: Session,
  { username, values }: ChangeOfKind<'createUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const wish: NewUser = {
    name: toStore('username', username),
    emailAddress: toStore('email', values.email ?? ''),
    displayName: toStore('displayName', values.displayName ?? ''),
  };
  const unshown = await unshownAccount(session, wish, signal);
  if (unshown !== undefined) return unshown;
  const outcome = await create(session, wish, signal);
  if (outcome.kind === 'applied' && outcome.account !== undefined && session.shown.kind === 'unproved')
    session.shown.accounts.add(outcome.account.id);
  return outcome;
}

async function create(session: Session, wish: NewUser, signal: AbortSignal): Promise<Outcome> {
  const look = () => findUser(session, { username: wish.name }, signal);
  const json = { ...wish, applicationKeys: [] };
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'user', json }, signal, false), look);

  if (sent.kind === 'arrived') return isWished(sent.found, wish) ? created(sent.found) : taken(wish);
  if (isDone(sent.reply)) return createdBy(session, sent.reply, await look().catch(unlessInterrupted));
  const there = sent.reply.status === 400 ? await look() : undefined;
  if (there === undefined) return refusal(`create ${wish.name}`, sent.reply);
  return isWished(there, wish) ? { kind: 'alreadySo', account: existing(there) } : taken(wish);
}

/** Ours, or one just like it. An inactive one is nobody's to take over (C2). */
const isWished = ({ active, emailAddress }: UserWithGroups, wish: NewUser) =>
  active && wish.emailAddress !== '' && nameKey(emailAddress ?? '') === nameKey(wish.emailAddress);

const taken = ({ name }: NewUser) =>
  failed(
    `could not create ${name}: the username belongs to another account, which is inactive or has another e-mail address`,
    'If it is the same person, join them with `links set`; if not, change the username in the mapping.',
  );

function created(user: UserWithGroups): Outcome {
  const details = [...user.groups.map(name => `group ${name}`), ...user.applicationRoles.map(key => `application ${key}`)];
  return { kind: 'applied', account: existing(user), ...(details.length === 0 ? {} : { details }) };
}

/** The account is there: a look that fails makes no failure of that. */
function unlessInterrupted(error: unknown): undefined {
  if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
}

/** Another node of a cluster may not show the account yet: then the answer has to do. */
function createdBy(session: Session, reply: HttpReply, seen: UserWithGroups | undefined): Outcome {
  if (seen !== undefined) return created(seen);
  const { key, name } = read(session, CreatedUser, reply);
  const details = ['could not be read back: which groups and applications Jira added is unknown'];
  return { kind: 'applied', account: existing({ key, name, displayName: name }), details };
}
