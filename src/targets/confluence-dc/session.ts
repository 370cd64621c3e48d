import type { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { AccountId, TargetGroupId, TargetName } from '../../model/ids.js';
import { type Inspect, seraphInspector } from '../seraph.js';
import { authorization } from '../settings.js';
import { isDone, understood } from '../understood.js';
import { explain } from './refusal.js';
import type { ConfluenceSettings } from './settings.js';

/** How many requests are under way at once. */
export const CONCURRENCY = 4;

/** Everything that the parts of this target share: the client, the settings, and what is known since the last read. */
export interface Session {
  readonly name: TargetName;
  readonly settings: ConfluenceSettings;
  readonly http: Http;
  readonly inspect: Inspect;
  readonly known: Known;
}

/** What a run has seen and done so far. Confluence answers a write with 204 also where it was so already. */
export interface Known {
  /** undefined: not asked yet */
  version: string | undefined;
  /** who is in which group, of those read whole or made since */
  readonly members: Map<TargetGroupId, Set<AccountId>>;
  /** e-mail addresses that are shown: an update must send one, changed or not */
  emails: ReadonlyMap<AccountId, string>;
  /** whether groups are nested in a group */
  readonly nesting: Map<TargetGroupId, boolean>;
  /** accounts that we made since this target was opened, by username */
  readonly made: Map<string, AccountId>;
  /** the server in front refused a name that stands in no address: it would refuse the others too */
  refusesNames: boolean;
  /** why no account can be made for now: the licence was full */
  licenceFull: string | undefined;
}

const nothing = (): Known => ({
  version: undefined,
  members: new Map(),
  emails: new Map(),
  nesting: new Map(),
  made: new Map(),
  licenceFull: undefined,
  refusesNames: false,
});

export const api = (path: string) => `rest/api/${path}`;

const RENEW = {
  token: 'Renew the token of this target; a forced expiry may have ended it.',
  password:
    'Look at `username` and `password`; an administrator may have blocked Basic authentication: better give a token (`token`).',
};

export function openSession(name: TargetName, settings: ConfluenceSettings, factory: HttpFactory): Session {
  const { url, token, password, ca, rate } = settings;
  const renew = RENEW[token === undefined ? 'password' : 'token'];
  const refused = () => new AccessDenied(`${name} does not accept our credentials: wrong, expired or revoked`, renew);
  const inspect = seraphInspector(name, refused, renew);
  const http = factory({
    system: name,
    baseUrl: url,
    authorize: async () => ({ authorization: authorization(settings) }),
    inspect,
    concurrency: CONCURRENCY,
    bucket: () => 'all', // one token bucket per user and node, whatever the path (sheet §6)
    secrets: [token, password].filter(secret => secret !== undefined),
    ...(ca === undefined ? {} : { ca }),
    ...(rate.share === undefined ? {} : { share: rate.share }),
  });
  return { name, settings, http, inspect, known: nothing() };
}

/** A read begins: of the product nothing is known any more. */
export function forget({ known }: Session): void {
  Object.assign(known, { emails: new Map(), licenceFull: undefined, refusesNames: false });
  for (const map of [known.members, known.nesting]) map.clear();
}

export type Query = NonNullable<HttpRequest['query']>;

/** A GET below the base URL, and which refusals of it the caller understands. */
export async function ask(
  session: Session,
  path: string,
  query: Query,
  expect: readonly number[],
  signal: AbortSignal,
): Promise<HttpReply> {
  const reply = await session.http.request({ method: 'GET', path, query, expect: [...expect, 401, 403], signal });
  if (isDone(reply)) return reply;
  session.inspect(reply); // a refused login speaks in a header, whatever its status
  if (expect.includes(reply.status)) return reply;
  const { why, hint } = explain(reply);
  const isLogin = reply.status === 401 && session.settings.token === undefined;
  throw new AccessDenied(`${session.name} does not let us read ${path}: ${why}`, isLogin ? RENEW.password : hint);
}

/** A GET of what must be there, checked by the schema. */
export const get = async <S extends z.ZodType>(session: Session, path: string, schema: S, query: Query, signal: AbortSignal) =>
  read(session, schema, await ask(session, path, query, [], signal));

export const read = <S extends z.ZodType>({ name }: Session, schema: S, reply: HttpReply): z.output<S> =>
  understood(name, schema, reply);

/** Answers to a write that are understood here; everything else rejects in the client. */
const UNDERSTOOD = [400, 401, 402, 403, 404, 405, 409, 410, 412];

export interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** below rest/api */
  readonly path: string;
  readonly json?: unknown;
}

/** Without the header Confluence takes bodyless writes for a forgery of a web page (sheet §1). */
export async function write(
  session: Session,
  { path, ...rest }: Write,
  signal: AbortSignal,
  idempotent = true,
): Promise<HttpReply> {
  const headers = { 'X-Atlassian-Token': 'no-check' };
  const reply = await session.http.request({ ...rest, path: api(path), headers, expect: UNDERSTOOD, idempotent, signal });
  session.inspect(reply);
  return reply;
}

export { isDone };
