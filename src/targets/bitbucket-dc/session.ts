import type { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { AccountId, TargetGroupId, TargetName } from '../../model/ids.js';
import type { Secret } from '../../secrets.js';
import type { Inspect } from '../seraph.js';
import { authorization } from '../settings.js';
import { isDone, understood } from '../understood.js';
import { inspector } from './inspect.js';
import { explain } from './refusal.js';
import type { BitbucketSettings } from './settings.js';

/** How many requests are under way at once. */
export const CONCURRENCY = 4;

/** Everything that the parts of this target share: the client, the settings, and what a run did. */
export interface Session {
  readonly name: TargetName;
  readonly settings: BitbucketSettings;
  readonly http: Http;
  readonly inspect: Inspect;
  /** usernames that changed since the plan was made: everything is written by username */
  readonly renamed: Map<AccountId, string>;
  /** groups that we made since the last read, and whom we put into them: nobody need ask who is in those */
  readonly made: Map<TargetGroupId, Set<AccountId>>;
}

export const api = (path: string) => `rest/api/latest/${path}`;

export function openSession(name: TargetName, settings: BitbucketSettings, factory: HttpFactory): Session {
  const { url, token, password, ca, rate } = settings;
  const inspect = inspector(name, token === undefined ? 'password' : 'token');
  const http = factory({
    system: name,
    baseUrl: url,
    authorize: async () => ({ authorization: authorization(settings) }),
    inspect,
    concurrency: CONCURRENCY,
    bucket: () => 'all', // one token bucket per user, whatever the path (bitbucket-dc sheet §6, November 2026)
    secrets: [token, password].filter(secret => secret !== undefined),
    ...(ca === undefined ? {} : { ca }),
    ...(rate.share === undefined ? {} : { share: rate.share }),
  });
  return { name, settings, http, inspect, renamed: new Map(), made: new Map() };
}

export const usernameOf = (session: Session, { id, username }: { readonly id: AccountId; readonly username: string }) =>
  session.renamed.get(id) ?? username;

export type Query = NonNullable<HttpRequest['query']>;

/** A GET, and which refusals of it the caller understands. */
export async function ask(
  session: Session,
  path: string,
  query: Query,
  expect: readonly number[],
  signal: AbortSignal,
): Promise<HttpReply> {
  const reply = await session.http.request({ method: 'GET', path: api(path), query, expect: [...expect, 401, 403], signal });
  if (isDone(reply)) return reply;
  session.inspect(reply);
  if (expect.includes(reply.status)) return reply;
  const { why, hint } = explain(reply);
  throw new AccessDenied(`${session.name} does not let us read ${path}: ${why}`, hint);
}

/** A GET of what must be there, checked by the schema. */
export const get = async <S extends z.ZodType>(session: Session, path: string, schema: S, query: Query, signal: AbortSignal) =>
  read(session, schema, await ask(session, path, query, [], signal));

export const read = <S extends z.ZodType>({ name }: Session, schema: S, reply: HttpReply): z.output<S> =>
  understood(name, schema, reply);

/** Answers to a write that are understood here; everything else rejects in the client. */
const UNDERSTOOD = [400, 401, 403, 404, 405, 409, 410, 412, 415];

export interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | boolean>>;
  readonly json?: unknown;
  /** what of it no log and no error may show */
  readonly secrets?: readonly Secret[];
}

/** Both headers stand on every write, also where it has no body (bitbucket-dc sheet §1, November 2026). */
const HEADERS = { 'X-Atlassian-Token': 'no-check', 'Content-Type': 'application/json' };

export async function write(
  session: Session,
  { path, ...request }: Write,
  signal: AbortSignal,
  idempotent = true,
): Promise<HttpReply> {
  const reply = await session.http.request({
    ...request,
    ...{ path: api(path), headers: HEADERS, expect: UNDERSTOOD, idempotent, signal },
  });
  session.inspect(reply);
  return reply;
}

export { isDone };
