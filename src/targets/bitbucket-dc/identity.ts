import { AccessDenied, Unavailable } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { type AccountId, accountId } from '../../model/ids.js';
import { RENEW } from './inspect.js';
import { isMissingObject } from './refusal.js';
import { Properties } from './schema.js';
import { ask, read, type Session } from './session.js';

export interface Identity {
  readonly version: string;
  /** how Bitbucket names whom it let in: by id, by name, or by both */
  readonly id: AccountId | undefined;
  readonly username: string;
}

/** Which Bitbucket this is, and as whom we are signed in: its answers name that in their headers. */
export async function whoAndWhat(session: Session, signal: AbortSignal): Promise<Identity> {
  const reply = await ask(session, 'application-properties', {}, [404], signal);
  if (reply.status === 404 && !isMissingObject(reply))
    throw new Unavailable(
      `there is no Bitbucket at ${session.settings.url}`,
      'Give `url` as the browser shows it, with the context path: https://host/bitbucket',
    );
  const { version } = read(session, Properties, reply);
  // the version is told to everybody, so it proves no sign-in: what needs one does, whatever the answer to the first call says
  const signedIn = await ask(session, 'users', { limit: 1 }, [], signal);
  return { version, ...whoIn(session, signedIn) };
}

function whoIn({ name, settings }: Session, { headers }: HttpReply): Omit<Identity, 'version'> {
  const [id, encoded] = [headers['x-auserid'], headers['x-ausername']];
  const username = typeof encoded === 'string' ? decoded(encoded) : settings.username;
  if (username === undefined)
    throw new AccessDenied(
      `${name} did not say whom its answer is for`,
      `A proxy may take the header X-AUSERNAME away: let it pass. ${RENEW.token}`,
    );
  return { id: typeof id === 'string' ? accountId(id) : undefined, username };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
