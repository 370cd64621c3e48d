import type { FastifyRequest } from 'fastify';
import type { Bitbucket } from './bitbucket.js';
import type { BitbucketUser } from './state.js';

/** What becomes of the credentials of a request. */
export type Login =
  | { kind: 'user'; user: BitbucketUser; mayAdminister: boolean }
  | { kind: 'anonymous' }
  | { kind: 'refused' }
  | { kind: 'captcha' }
  | { kind: 'basicBlocked' };

export function signIn(bitbucket: Bitbucket, request: FastifyRequest): Login {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ');
  switch (scheme.toLowerCase()) {
    case '':
      return { kind: 'anonymous' };
    case 'bearer':
      return byToken(bitbucket, credentials);
    case 'basic':
      return bitbucket.basicBlocked ? { kind: 'basicBlocked' } : byPassword(bitbucket, credentials);
    default:
      return { kind: 'refused' };
  }
}

/** An HTTP access token never holds ADMIN, whoever made it; an OAuth 2.0 one where it has an admin scope. */
function byToken(bitbucket: Bitbucket, token: string): Login {
  const user = bitbucket.users.get(bitbucket.account);
  if (user === undefined || !user.active) return { kind: 'refused' };
  if (token === bitbucket.oauthToken) return { kind: 'user', user, mayAdminister: bitbucket.oauthAdmin };
  return token === bitbucket.token ? { kind: 'user', user, mayAdminister: false } : { kind: 'refused' };
}

/** A locked account is found whatever the password: Bitbucket does not look at it. */
function byPassword(bitbucket: Bitbucket, credentials: string): Login {
  const pair = Buffer.from(credentials, 'base64').toString();
  const at = pair.indexOf(':');
  const user = at < 0 ? undefined : bitbucket.userNamed(pair.slice(0, at));
  if (user === undefined || !user.active || user.erased) return { kind: 'refused' };
  if (bitbucket.captchaLocked.has(user.id)) return { kind: 'captcha' };
  return user.password === pair.slice(at + 1) ? { kind: 'user', user, mayAdminister: true } : { kind: 'refused' };
}
