import type { z } from 'zod';
import { AccessDenied, NotFound, UnexpectedReply } from '../../errors.js';
import { bearerOf, fetchToken, type TokenAsk } from '../../http/bearer.js';
import { checked } from '../../http/checked.js';
import type { HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { Quota } from '../quota.js';
import { connectionOf } from '../settings.js';
import { type Metered, sendMetered, withinQuota } from '../within-quota.js';
import { ScimError } from './schema.js';
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

/** What the smallest kind of domain allows for everything together: 20 calls a second, 150 a minute (idcs.md §7, 2026-08). */
const SMALLEST = {
  ...{ burst: 20, perMinute: 150 },
  hint: 'The next run tries again. Does another program use up the calls of this identity domain? Else lower `rate.share`.',
};

/** Most requests at once: even the smallest kind of domain takes 20 a second (idcs.md §7, 2026-08). */
const CONCURRENCY = 4;

export function connect(name: SourceName, settings: IdcsSettings, http: HttpFactory, clock: Clock): IdcsApi {
  const { clientId, clientSecret, url, rate } = settings;
  const { origin } = domainOf(url);
  const basic = new Secret(Buffer.from(`${clientId}:${clientSecret.open()}`).toString('base64'));
  const common = { system: name, secrets: [clientSecret, basic], concurrency: CONCURRENCY, ...connectionOf(settings) };
  const quota = new Quota(name, clock, { ...SMALLEST, share: rate.share });

  const signIn = http({ ...common, baseUrl: origin, authorize: async () => ({ authorization: `Basic ${basic.open()}` }) });
  const endpoint = withinQuota(signIn, quota);
  const tokens = new Tokens(signal => fetchToken(endpoint, tokenAsk(clientId), signal), clock.now);
  const api = http({ ...common, baseUrl: `${origin}/admin/v1`, authorize: bearerOf(tokens) });

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
      return checked(reply.body, schema, name);
    },
  };
}

interface Session extends Metered {
  readonly name: SourceName;
}

async function authorized(session: Session, request: HttpRequest): Promise<HttpReply> {
  const reply = await sendMetered(session, { ...request, expect: [401, 403, 404] });
  if (reply.status === 403) throw forbidden(session.name, reply);
  if (reply.status === 401) throw refused(session.name);
  return reply;
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

const tokenAsk = (clientId: string): TokenAsk => ({
  path: 'oauth2/v1/token',
  form: { grant_type: 'client_credentials', scope: SCOPE },
  refused: ({ status, url }) =>
    new AccessDenied(
      `${new URL(url).host} gives the client ${clientId} no access token (${status})`,
      'Check `clientId` and `clientSecret`. The application must be confidential, active, and have the grant type Client Credentials.',
    ),
  hint: 'Check `url`, and any proxy in between.',
});

function missing({ body, url }: HttpReply): NotFound | UnexpectedReply {
  const { pathname } = new URL(url);
  if (ScimError.safeParse(body).success) return new NotFound(`IDCS has no ${pathname}`, 'It may have been deleted meanwhile.');
  return new UnexpectedReply(
    `Something that is not the API of IDCS answered 404 for ${pathname}`,
    'Check `url`, and any proxy in between.',
  );
}
