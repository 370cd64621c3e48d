import { AccessDenied } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { type Inspect, seraphInspector } from '../seraph.js';
import { majorOf, ServerInfo } from './schema.js';

export const inspector = (system: string, login: 'token' | 'password'): Inspect =>
  seraphInspector(system, reply => loginRefused(system, login, reply), RENEW[login]);

/** Jira 11 refuses Basic unless an administrator allows it (jira-dc sheet §1); serverInfo tells the version even then. */
function loginRefused(system: string, login: 'token' | 'password', { body }: HttpReply): AccessDenied {
  const server = ServerInfo.safeParse(body);
  if (login === 'password' && server.success && majorOf(server.data) >= 11)
    return new AccessDenied(
      `${system} takes no username and password: Jira 11 has them switched off unless an administrator allows them`,
      'Make a personal access token and give it as `token`.',
    );
  return new AccessDenied(`${system} does not accept our credentials: wrong, expired or revoked`, RENEW[login]);
}

/** What to do about a login that is refused. */
export const RENEW = {
  token: 'Renew the token of this target; a forced expiry may have ended it.',
  password:
    'Look at `username` and `password`. Jira 11 refuses them unless an administrator allows them: better give a personal access token (`token`).',
};
