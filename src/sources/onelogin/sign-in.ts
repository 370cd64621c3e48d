import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { TokenAsk } from '../../http/bearer.js';
import type { HttpReply } from '../../http/client.js';
import { isWebPage } from '../../http/outcome.js';
import { WrappedToken } from './schema.js';
import type { OneLoginSettings } from './settings.js';

type Client = Pick<OneLoginSettings, 'clientId' | 'clientSecret'>;

/** The header that OneLogin's own tools send (onelogin.md §2, 2026-11). */
export const signInWith =
  ({ clientId, clientSecret }: Client) =>
  async () => ({ authorization: `client_id:${clientId}, client_secret:${clientSecret.open()}` });

/** Client credentials; a token lives ten hours (onelogin.md §2, 2026-11). */
export const tokenAsk = ({ clientId }: Client): TokenAsk => ({
  ...{ path: 'auth/oauth2/v2/token', json: { grant_type: 'client_credentials' }, expect: [404] },
  hint: 'Check `url`, and any proxy in between.',
  refused(reply, said) {
    const { status, url } = reply;
    const { host, origin } = new URL(url);
    if (status === 404)
      return new UnexpectedReply(
        `There is no OneLogin at ${origin} (404)`,
        'Check `url`: it is the address of your account, as https://example.onelogin.com.',
      );
    if (isWebPage(reply))
      return new UnexpectedReply(
        `Something that is not the sign-in of OneLogin answered ${status} at ${origin}`,
        'Check `url`, and any proxy in between.',
      );
    return new AccessDenied(
      `${host} gives the API credential ${clientId} no access token (${status}${said && `: ${said}`})`,
      'Check `clientId` and `clientSecret`, and that `url` is the account that the credential belongs to: in OneLogin, Developers > API Credentials.',
    );
  },
});

/** The older endpoint has the token in a list (onelogin.md §2, 2026-11). */
export function unwrapped(reply: HttpReply): HttpReply {
  const { data } = WrappedToken.safeParse(reply.body);
  return data === undefined ? reply : { ...reply, body: data };
}
