import { AccessDenied } from '../../errors.js';
import { bearerOf, fetchToken, type TokenAsk, withFreshToken } from '../../http/bearer.js';
import type { HttpFactory, HttpOptions, HttpReply } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { Tokens } from '../../http/tokens.js';
import { Secret } from '../../secrets.js';
import type { Credential } from './credential.js';

/** What each request is signed with. */
export interface SignIn {
  /** what must never be shown */
  readonly secrets: readonly Secret[];
  /** the header of a request that is about to be sent */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** makes sure of an access token, where one is needed */
  ready(signal: AbortSignal): Promise<void>;
  /** sends; a token that is refused is renewed once, a password is not tried twice */
  send(signal: AbortSignal, request: () => Promise<HttpReply>): Promise<HttpReply>;
  /** requests for tokens so far */
  readonly calls: number;
}

type Connection = Pick<HttpOptions, 'system' | 'ca' | 'share'>;

export function signInWith(credential: Credential, common: Connection, http: HttpFactory, clock: Clock): SignIn {
  switch (credential.kind) {
    case 'bearer':
      return fixed(`Bearer ${credential.token.open()}`, [credential.token]);
    case 'basic': {
      const encoded = base64(credential.username, credential.password);
      return fixed(`Basic ${encoded.open()}`, [credential.password, encoded]);
    }
    case 'client':
      return renewed(credential, common, http, clock);
  }
}

const base64 = (name: string, secret: Secret) => new Secret(Buffer.from(`${name}:${secret.open()}`).toString('base64'));

const fixed = (header: string, secrets: readonly Secret[]): SignIn => ({
  ...{ secrets, calls: 0 },
  headers: async () => ({ authorization: header }),
  ready: async () => {},
  send: (_, request) => request(),
});

type Client = Extract<Credential, { kind: 'client' }>;

/** An access token by client credentials (RFC 6749 §4.4), at an origin of its own: only that one sees the secret. */
function renewed(client: Client, common: Connection, http: HttpFactory, clock: Clock): SignIn {
  const { origin, pathname, search } = new URL(client.tokenUrl);
  // both are encoded before they are put together (RFC 6749 §2.3.1)
  const basic = base64(encodeURIComponent(client.clientId), new Secret(encodeURIComponent(client.clientSecret.open())));
  const secrets = [client.clientSecret, basic];
  const header: Record<string, string> = client.clientAuth === 'header' ? { authorization: `Basic ${basic.open()}` } : {};
  const endpoint = http({ ...common, secrets, baseUrl: origin, authorize: async () => header });
  const tokens = new Tokens(signal => fetchToken(endpoint, tokenAsk(`${pathname}${search}`, client), signal), clock.now);

  return {
    secrets,
    get calls() {
      return endpoint.calls;
    },
    headers: bearerOf(tokens),
    async ready(signal) {
      await tokens.ready(signal);
    },
    send: (signal, request) => withFreshToken(tokens, signal, request),
  };
}

function tokenAsk(path: string, { clientId, clientSecret, clientAuth, scope }: Client): TokenAsk {
  const form = {
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
    ...(clientAuth === 'body' ? { client_id: clientId, client_secret: clientSecret.open() } : {}),
  };
  return {
    ...{ path, form },
    refused: ({ status, url }, said) =>
      new AccessDenied(
        `${new URL(url).host} gives the client ${clientId} no access token (${status}${said === '' ? '' : `: ${said}`})`,
        'Check `clientId`, `clientSecret` and `scope`. The client must have the grant type client credentials; some servers want `clientAuth: body`.',
      ),
    hint: 'Check `tokenUrl`, and any proxy in between.',
  };
}
