import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { TokenAsk } from '../../http/bearer.js';
import { KeycloakError } from './schema.js';
import type { KeycloakSettings } from './settings.js';

interface Client extends Pick<KeycloakSettings, 'clientId' | 'clientSecret'> {
  readonly clientRealm: string;
}

/**
 * Client credentials; they bring no refresh token, so the next one is asked for in the same way (keycloak.md §4, 2026-11). As fields of
 * the form: how a secret with special characters stands in a Basic header has changed between versions.
 */
export function tokenAsk(client: Client): TokenAsk {
  const { clientId, clientSecret } = client;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret.open() };
  return {
    path: 'protocol/openid-connect/token',
    form,
    expect: [404],
    refused: ({ status, body, url }, said) => (status === 404 ? noRealm(client, body, url) : refused(client, status, said)),
    hint: 'Check `url`, and any proxy in between.',
  };
}

function refused({ clientId, clientRealm }: Client, status: number, said: string): AccessDenied {
  return new AccessDenied(
    `Keycloak gives the client ${clientId} of the realm ${clientRealm} no access token (${status}${said === '' ? '' : `: ${said}`})`,
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
