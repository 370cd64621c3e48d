import type { z } from 'zod';
import { AccessDenied, NotFound, UnexpectedReply } from '../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import { toSyncError } from '../../http/errors.js';
import type { Clock } from '../../http/options.js';
import { type Token, Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { Quota } from './quota.js';
import { ScimError, TokenReply } from './schema.js';
import { domainOf, type IdcsSettings } from './settings.js';

type Query = NonNullable<HttpRequest['query']>;

/** The REST API of one identity domain, below /admin/v1. Everything is a GET. */
export interface IdcsApi {
  /** makes sure of an access token */
  signIn(signal: AbortSignal): Promise<void>;
  /** an answer of 2xx, checked by the schema. Rejects with NotFound only where IDCS itself says 404 */
  get<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<z.output<S>>;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** Everything that the token's client may do (idcs.md §2, 2026-08). */
const SCOPE = 'urn:opc:idm:__myscopes__';

/** Most requests at once: even the smallest kind of domain takes 20 a second (idcs.md §7, 2026-08). */
const CONCURRENCY = 4;

export function connect(name: SourceName, settings: IdcsSettings, http: HttpFactory, clock: Clock): IdcsApi {
  const { clientId, clientSecret, url, ca, rate } = settings;
  const { origin } = domainOf(url);
  const basic = new Secret(Buffer.from(`${clientId}:${clientSecret.open()}`).toString('base64'));
  const common = { system: name, secrets: [clientSecret, basic], concurrency: CONCURRENCY, ...(ca === undefined ? {} : { ca }) };
  const quota = new Quota(name, clock, rate.share);

  const signIn = http({ ...common, baseUrl: origin, authorize: async () => ({ authorization: `Basic ${basic.open()}` }) });
  const tokens = new Tokens(signal => fetchToken(signIn, quota, clientId, signal), clock.now);
  const authorize = async () => ({ authorization: `Bearer ${(await tokens.ready(never)).secret.open()}` });
  const api = http({ ...common, baseUrl: `${origin}/admin/v1`, authorize });

  return {
    get calls() {
      return signIn.calls + api.calls;
    },
    async signIn(signal) {
      await tokens.ready(signal);
    },
    async get(path, query, schema, signal) {
      const reply = await authorized({ api, tokens, quota, name }, { method: 'GET', path, query, signal });
      if (reply.status === 404) throw missing(reply);
      const { data, error } = schema.safeParse(reply.body);
      if (error !== undefined) throw toSyncError(error, name);
      return data;
    },
  };
}

/** The token is fresh by then: each request makes sure of that, with a signal of its own. */
const { signal: never } = new AbortController();

interface Session {
  readonly api: Http;
  readonly tokens: Tokens;
  readonly quota: Quota;
  readonly name: SourceName;
}

/** Sends with a fresh token. One that is refused all the same is renewed, once: a domain may end tokens early. */
async function authorized({ api, tokens, quota, name }: Session, request: HttpRequest): Promise<HttpReply> {
  for (let renewed = false; ; renewed = true) {
    let token: Token | undefined;
    const reply = await quota.send(request.signal, async () => {
      token = await tokens.ready(request.signal);
      return api.request({ ...request, expect: [401, 403, 404, 429] });
    });
    if (reply.status === 403) throw forbidden(name, reply);
    if (reply.status !== 401) return reply;
    if (renewed || token === undefined) throw refused(name);
    tokens.drop(token);
  }
}

const refused = (name: SourceName) =>
  new AccessDenied(
    `${name} refused an access token that it had just given (401)`,
    'Is the application active, and `url` the identity domain that it belongs to? See docs/idcs.md.',
  );

/** What the client must have been given (idcs.md §2, 2026-08; whether less is enough is not documented). */
const ROLE = 'Add the administrator role User Administrator to the application, or Identity Domain Administrator';

const forbidden = (name: SourceName, { url }: HttpReply) =>
  new AccessDenied(`${name} does not let us read ${new URL(url).pathname} (403)`, `${ROLE}.`);

async function fetchToken(http: Http, quota: Quota, clientId: string, signal: AbortSignal): Promise<Token> {
  const form = { grant_type: 'client_credentials', scope: SCOPE };
  const ask = { method: 'POST', path: 'oauth2/v1/token', form, signal, idempotent: true, expect: [400, 401, 403, 429] } as const;
  const { status, body, url } = await quota.send(signal, () => http.request(ask));
  if (status === 400 || status === 401 || status === 403)
    throw new AccessDenied(
      `${new URL(url).host} gives the client ${clientId} no access token (${status})`,
      'Check `clientId` and `clientSecret`. The application must be confidential, active, and have the grant type Client Credentials.',
    );
  const { data } = TokenReply.safeParse(body);
  if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
  throw new UnexpectedReply('The answer to the token request holds no access token', 'Check `url`, and any proxy in between.');
}

function missing({ body, url }: HttpReply): NotFound | UnexpectedReply {
  const { pathname } = new URL(url);
  if (ScimError.safeParse(body).success) return new NotFound(`IDCS has no ${pathname}`, 'It may have been deleted meanwhile.');
  return new UnexpectedReply(
    `Something that is not the API of IDCS answered 404 for ${pathname}`,
    'Check `url`, and any proxy in between.',
  );
}
