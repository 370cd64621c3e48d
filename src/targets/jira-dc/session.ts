import type { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { ExistingAccount } from '../../model/change.js';
import type { AccountId, TargetName } from '../../model/ids.js';
import type { Inspect } from '../seraph.js';
import { authorization } from '../settings.js';
import { isDone, understood } from '../understood.js';
import { inspector, RENEW } from './inspect.js';
import { explain } from './refusal.js';
import type { JiraSettings } from './settings.js';

/** How many requests are under way at once. */
export const CONCURRENCY = 4;

/** Everything that the parts of this target share: the client, the settings, and what a run renamed. */
export interface Session {
  readonly name: TargetName;
  readonly settings: JiraSettings;
  readonly http: Http;
  readonly inspect: Inspect;
  /** usernames that changed since the plan was made: a membership is written by username */
  readonly renamed: Map<AccountId, string>;
  /** what the last read showed */
  shown: Shown;
}

/** Whether whoever is missing from the last read is known not to be there (C1). `accounts`: whom it showed, and whom we made since. */
type Shown =
  | { readonly kind: 'notRead' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'unproved'; readonly accounts: Set<AccountId> };

export const api = (path: string) => `rest/api/2/${path}`;

export function openSession(name: TargetName, settings: JiraSettings, factory: HttpFactory): Session {
  const { url, token, password, ca, rate } = settings;
  const inspect = inspector(name, token === undefined ? 'password' : 'token');
  const http = factory({
    system: name,
    baseUrl: url,
    authorize: async () => ({ authorization: authorization(settings) }),
    inspect,
    concurrency: CONCURRENCY,
    bucket: () => 'all', // Jira has one token bucket per user, whatever the path (sheet §7)
    secrets: [token, password].filter(secret => secret !== undefined),
    ...(ca === undefined ? {} : { ca }),
    ...(rate.share === undefined ? {} : { share: rate.share }),
  });
  return { name, settings, http, inspect, renamed: new Map(), shown: { kind: 'notRead' } };
}

export const usernameOf = (session: Session, account: ExistingAccount) => session.renamed.get(account.id) ?? account.username;

type Query = NonNullable<HttpRequest['query']>;

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
  session.inspect(reply); // a refused login speaks in a header, whatever its status
  if (expect.includes(reply.status)) return reply;
  const { why, hint } = explain(reply);
  // serverInfo is open to everybody: who may not even see that was refused the login
  const isLogin = session.settings.token === undefined && (reply.status === 401 || path === 'serverInfo');
  throw new AccessDenied(`${session.name} does not let us read ${path}: ${why}`, isLogin ? RENEW.password : hint);
}

/** A GET of what must be there, checked by the schema. */
export const get = async <S extends z.ZodType>(session: Session, path: string, schema: S, query: Query, signal: AbortSignal) =>
  read(session, schema, await ask(session, path, query, [], signal));

export const read = <S extends z.ZodType>({ name }: Session, schema: S, reply: HttpReply): z.output<S> =>
  understood(name, schema, reply);

/** Answers to a write that are understood here; everything else rejects in the client. */
const UNDERSTOOD = [400, 401, 403, 404, 405, 409, 410, 412];

export interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** Without the header Jira takes some writes for a forgery of a web page (403 "XSRF check failed"). */
export async function write(
  session: Session,
  { path, ...request }: Write,
  signal: AbortSignal,
  idempotent = true,
): Promise<HttpReply> {
  const headers = { 'X-Atlassian-Token': 'no-check' };
  const reply = await session.http.request({ ...request, path: api(path), headers, expect: UNDERSTOOD, idempotent, signal });
  session.inspect(reply);
  return reply;
}

export { isDone };
