import { Unavailable } from '../../errors.js';
import { Myself, ServerInfo } from './schema.js';
import { ask, get, read, type Session } from './session.js';

/** Which Jira this is, and as whom we are signed in. */
export async function whoAndWhat(session: Session, signal: AbortSignal) {
  const reply = await ask(session, 'serverInfo', {}, [404], signal);
  if (reply.status === 404)
    throw new Unavailable(
      `there is no Jira at ${session.settings.url}`,
      'Give `url` as the browser shows it, with the context path: https://host/jira',
    );
  const server = read(session, ServerInfo, reply);
  if (server.deploymentType === 'Cloud')
    throw new Unavailable(`${session.settings.url} is a Jira Cloud`, 'A target of type jira-dc is for Jira Data Center only.');
  const myself = await get(session, 'myself', Myself, {}, signal);
  return { server, myself };
}
