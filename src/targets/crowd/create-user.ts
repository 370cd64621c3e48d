import type { HttpReply } from '../../http/client.js';
import type { ChangeOfKind, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { createOnce } from '../create-once.js';
import { groupsReadBack } from '../read-back.js';
import { throwAwayPassword } from '../throw-away-password.js';
import { findUser, groupsOf } from './lookup.js';
import { namesOf } from './names.js';
import { failed, reasonOf, refusal } from './refusal.js';
import { existing, UserRow } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

/** Crowd demands a password: a random one that is kept nowhere (U7). What its directory adds by itself is read back. */
export async function createUser(
  session: Session,
  { username, values }: ChangeOfKind<'createUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const name = toStore('username', username);
  const email = toStore('email', values.email ?? '');
  const names = namesOf(toStore('displayName', values.displayName ?? ''));
  const json = { name, ...names, email, active: true, password: { value: throwAwayPassword().open() } };
  const look = () => findUser(session, { username: name }, signal);
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'user', json }, signal, false), look);

  if (sent.kind === 'arrived') return isSame(sent.found, email) ? created(session, sent.found, signal) : taken(name);
  if (isDone(sent.reply)) {
    const user = shownBy(sent.reply) ?? (await look());
    return user === undefined ? unseen(name) : created(session, user, signal);
  }
  // a name that is taken is bad data like any other: no 409, and only looking tells (crowd sheet, gotchas)
  const there = sent.reply.status === 400 ? await look() : undefined;
  if (there === undefined) return unmade(name, sent.reply, session);
  return isSame(there, email) ? { kind: 'alreadySo', account: existing(there) } : taken(name);
}

/** Ours, or one just like it. An inactive one is nobody's to take over (C2). */
const isSame = (row: UserRow, email: string) => row.active && nameKey(row.email) === nameKey(email);

/** The answer shows the new user; another node of a cluster may not do so yet. */
const shownBy = ({ body }: HttpReply): UserRow | undefined => UserRow.safeParse(body).data;

const taken = (name: string) =>
  failed(
    `could not create ${name}: the username belongs to another account, which is inactive or has another e-mail address`,
    'If it is the same person, join them with `links set`; if not, change the username in the mapping.',
  );

/** Bad data, or the name of somebody whom the application does not see: hidden users still exist (crowd sheet, gotchas). */
function unmade(name: string, reply: HttpReply, session: Session) {
  const refused = refusal(`create ${name}`, reply, session);
  if (reasonOf(reply) !== 'INVALID_USER') return refused;
  const hint =
    'If Crowd says that the name exists, the application does not see whose it is: allow all users to authenticate there, or change the username in the mapping.';
  return { ...refused, hint };
}

const unseen = (name: string) =>
  failed(
    `${name} was created, and the application does not see it`,
    'Crowd makes new users in the first directory that allows it: map the application to one directory, and let it see all users.',
  );

async function created(session: Session, user: UserRow, signal: AbortSignal): Promise<Outcome> {
  const details = await groupsReadBack('Crowd', () => groupsOf(session, user.name, 'direct', signal));
  return { kind: 'applied', account: existing(user), ...(details.length === 0 ? {} : { details }) };
}
