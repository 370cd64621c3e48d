import type { z } from 'zod';
import { AccessDenied, NotFound } from '../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { ExistingAccount } from '../../model/change.js';
import type { AccountId, TargetName } from '../../model/ids.js';
import { authorization } from '../settings.js';
import { isDone, understood } from '../understood.js';
import { type Inspector, inspector } from './inspect.js';
import { explain, isMissingObject } from './refusal.js';
import type { CrowdSettings } from './settings.js';

/** How many requests are under way at once. */
export const CONCURRENCY = 4;

/** Everything that the parts of this target share. */
export interface Session {
  readonly name: TargetName;
  readonly settings: CrowdSettings;
  readonly http: Http;
  readonly inspector: Inspector;
  /** usernames that changed since the plan was made: everything is written by username */
  readonly renamed: Map<AccountId, string>;
}

export const api = (path: string) => `rest/usermanagement/1/${path}`;

export function openSession(name: TargetName, settings: CrowdSettings, factory: HttpFactory): Session {
  const { url, application, password, ca, rate } = settings;
  const looks = inspector(name);
  const http = factory({
    system: name,
    baseUrl: url,
    authorize: async () => ({ authorization: authorization({ username: application, password }) }),
    inspect: looks.inspect,
    concurrency: CONCURRENCY,
    bucket: () => 'all', // one token bucket per application, as in the other products (crowd sheet §6)
    secrets: [password],
    ...(ca === undefined ? {} : { ca }),
    ...(rate.share === undefined ? {} : { share: rate.share }),
  });
  return { name, settings, http, inspector: looks, renamed: new Map() };
}

export const usernameOf = (session: Session, account: ExistingAccount) => session.renamed.get(account.id) ?? account.username;

type Query = NonNullable<HttpRequest['query']>;

export interface Question {
  readonly path: string;
  readonly query?: Query;
  /** a search with a body; a GET without one */
  readonly json?: unknown;
  readonly accept?: string;
  /** refusals that the caller understands */
  readonly expect?: readonly number[];
  /** times as long as any other question */
  readonly patience?: number;
}

/** A question that changes nothing. */
export async function ask(
  session: Session,
  { path, query, json, accept = 'application/json', expect = [], ...patience }: Question,
  signal: AbortSignal,
): Promise<HttpReply> {
  const reply = await session.http.request({
    method: json === undefined ? 'GET' : 'POST',
    path: api(path),
    headers: { accept, 'X-Atlassian-Token': 'no-check' },
    ...(query !== undefined && { query }),
    ...(json !== undefined && { json }),
    ...patience,
    expect: [...expect, 401, 403, 404],
    idempotent: true,
    signal,
  });
  if (isDone(reply) || expect.includes(reply.status)) return reply;
  if (reply.status === 404) throw notFound(session, path, reply);
  const { why, hint } = explain(reply, session);
  const what = reply.status === 401 ? 'does not let us in' : `does not let us read ${path}`;
  throw new AccessDenied(`${session.name} ${what}: ${why}`, hint);
}

/** A question whose answer must be there, checked by the schema. */
export const get = async <S extends z.ZodType>(session: Session, schema: S, question: Question, signal: AbortSignal) =>
  read(session, schema, await ask(session, question, signal));

/** The same, of an object that may not be there (undefined). Throws NotFound where there is no such endpoint. */
export async function getIfThere<S extends z.ZodType>(session: Session, schema: S, question: Question, signal: AbortSignal) {
  const reply = await ask(session, { ...question, expect: [404] }, signal);
  if (isMissingObject(reply)) return undefined;
  if (reply.status === 404) throw notFound(session, question.path, reply);
  return read(session, schema, reply);
}

const read = <S extends z.ZodType>({ name }: Session, schema: S, reply: HttpReply): z.output<S> =>
  understood(name, schema, reply, 'Is this the `url` of a Crowd, or of a Jira that acts as one?');

function notFound(session: Session, path: string, reply: HttpReply): NotFound {
  const { why, hint } = explain(reply, session);
  return new NotFound(`${session.name} has no ${path} at ${session.settings.url}: ${why}`, hint);
}

/** Answers to a write that are understood here; everything else rejects in the client. */
const UNDERSTOOD = [400, 401, 403, 404, 405, 409, 410, 412, 415];

export interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export const write = (
  session: Session,
  { path, ...request }: Write,
  signal: AbortSignal,
  idempotent = true,
): Promise<HttpReply> =>
  session.http.request({
    ...request,
    path: api(path),
    headers: { 'X-Atlassian-Token': 'no-check' },
    expect: UNDERSTOOD,
    idempotent,
    signal,
  });

export { isDone };
