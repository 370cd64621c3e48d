import type { FastifyRequest } from 'fastify';
import type { Confluence } from './confluence.js';
import type { ConfluenceUser } from './state.js';

/** What becomes of the credentials of a request. */
export type Login =
  | { kind: 'user'; user: ConfluenceUser }
  | { kind: 'anonymous' }
  | { kind: 'refused'; reason: 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED' };

export function signIn(confluence: Confluence, request: FastifyRequest): Login {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ');
  switch (scheme.toLowerCase()) {
    case '':
      return { kind: 'anonymous' };
    case 'bearer':
      return admit(confluence, tokenOwner(confluence, credentials));
    case 'basic':
      return admit(confluence, passwordOwner(confluence, credentials));
    default:
      return { kind: 'refused', reason: 'AUTHENTICATED_FAILED' };
  }
}

const tokenOwner = (confluence: Confluence, token: string): ConfluenceUser | undefined =>
  token === confluence.token && !confluence.tokenExpired ? confluence.users.get(confluence.account) : undefined;

/** A locked account is found whatever the password. */
function passwordOwner(confluence: Confluence, credentials: string): ConfluenceUser | undefined {
  const pair = Buffer.from(credentials, 'base64').toString();
  const at = pair.indexOf(':');
  const user = at < 0 ? undefined : confluence.userNamed(pair.slice(0, at));
  if (user === undefined || confluence.captchaLocked.has(user.key)) return user;
  return user.password === pair.slice(at + 1) ? user : undefined;
}

function admit(confluence: Confluence, user: ConfluenceUser | undefined): Login {
  if (user !== undefined && confluence.captchaLocked.has(user.key)) return { kind: 'refused', reason: 'AUTHENTICATION_DENIED' };
  return user?.active ? { kind: 'user', user } : { kind: 'refused', reason: 'AUTHENTICATED_FAILED' };
}
