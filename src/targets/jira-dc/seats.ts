import { ApplicationRoles } from './schema.js';
import { ask, read, type Session } from './session.js';

/** The licensed applications with their seats; undefined: our account may not see them. */
export async function readApplications(session: Session, signal: AbortSignal) {
  const reply = await ask(session, 'applicationrole', {}, [403], signal);
  return reply.status === 403 ? undefined : read(session, ApplicationRoles, reply);
}
