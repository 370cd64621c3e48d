import type { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import { bearerOf } from '../../http/bearer.js';
import { checked } from '../../http/checked.js';
import type { HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { Quota } from '../quota.js';
import { connectionOf } from '../settings.js';
import { type Metered, sendMetered } from '../within-quota.js';
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
      return checked(reply.body, schema, name);
    },
    async find(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal });
      if (saysNotFound(reply)) return undefined;
      if (reply.status >= 400) throw refused(reply, { ...settings, name });
      return checked(reply.body, schema, name);
    },
  };
}

interface Session extends Metered {
  readonly name: SourceName;
}

async function authorized(session: Session, request: HttpRequest): Promise<HttpReply> {
  const reply = await sendMetered(session, { ...request, expect: [400, 401, 403, 404] });
  if (reply.status !== 401) return reply;
  throw new AccessDenied(
    `${session.name} refused an access token that it had just given (401)`,
    'Is the service account still authorised, and `url` the API of the same Google? See docs/google.md.',
  );
}
