import type { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import { bearerOf, withFreshToken } from '../../http/bearer.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import { toSyncError } from '../../http/errors.js';
import type { Clock } from '../../http/options.js';
import { Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { Quota } from '../quota.js';
import { connectionOf } from '../settings.js';
import { GOOGLE_QUOTA } from './quota.js';
import { refused, saysNotFound } from './refusal.js';
import type { GoogleSettings } from './settings.js';
import { signedIn } from './sign-in.js';

type Query = NonNullable<HttpRequest['query']>;

/** The Directory API, as the administrator sees it. Everything is a GET. */
export interface GoogleApi {
  /** makes sure of an access token */
  signIn(signal: AbortSignal): Promise<void>;
  /** an answer of 2xx, checked by the schema. Rejects with NotFound only where Google itself says 404 */
  get<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<z.output<S>>;
  /** the same; undefined where Google itself says 404 */
  find<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<z.output<S> | undefined>;
  /** rows of a page of people */
  readonly pageSize: number;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** Many at once are refused as `quotaExceeded`, in a number that Google does not tell (google.md §6, 2026-09). */
const CONCURRENCY = 8;

/** `time`: milliseconds since 1970, as what is signed says it. */
export function connect(
  name: SourceName,
  settings: GoogleSettings,
  http: HttpFactory,
  clock: Clock,
  time: () => number,
): GoogleApi {
  const { account, tokenUrl, url, rate, pageSize } = settings;
  const common = { system: name, secrets: [account.secret], concurrency: CONCURRENCY, ...connectionOf(settings) };
  const quota = new Quota(name, clock, { ...GOOGLE_QUOTA, share: rate.share });

  const signIn = http({ ...common, baseUrl: new URL(tokenUrl).origin, authorize: async () => ({}) });
  const tokens = new Tokens(signal => signedIn({ ...settings, name, http: signIn, quota, time }, signal), clock.now);
  const api = http({ ...common, baseUrl: `${new URL(url).origin}/admin/directory/v1`, authorize: bearerOf(tokens) });
  const session = { api, tokens, quota, name, settings };

  return {
    pageSize,
    get calls() {
      return signIn.calls + api.calls;
    },
    async signIn(signal) {
      await tokens.ready(signal);
    },
    async get(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal });
      if (reply.status >= 400) throw refused(reply, { ...settings, name });
      return checked(reply, schema, name);
    },
    async find(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal });
      if (saysNotFound(reply)) return undefined;
      if (reply.status >= 400) throw refused(reply, { ...settings, name });
      return checked(reply, schema, name);
    },
  };
}

function checked<S extends z.ZodType>({ body }: HttpReply, schema: S, name: SourceName): z.output<S> {
  const { data, error } = schema.safeParse(body);
  if (error !== undefined) throw toSyncError(error, name);
  return data;
}

interface Session {
  readonly api: Http;
  readonly tokens: Tokens;
  readonly quota: Quota;
  readonly name: SourceName;
}

async function authorized({ api, tokens, quota, name }: Session, request: HttpRequest): Promise<HttpReply> {
  const { signal } = request;
  const send = async () => {
    await tokens.ready(signal); // waiting for the quota may have outlasted it
    return api.request({ ...request, expect: [400, 401, 403, 404, 429] });
  };
  const reply = await withFreshToken(tokens, signal, () => quota.send(signal, send));
  if (reply.status !== 401) return reply;
  throw new AccessDenied(
    `${name} refused an access token that it had just given (401)`,
    'Is the service account still authorised, and `url` the API of the same Google? See docs/google.md.',
  );
}
