import { z } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { Http, HttpFactory } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { type Token, Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import type { Credential } from './credential.js';

/** What each request is signed with. */
export interface SignIn {
  /** what must never be shown */
  readonly secrets: readonly Secret[];
  /** the header of a request that is about to be sent */
  header(): Promise<string>;
  /** makes sure of a fresh token; forgets one that was refused. Resolves with whether another try makes sense. */
  ready(signal: AbortSignal): Promise<void>;
  renew(): boolean;
  /** requests for tokens so far */
  readonly calls: number;
}

export function signInWith(
  credential: Credential,
  common: { readonly system: SourceName; readonly ca?: string },
  http: HttpFactory,
  clock: Clock,
): SignIn {
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
  header: async () => header,
  ready: async () => {},
  renew: () => false,
});

type Client = Extract<Credential, { kind: 'client' }>;

/** An access token by client credentials (RFC 6749 §4.4), at an origin of its own: only that one sees the secret. */
function renewed(
  client: Client,
  { system, ca }: { readonly system: SourceName; readonly ca?: string },
  http: HttpFactory,
  clock: Clock,
): SignIn {
  const { origin, pathname, search } = new URL(client.tokenUrl);
  // both are encoded before they are put together (RFC 6749 §2.3.1)
  const basic = base64(encodeURIComponent(client.clientId), new Secret(encodeURIComponent(client.clientSecret.open())));
  const secrets = [client.clientSecret, basic];
  const header: Record<string, string> = client.clientAuth === 'header' ? { authorization: `Basic ${basic.open()}` } : {};
  const endpoint = http({ system, secrets, baseUrl: origin, authorize: async () => header, ...(ca === undefined ? {} : { ca }) });
  const tokens = new Tokens(signal => fetchToken(endpoint, `${pathname}${search}`, client, signal), clock.now);
  let last: Token | undefined;

  const ready = async (signal: AbortSignal) => {
    last = await tokens.ready(signal);
  };
  return {
    secrets,
    get calls() {
      return endpoint.calls;
    },
    ready,
    async header() {
      const { secret } = await tokens.ready(never);
      return `Bearer ${secret.open()}`;
    },
    renew() {
      if (last !== undefined) tokens.drop(last);
      return true;
    },
  };
}

/** The token is fresh by then: `ready` made sure of that, with a signal of its own. */
const { signal: never } = new AbortController();

/** `expires_in` is in seconds, and only recommended (RFC 6749 §5.1). */
const TokenReply = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().gt(0).default(3600) });

async function fetchToken(http: Http, path: string, client: Client, signal: AbortSignal): Promise<Token> {
  const { clientId, clientSecret, clientAuth, scope } = client;
  const form = {
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
    ...(clientAuth === 'body' ? { client_id: clientId, client_secret: clientSecret.open() } : {}),
  };
  const ask = { method: 'POST', path, form, signal, idempotent: true, expect: [400, 401, 403] } as const;
  const { status, body, url } = await http.request(ask);
  if (status === 400 || status === 401 || status === 403)
    throw new AccessDenied(
      `${new URL(url).host} gives the client ${clientId} no access token (${status})`,
      'Check `clientId`, `clientSecret` and `scope`. The client must have the grant type client credentials; some servers want `clientAuth: body`.',
    );
  const { data } = TokenReply.safeParse(body);
  if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
  throw new UnexpectedReply(
    'The answer to the token request holds no access token',
    'Check `tokenUrl`, and any proxy in between.',
  );
}
