import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { Http, HttpReply } from '../../http/client.js';
import type { Token } from '../../http/tokens.js';
import { vendorMessage } from '../../http/vendor-message.js';
import { Secret } from '../../secrets.js';
import type { Quota } from '../quota.js';
import { TokenReply } from './schema.js';
import type { OneLoginSettings } from './settings.js';

type Client = Pick<OneLoginSettings, 'clientId' | 'clientSecret'>;

/** Client credentials in the header that OneLogin's own tools send (onelogin.md §2, 2026-11). A token lives ten hours. */
export async function fetchToken(http: Http, quota: Quota, client: Client, signal: AbortSignal): Promise<Token> {
  const reply = await quota.send(signal, () =>
    http.request({
      ...{ method: 'POST', path: 'auth/oauth2/v2/token', json: { grant_type: 'client_credentials' }, signal },
      ...{ headers: headerOf(client), idempotent: true, expect: [400, 401, 403, 404, 429] },
    }),
  );
  if (reply.status === 404) throw noAccount(reply);
  if (reply.status >= 400) throw refused(client, reply);
  const { data } = TokenReply.safeParse(reply.body);
  if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
  throw new UnexpectedReply('The answer to the token request holds no access token', 'Check `url`, and any proxy in between.');
}

const headerOf = ({ clientId, clientSecret }: Client) => ({
  authorization: `client_id:${clientId}, client_secret:${clientSecret.open()}`,
});

function refused({ clientId }: Client, { status, body, headers, url }: HttpReply): AccessDenied {
  const said = vendorMessage(body, headers);
  return new AccessDenied(
    `${new URL(url).host} gives the API credential ${clientId} no access token (${status}${said && `: ${said}`})`,
    'Check `clientId` and `clientSecret`, and that `url` is the account that the credential belongs to: in OneLogin, Developers > API Credentials.',
  );
}

const noAccount = ({ url }: HttpReply) =>
  new UnexpectedReply(
    `There is no OneLogin at ${new URL(url).origin} (404)`,
    'Check `url`: it is the address of your account, as https://example.onelogin.com.',
  );
