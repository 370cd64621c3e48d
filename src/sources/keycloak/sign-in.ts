import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { Http } from '../../http/client.js';
import type { Token } from '../../http/tokens.js';
import { Secret } from '../../secrets.js';
import { KeycloakError, TokenReply } from './schema.js';
import type { KeycloakSettings } from './settings.js';

interface Client extends Pick<KeycloakSettings, 'clientId' | 'clientSecret'> {
  readonly clientRealm: string;
}

/**
 * Client credentials; they bring no refresh token, so the next one is asked for in the same way (keycloak.md §4, 2026-11). As fields of
 * the form: how a secret with special characters stands in a Basic header has changed between versions.
 */
export async function fetchToken(http: Http, client: Client, signal: AbortSignal): Promise<Token> {
  const { clientId, clientSecret } = client;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret.open() };
  const path = 'protocol/openid-connect/token';
  const reply = await http.request({ method: 'POST', path, form, signal, idempotent: true, expect: [400, 401, 403, 404] });
  const { status, body, url } = reply;
  if (status === 404) throw noRealm(client, body, url);
  if (status >= 400) throw refused(client, status, body);
  const { data } = TokenReply.safeParse(body);
  if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
  throw new UnexpectedReply('The answer to the token request holds no access token', 'Check `url`, and any proxy in between.');
}

function refused({ clientId, clientRealm }: Client, status: number, body: unknown): AccessDenied {
  const { data } = KeycloakError.safeParse(body);
  const said = data?.error_description ?? data?.error;
  return new AccessDenied(
    `Keycloak gives the client ${clientId} of the realm ${clientRealm} no access token (${status}${said === undefined ? '' : `: ${said}`})`,
    'Check `clientId` and `clientSecret`. The client must be enabled, with *Client authentication* and *Service accounts roles* on.',
  );
}

function noRealm({ clientRealm }: Client, body: unknown, url: string): UnexpectedReply {
  const isKeycloak = KeycloakError.safeParse(body).data?.error === 'Realm does not exist';
  return isKeycloak
    ? new UnexpectedReply(
        `${new URL(url).origin} has no realm ${clientRealm}`,
        'Check `realm` (and `clientRealm`): it is the name, as in the address of the console. Case matters.',
      )
    : new UnexpectedReply(
        `There is no Keycloak at ${new URL(url).pathname} (404)`,
        'Check `url`: old servers, and many upgraded ones, need /auth at its end; newer ones must not have it.',
      );
}
