import type { HttpReply } from '../../http/client.js';
import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { type AccountId, accountId } from '../../model/ids.js';
import { createOnce } from '../create-once.js';
import { groupsReadBack } from '../read-back.js';
import { throwAwayPassword } from '../throw-away-password.js';
import { findUser, groupNames, idOf } from './lookup.js';
import { explain, failed, refusal } from './refusal.js';
import { CreatedUser, type PersonRow } from './schema.js';
import { isDone, read, type Session, write } from './session.js';
import { toStore } from './storable.js';

interface NewUser {
  readonly userName: string;
  readonly fullName: string;
  readonly email: string;
}

/**
 * With a random password that is kept nowhere: Confluence takes either one or sends a mail (U7; confluence-dc sheet §2,
 * November 2026). It adds a group of its own, which cannot be declined, so what came of it is read back.
 */
export async function createUser(
  session: Session,
  { username, values }: ChangeOfKind<'createUser'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { version, licenceFull } = session.known;
  const wish: NewUser = {
    userName: toStore('username', username, version),
    email: toStore('email', values.email ?? '', version),
    fullName: toStore('displayName', values.displayName ?? '', version),
  };
  if (licenceFull !== undefined) return noSeat(wish, `${licenceFull}, and nobody has left since`);
  const look = () => findUser(session, { username: wish.userName }, signal);
  const json = { ...wish, password: throwAwayPassword().open() };
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'admin/user', json }, signal, false), look);

  if (sent.kind === 'arrived') return isOurs(sent.found, wish) ? created(session, idOf(sent.found), wish, signal) : taken(wish);
  if (isDone(sent.reply)) return created(session, accountId(read(session, CreatedUser, sent.reply).userKey), wish, signal);
  if (sent.reply.status === 402) return refusedForSeats(session, wish, sent.reply);
  if (sent.reply.status === 409) return thereAlready(session, wish, await look());
  return refusal(`create ${wish.userName}`, sent.reply);
}

/** Found after an answer that never came. The list had nobody of that name; an address is not shown. */
const isOurs = (row: PersonRow, { fullName }: NewUser) => row.type === 'known' && row.displayName === fullName;

const existing = (id: AccountId, { userName, fullName }: NewUser): ExistingAccount => ({
  kind: 'existing',
  ...{ id, username: userName, displayName: fullName },
});

async function created(session: Session, id: AccountId, wish: NewUser, signal: AbortSignal): Promise<Outcome> {
  session.known.made.set(wish.userName, id);
  session.known.emails = new Map([...session.known.emails, [id, wish.email]]);
  const details = await groupsReadBack('Confluence', () => groupNames(session, id, { signal }));
  return { kind: 'applied', account: existing(id, wish), ...(details.length === 0 ? {} : { details }) };
}

/** Later ones are not even tried: each would be refused the same way. */
function refusedForSeats(session: Session, wish: NewUser, reply: HttpReply): Outcome {
  session.known.licenceFull = `${explain(reply).why}, as for ${wish.userName} before`;
  return noSeat(wish, explain(reply).why);
}

const noSeat = ({ userName }: NewUser, why: string) =>
  failed(
    `could not create ${userName}: ${why}`,
    'Free seats by ending accounts, or enlarge the licence. The next run tries again.',
  );

/** Of an account that we did not make nobody knows whose it is: neither its address nor its owner shows (C2). */
function thereAlready(session: Session, wish: NewUser, found: PersonRow | undefined): Outcome {
  const made = session.known.made.get(wish.userName);
  const isMade = found !== undefined && made === idOf(found);
  return isMade ? { kind: 'alreadySo', account: existing(made, wish) } : taken(wish);
}

const taken = ({ userName }: NewUser) =>
  failed(
    `could not create ${userName}: the username belongs to an account that was not there when the users were read`,
    'Run again: the next read shows it. If it is the same person, join them with `links set`; if not, change the mapping.',
  );
