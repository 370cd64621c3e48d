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
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'group', json: { name } }, signal, false), look);
  if (sent.kind === 'arrived') return { kind: 'applied', group: existing(sent.found) };
  if (isDone(sent.reply)) return { kind: 'applied', group: existing(name) };
  const there = sent.reply.status === 400 ? await look() : undefined;
  return there === undefined ? refusal(`create the group ${name}`, sent.reply) : { kind: 'alreadySo', group: existing(there) };
}

export async function deleteGroup(session: Session, group: ExistingGroup, signal: AbortSignal): Promise<Outcome> {
  const reply = await write(session, { method: 'DELETE', path: 'group', query: { groupname: group.name } }, signal);
  if (isDone(reply)) return { kind: 'applied', group };
  if (isMissingObject(reply) && (await findGroup(session, group.name, signal)) === undefined) return { kind: 'alreadySo', group };
  return refusal(`delete the group ${group.name}`, reply);
}
