import type { ExistingGroup, Outcome } from '../../model/change.js';
import { createOnce } from '../create-once.js';
import { findGroup } from './groups.js';
import { isMissingObject, refusal } from './refusal.js';
import { existingGroup } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

export async function createGroup(session: Session, wanted: string, signal: AbortSignal): Promise<Outcome> {
  const name = toStore('group', wanted);
  const json = { name, description: '', type: 'GROUP', active: true };
  const look = () => findGroup(session, name, signal);
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'group', json }, signal, false), look);
  if (sent.kind === 'arrived') return { kind: 'applied', group: existingGroup(sent.found) };
  if (isDone(sent.reply)) return { kind: 'applied', group: existingGroup(name) };
  const there = sent.reply.status === 400 ? await look() : undefined;
  if (there === undefined) return refusal(`create the group ${name}`, sent.reply, session);
  return { kind: 'alreadySo', group: existingGroup(there) };
}

export async function deleteGroup(session: Session, group: ExistingGroup, signal: AbortSignal): Promise<Outcome> {
  const reply = await write(session, { method: 'DELETE', path: 'group', query: { groupname: group.name } }, signal);
  if (isDone(reply)) return { kind: 'applied', group };
  if (isMissingObject(reply) && (await findGroup(session, group.name, signal)) === undefined) return { kind: 'alreadySo', group };
  return refusal(`delete the group ${group.name}`, reply, session, { kind: 'readOnlyGroup', group: group.id });
}
