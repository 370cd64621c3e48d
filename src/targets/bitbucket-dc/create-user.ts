import type { ChangeOfKind, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { createOnce } from '../create-once.js';
import { groupsReadBack } from '../read-back.js';
import { throwAwayPassword } from '../throw-away-password.js';
import { existing, findByName, groupsOf } from './lookup.js';
import { failed, refusal } from './refusal.js';
import type { DetailedUser } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

interface NewUser {
  readonly name: string;
  readonly emailAddress: string;
  readonly displayName: string;
}

/** Bitbucket answers with nothing: who was made, and what it gave them all the same, is read back (U7). */
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
  const look = () => findByName(session, wish.name, signal);
  const sent = await createOnce(() => send(session, wish, signal), look);

  if (sent.kind === 'arrived') return isWished(sent.found, wish) ? created(session, sent.found, signal) : taken(wish);
  if (isDone(sent.reply)) {
    const made = await look();
    return made === undefined ? unseen(wish) : created(session, made, signal);
  }
  const there = sent.reply.status === 409 ? await look() : undefined;
  if (there === undefined) return refusal(`create ${wish.name}`, sent.reply);
  return isWished(there, wish) ? { kind: 'alreadySo', account: existing(there) } : taken(wish);
}

/** The password goes in the query, which every proxy may log: it is good for nothing, and in no log of ours. */
function send(session: Session, wish: NewUser, signal: AbortSignal) {
  const password = throwAwayPassword();
  const query = { ...wish, password: password.open(), addToDefaultGroup: false };
  return write(session, { method: 'POST', path: 'admin/users', query, secrets: [password] }, signal, false);
}

/** Ours, or one just like it. An inactive one is nobody's to take over (C2). */
const isWished = ({ active, type, emailAddress }: DetailedUser, wish: NewUser) =>
  active && type === 'NORMAL' && nameKey(emailAddress ?? '') === nameKey(wish.emailAddress);

const taken = ({ name }: NewUser) =>
  failed(
    `could not create ${name}: the username belongs to another account, which is inactive, a service's or has another e-mail address`,
    'If it is the same person, join them with `links set`; if not, change the username in the mapping.',
  );

/** Anonymised accounts are not listed (bitbucket-dc sheet, gotchas, November 2026); another node of a cluster may not show the account yet. */
const unseen = ({ name }: NewUser) =>
  failed(`created ${name}, but Bitbucket does not show the account`, 'The next run looks.', { uncertain: true });

async function created(session: Session, user: DetailedUser, signal: AbortSignal): Promise<Outcome> {
  const details = await groupsReadBack('Bitbucket', async () =>
    (await groupsOf(session, user.name, signal)).map(({ name }) => name),
  );
  return { kind: 'applied', account: existing(user), ...(details.length === 0 ? {} : { details }) };
}
