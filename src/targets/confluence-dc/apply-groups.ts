import { pathSegment } from '../../http/address.js';
import type { ExistingGroup, Outcome } from '../../model/change.js';
import { createOnce } from '../create-once.js';
import { groupRefusal } from './group-refusal.js';
import { findGroup } from './groups.js';
import { isMissingObject, refusal } from './refusal.js';
import { groupIdOf } from './schema.js';
import { isDone, type Session, write } from './session.js';
import { toStore } from './storable.js';

const existing = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });

export async function createGroup(session: Session, wanted: string, signal: AbortSignal): Promise<Outcome> {
  const name = toStore('group', wanted, session.known.version);
  const look = () => findGroup(session, name, signal);
  const json = { type: 'group', name };
  const sent = await createOnce(() => write(session, { method: 'POST', path: 'admin/group', json }, signal, false), look);
  if (sent.kind === 'arrived') return made(session, sent.found);
  if (isDone(sent.reply)) return made(session, name);
  const there = sent.reply.status === 409 ? await look() : undefined;
  return there === undefined ? refusal(`create the group ${name}`, sent.reply) : { kind: 'alreadySo', group: existing(there) };
}

/** A new group is empty. */
function made({ known }: Session, name: string): Outcome {
  known.members.set(groupIdOf(name), new Set());
  known.nesting.set(groupIdOf(name), false);
  return { kind: 'applied', group: existing(name) };
}

export async function deleteGroup(session: Session, group: ExistingGroup, signal: AbortSignal): Promise<Outcome> {
  const path = `admin/group/${pathSegment(group.name, session.name)}`;
  const reply = await write(session, { method: 'DELETE', path }, signal);
  const isGone = isDone(reply) || (isMissingObject(reply) && (await findGroup(session, group.name, signal)) === undefined);
  if (!isGone) return groupRefusal(session, `delete the group ${group.name}`, group, reply, signal);
  session.known.members.delete(group.id);
  return { kind: isDone(reply) ? 'applied' : 'alreadySo', group };
}
