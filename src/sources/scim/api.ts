import type { z } from 'zod';
import { AccessDenied, NotFound, Refused, UnexpectedReply } from '../../errors.js';
import { checked } from '../../http/checked.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { connectionOf } from '../settings.js';
import { spelled } from './names.js';
import { ScimError } from './schema.js';
import { type ScimSettings, serviceOf } from './settings.js';
import { type SignIn, signInWith } from './sign-in.js';

type Query = NonNullable<HttpRequest['query']>;

/** A SCIM service, below its base address. Everything is a GET. */
export interface ScimApi {
  /** how it is called in the config */
  readonly name: SourceName;
  readonly baseUrl: string;
  /** makes sure of an access token, where one is needed */
  signIn(signal: AbortSignal): Promise<void>;
  /** an answer of 2xx, checked by the schema; names are spelled as in the standard. Rejects with NotFound only where SCIM itself says 404 */
  get<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<z.output<S>>;
  /** the same of what a server need not have (RFC 7644 §4): undefined where it says that it has none, or not for us */
  getIfThere<S extends z.ZodType>(path: string, schema: S, signal: AbortSignal): Promise<z.output<S> | undefined>;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** No server says how much it bears. */
const CONCURRENCY = 4;

export function connect(name: SourceName, settings: ScimSettings, http: HttpFactory, clock: Clock): ScimApi {
  const { baseUrl } = serviceOf(settings.url);
  const connection = connectionOf(settings);
  const signIn = signInWith(settings.credential, { system: name, ...connection }, http, clock);
  const api = http({
    ...{ system: name, baseUrl, concurrency: CONCURRENCY, secrets: signIn.secrets, ...connection },
    bucket: () => 'scim', // whatever says 429 means all of us: SCIM knows no quotas of single paths
    authorize: async () => ({ ...(await signIn.headers()), accept: 'application/scim+json, application/json;q=0.9' }),
  });
  const session = { name, api, signIn };

  return {
    name,
    baseUrl,
    get calls() {
      return signIn.calls + api.calls;
    },
    signIn: signal => signIn.ready(signal),
    async get(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal, expect: [401, 404, 501] });
      if (reply.status === 404) throw missing(name, path, reply);
      if (reply.status === 501) throw notBuilt(name, reply);
      return checked(spelled(reply.body), schema, name);
    },
    async getIfThere(path, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, signal, expect: [400, 401, 403, 404, 405, 501] });
      return reply.status < 300 ? schema.safeParse(spelled(reply.body)).data : undefined;
    },
  };
}

interface Session {
  readonly name: SourceName;
  readonly api: Http;
  readonly signIn: SignIn;
}

async function authorized({ name, api, signIn }: Session, request: HttpRequest): Promise<HttpReply> {
  const reply = await signIn.send(request.signal, () => api.request(request));
  if (reply.status === 401) throw refused(name, reply);
  return reply;
}

const refused = (name: SourceName, { url }: HttpReply) =>
  new AccessDenied(
    `${name} refused our credentials (401 for GET ${new URL(url).pathname})`,
    `Renew the token or password of "${name}". Is \`url\` the service that it is for? See docs/scim.md.`,
  );

/** What the server has not built, trying again does not bring (RFC 7644 §3.12). */
const notBuilt = (name: SourceName, { status, body, url }: HttpReply) =>
  new Refused(
    `${name} has not built this (501 for GET ${new URL(url).pathname})`,
    'See `paging`, `pageSize` and `deviations` in docs/scim.md.',
    { status, body },
  );

/** A 404 says that somebody is gone, and may end an account: only one in SCIM's own words is believed (scim.md §6, 2026-08). */
function missing(name: SourceName, path: string, { body, url }: HttpReply): NotFound | UnexpectedReply {
  const { pathname } = new URL(url);
  if (ScimError.safeParse(spelled(body)).success)
    return new NotFound(
      `${name} has no ${pathname}`,
      path.includes('/') ? 'It may have been deleted meanwhile.' : `Check the url of "${name}": it ends where /Users begins.`,
    );
  return new UnexpectedReply(
    `Something that is not a SCIM service answered 404 for ${pathname}`,
    `Check the url of "${name}": it ends where /Users begins. And check any proxy in between.`,
  );
}
