import { AccessDenied } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { type Inspect, seraphInspector } from '../seraph.js';
import { exceptionOf, textOf } from './refusal.js';

export type LoginKind = 'token' | 'password';

/** What to do about a login that is refused. */
export const RENEW = {
  token: 'Renew the token of this target.',
  password: 'Look at `username` and `password`; an administrator may have blocked Basic authentication for this account or path.',
};

/**
 * 401 says two things: not signed in, and signed in but not allowed. Bitbucket names whom it let in (X-AUSERNAME), and its
 * exceptions about signing in end in AuthenticationException (bitbucket-dc sheet §1, November 2026). Throws for the former.
 */
export function inspector(system: string, login: LoginKind): Inspect {
  const seraph = seraphInspector(system, () => refusedLogin(system, login), RENEW[login]);
  return reply => {
    if (/captcha/i.test(`${exceptionOf(reply)} ${reply.status === 401 ? textOf(reply) : ''}`)) throw captcha(system);
    if (isRefusedLogin(reply)) throw refusedLogin(system, login);
    seraph(reply);
  };
}

const isRefusedLogin = (reply: HttpReply) =>
  reply.status === 401 && (reply.headers['x-ausername'] === undefined || exceptionOf(reply).endsWith('AuthenticationException'));

const refusedLogin = (system: string, login: LoginKind) =>
  new AccessDenied(`${system} does not accept our credentials (401): wrong, expired or revoked`, RENEW[login]);

const captcha = (system: string) =>
  new AccessDenied(
    `${system} lets nobody sign in with this account until a CAPTCHA is cleared`,
    'Sign in once in a browser with it, or let another administrator clear it (Administration > Users > the account > Clear CAPTCHA).',
  );
