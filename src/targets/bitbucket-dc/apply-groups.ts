import type { ExistingGroup, Outcome } from '../../model/change.js';
import { createOnce } from '../create-once.js';
import { findGroup } from './groups.js';
import { isMissingObject, refusal } from './refusal.js';
import { groupIdOf } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

const existing = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });

export async function createGroup(session: Session, wanted: string, signal: AbortSignal): Promise<Outcome> {
  const name = toStore('group', wanted);
  const look = () => findGroup(session, name, signal);
  const send = () => write(session, { method: 'POST', path: 'admin/groups', query: { name } }, signal, false);
  const sent = await createOnce(send, look);
  if (sent.kind === 'arrived') return { kind: 'applied', group: existing(sent.found.name) };
  if (isDone(sent.reply)) {
    session.made.set(groupIdOf(name), new Set());
    return { kind: 'applied', group: existing(name) };
  }
  const there = sent.reply.status === 409 ? await look() : undefined;
  if (there === undefined) return refusal(`create the group ${name}`, sent.reply);
  return { kind: 'alreadySo', group: existing(there.name) };
}

/** Also 409: Bitbucket lets nobody delete the group that makes an administrator of them. */
export async function deleteGroup(session: Session, group: ExistingGroup, signal: AbortSignal): Promise<Outcome> {
  const reply = await write(session, { method: 'DELETE', path: 'admin/groups', query: { name: group.name } }, signal);
  session.made.delete(group.id);
  if (isDone(reply)) return { kind: 'applied', group };
  if (isMissingObject(reply) && (await findGroup(session, group.name, signal)) === undefined) return { kind: 'alreadySo', group };
  const outcome = refusal(`delete the group ${group.name}`, reply);
  return reply.status === 409
    ? { ...outcome, hint: 'Our own account would lose a right by it. Delete it in Bitbucket.' }
    : outcome;
}
