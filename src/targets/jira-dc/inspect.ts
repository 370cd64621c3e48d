import { AccessDenied, Unavailable, UnexpectedReply } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { majorOf, ServerInfo } from './schema.js';

/** Throws when an answer is not what it seems. */
export type Inspect = (reply: HttpReply) => void;

/**
 * Resources open to everybody answer bad credentials with an empty 200: only two headers tell (jira-dc sheet §1,
 * November 2026). And a page where data should be is a login page or a proxy, whatever its status says.
 */
export const inspector = (system: string, login: 'token' | 'password'): Inspect => {
  let namesUs = false;
  return reply => {
    const { status, headers, body } = reply;
    const reason = String(headers['x-seraph-loginreason'] ?? '');
    if (reason.includes('AUTHENTICATION_DENIED'))
      throw new AccessDenied(
        `${system} lets nobody sign in with this account until a person has solved a CAPTCHA`,
        'Sign in once in a browser with the account of this target, then run again.',
      );
    if (reason.includes('AUTHENTICATED_FAILED')) throw loginRefused(system, login, reply);
    if (status >= 400) return;
    if (headers['x-ausername'] === 'anonymous')
      throw new AccessDenied(
        `${system} answered as if nobody had signed in`,
        `${RENEW[login]} Or a proxy takes the Authorization header away.`,
      );
    if (typeof body === 'string' && String(headers['content-type'] ?? '').includes('text/html'))
      throw new UnexpectedReply(
        `${system} answered with a web page instead of data`,
        'Look whether a login page or a proxy stands in front of its REST API.',
      );
    if (headers['x-ausername'] !== undefined) namesUs = true;
    else if (namesUs && body === undefined) throw nobodysAnswer(system, status);
  };
};

/**
 * Many writes are answered with nothing but a 2xx, which a gateway says as easily. Jira's own answers name the account
 * (X-AUSERNAME, seen on each of 8.20 that was recorded; jira-dc sheet §1, November 2026): where they did, they all must.
 */
const nobodysAnswer = (system: string, status: number) =>
  new Unavailable(
    `${system} did not answer itself: the empty ${status} lacks the headers of its other answers`,
    'Look whether a proxy or a gateway answers in its place.',
  );

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
