import { pathSegment } from '../../http/address.js';
import type { ChangeOfKind, ExistingAccount, Outcome } from '../../model/change.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { partsOf } from './responsibilities.js';
import { Component, Project } from './schema.js';
import { ask, isDone, read, type Session, write } from './session.js';

type HandOver = ChangeOfKind<'handOver'>;

/** Gives what a leaver leads to the successor (U4). What somebody else leads by now, or what is gone, is done already. */
export async function handOver(session: Session, { account, responsibility }: HandOver, signal: AbortSignal): Promise<Outcome> {
  const { id, label, successor } = responsibility;
  if (successor.kind === 'none') return { kind: 'notRun', because: successor.why };
  const parts = partsOf(id);
  if (parts === undefined) return failed(`could not hand over ${label}: "${id}" is not an id of this target`, 'Make a new plan.');
  const heir = successor.kind === 'clear' ? '' : successor.username;
  const fields =
    parts.kind === 'project'
      ? await projectFields(session, parts.id, account, heir, signal)
      : await componentFields(session, parts.id, account, heir, signal);
  if (fields === 'done') return { kind: 'alreadySo', account };
  if (fields === 'impossible')
    return failed(`could not clear the lead of ${label}: a project always has one`, 'Set `leads.project`.');

  const path = `${parts.kind}/${pathSegment(parts.id, session.name)}`;
  const reply = await write(session, { method: 'PUT', path, json: fields }, signal);
  return isDone(reply) ? { kind: 'applied', account } : refusal(`hand over ${label} to ${heir || 'nobody'}`, reply);
}

type Fields = Readonly<Record<string, string>> | 'done' | 'impossible';

async function projectFields(
  session: Session,
  key: string,
  leaver: ExistingAccount,
  heir: string,
  signal: AbortSignal,
): Promise<Fields> {
  if (heir === '') return 'impossible';
  const reply = await ask(session, `project/${pathSegment(key, session.name)}`, { expand: 'lead' }, [404], signal);
  if (isMissingObject(reply)) return 'done';
  const { lead } = read(session, Project, reply);
  return lead && lead.key !== leaver.id ? 'done' : { lead: heir };
}

/** Who issues of a component go to by its lead must go to the project's default once it has none (sheet §4). */
async function componentFields(
  session: Session,
  id: string,
  leaver: ExistingAccount,
  heir: string,
  signal: AbortSignal,
): Promise<Fields> {
  const reply = await ask(session, `component/${pathSegment(id, session.name)}`, {}, [404], signal);
  if (isMissingObject(reply)) return 'done';
  const { lead, assigneeType } = read(session, Component, reply);
  if (lead?.key !== leaver.id) return 'done';
  const falls = heir === '' && assigneeType === 'COMPONENT_LEAD';
  return { leadUserName: heir, ...(falls ? { assigneeType: 'PROJECT_DEFAULT' } : {}) };
}
