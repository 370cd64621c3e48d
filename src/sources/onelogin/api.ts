import type { z } from 'zod';
import { AccessDenied, NotFound, UnexpectedReply } from '../../errors.js';
import { bearerOf, fetchToken } from '../../http/bearer.js';
import { checked } from '../../http/checked.js';
import type { HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { isWebPage } from '../../http/outcome.js';
import { Tokens } from '../../http/tokens.js';
import { vendorMessage } from '../../http/vendor-message.js';
import type { SourceName } from '../../model/ids.js';
import { Quota } from '../quota.js';
import { connectionOf } from '../settings.js';
import { type Metered, sendMetered, withinQuota } from '../within-quota.js';
import { OneLoginError } from './schema.js';
import { accountOf, type OneLoginSettings } from './settings.js';
import { signInWith, tokenAsk, unwrapped } from './sign-in.js';

type Query = NonNullable<HttpRequest['query']>;

/** An answer, and the headers that it is paged by. */
export interface Answer<T> {
  readonly value: T;
  readonly headers: HttpReply['headers'];
}

/** The APIs of one account. Everything is a GET. */
export interface OneLoginApi {
  /** makes sure of an access token */
  signIn(signal: AbortSignal): Promise<void>;
  /** an answer of 2xx, checked by the schema. Rejects with NotFound only where OneLogin itself says 404 */
  get<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<Answer<z.output<S>>>;
  readonly pageSize: number;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** OneLogin names no limit of requests at once; this is our own. */
const CONCURRENCY = 4;

/**
 * 5,000 calls an hour for the whole account (onelogin.md §6, 2026-11; of the second API, whose answers tell no rate, nothing is said).
 * Half of them at once and half evenly spread are never more than that in any hour.
 */
const HOURLY = {
  ...{ burst: 2500, perMinute: 2500 / 60 },
  hint: 'The next run tries again. Does another program use up the calls of this OneLogin account? Else lower `rate.share`.',
};

export function connect(name: SourceName, settings: OneLoginSettings, http: HttpFactory, clock: Clock): OneLoginApi {
  const { clientSecret, url, rate, pageSize } = settings;
  const { origin: baseUrl } = accountOf(url);
  const bucket = () => 'account'; // one quota over all calls and tokens
  const common = { system: name, baseUrl, secrets: [clientSecret], bucket, concurrency: CONCURRENCY, ...connectionOf(settings) };

  const quota = new Quota(name, clock, { ...HOURLY, share: rate.share });
  const signIn = http({ ...common, authorize: signInWith(settings) });
  const within = withinQuota(signIn, quota);
  const endpoint = { request: async (ask: HttpRequest) => unwrapped(await within.request(ask)) };
  const tokens = new Tokens(signal => fetchToken(endpoint, tokenAsk(settings), signal), clock.now);
  const session = { api: http({ ...common, authorize: bearerOf(tokens) }), tokens, quota, name };

  return {
    pageSize,
    get calls() {
      return signIn.calls + session.api.calls;
    },
    async signIn(signal) {
      await tokens.ready(signal);
    },
    async get(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal });
      if (reply.status === 404) throw missing(reply);
      return { value: checked(reply.body, schema, name), headers: reply.headers };
    },
  };
}

interface Session extends Metered {
  readonly name: SourceName;
}

/** A token that ended early is renewed, once (gotcha 7). */
async function authorized(session: Session, request: HttpRequest): Promise<HttpReply> {
  const reply = await sendMetered(session, { ...request, expect: [401, 403, 404] });
  if (reply.status === 401 || reply.status === 403) throw isWebPage(reply) ? notOneLogin(reply) : refused(session.name, reply);
  return reply;
}

/** Whether a scope that is missing is a 401 or a 403 is not documented (onelogin.md §2, 2026-11). */
function refused(name: SourceName, { status, url, body, headers }: HttpReply): AccessDenied {
  const { pathname, searchParams } = new URL(url);
  const said = vendorMessage(body, headers);
  const isOfApp = searchParams.has('app_id');
  return new AccessDenied(
    `${name} does not let us read ${pathname}${isOfApp ? ' of an app' : ''} (${status}${said && `: ${said}`})`,
    `The API credential needs the scope ${isOfApp ? 'Read All, since `app` is given' : 'Read Users'}: in OneLogin, Developers > API Credentials.`,
  );
}

function missing(reply: HttpReply): NotFound | UnexpectedReply {
  const { body, url } = reply;
  if (OneLoginError.safeParse(body).data?.code === 404)
    return new NotFound(`OneLogin has no ${new URL(url).pathname}`, 'It may have been deleted meanwhile.');
  return notOneLogin(reply);
}

const notOneLogin = ({ status, url }: HttpReply) =>
  new UnexpectedReply(
    `Something that is not the API of OneLogin answered ${status} for ${new URL(url).pathname}`,
    'Check `url`, and any proxy in between.',
  );
