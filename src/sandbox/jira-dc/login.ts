import type { FastifyRequest } from 'fastify';
import type { Jira } from './jira.js';
import type { JiraUser } from './state.js';

/** What becomes of the credentials of a request. */
export type Login =
  | { kind: 'user'; user: JiraUser; by: 'token' | 'password' }
  | { kind: 'anonymous' }
  | { kind: 'refused'; reason: 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED' };

export function signIn(jira: Jira, request: FastifyRequest): Login {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ');
  switch (scheme.toLowerCase()) {
    case '':
      return { kind: 'anonymous' };
    case 'bearer':
      return admit(jira, tokenOwner(jira, credentials), 'token');
    case 'basic':
      return admit(jira, passwordOwner(jira, credentials), 'password');
    default:
      return { kind: 'refused', reason: 'AUTHENTICATED_FAILED' };
  }
}

function tokenOwner(jira: Jira, token: string): JiraUser | undefined {
  return token === jira.token && !jira.tokenExpired && !jira.bearerRefused ? jira.users.get(jira.account) : undefined;
}

/** A locked account is found whatever the password: Jira does not look at it. */
function passwordOwner(jira: Jira, credentials: string): JiraUser | undefined {
  const pair = Buffer.from(credentials, 'base64').toString();
  const at = pair.indexOf(':');
  const user = at < 0 || !jira.basicAllowed ? undefined : jira.userNamed(pair.slice(0, at));
  if (user === undefined || jira.captchaLocked.has(user.key)) return user;
  return user.password === pair.slice(at + 1) ? user : undefined;
}

function admit(jira: Jira, user: JiraUser | undefined, by: 'token' | 'password'): Login {
  if (user !== undefined && jira.captchaLocked.has(user.key)) return { kind: 'refused', reason: 'AUTHENTICATION_DENIED' };
  if (user === undefined || !user.active || user.deleted) return { kind: 'refused', reason: 'AUTHENTICATED_FAILED' };
  return { kind: 'user', user, by };
}
