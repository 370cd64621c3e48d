import type { z } from 'zod';
import type { SyncError } from '../../errors.js';
import { bearerOf } from '../../http/bearer.js';
import { checked } from '../../http/checked.js';
import type { HttpFactory } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { connectionOf } from '../settings.js';
import { askBatch } from './batch.js';
import { type Answer, errorOf } from './errors.js';
import { ADVANCED, authorized, LOW_PRIORITY, type Question, type Session } from './session.js';
import type { EntraSettings } from './settings.js';
import { SignIn } from './sign-in.js';
import { rolesOf } from './token.js';
import { costOf, Units } from './units.js';

/** Microsoft Graph for one tenant. All of it only reads. */
export interface GraphApi {
  /** makes sure of an access token, and tells the application permissions that it names; undefined: it cannot be read */
  roles(signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** an answer of 2xx, checked by the schema; rejects with NotFound only where Graph itself says so */
  get<S extends z.ZodType>(question: Question, schema: S, signal: AbortSignal): Promise<z.output<S>>;
  /** up to 20 questions in one call; answers in their order */
  batch(questions: readonly Question[], signal: AbortSignal): Promise<readonly Answer[]>;
  /** a refusal as an error */
  errorOf(question: Question, answer: Extract<Answer, { kind: 'refused' }>): SyncError;
  /** so many users are in the tenant: the more, the more it allows */
  sawUsers(count: number): void;
  readonly name: SourceName;
  readonly pageSize: number;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** Graph names no limit of its own; more at once would only meet the limit of resource units sooner. */
const CONCURRENCY = 4;

export function connect(name: SourceName, settings: EntraSettings, http: HttpFactory, clock: Clock): GraphApi {
  const { addresses, credential, rate, pageSize } = settings;
  const secrets = [credential.kind === 'secret' ? credential.secret : credential.privateKey];
  const common = { system: name, secrets, concurrency: CONCURRENCY, ...connectionOf(settings) };
  const authority = http({ ...common, baseUrl: addresses.authority, authorize: async () => ({}) });
  const signIn = new SignIn(authority, settings);
  const tokens = new Tokens(signal => signIn.token(signal), clock.now);
  const bearer = bearerOf(tokens);
  const authorize = async () => ({ ...(await bearer()), ...LOW_PRIORITY });
  const api = http({ ...common, baseUrl: `${addresses.graph}/v1.0`, bucket: () => 'graph', authorize });
  const session: Session = { api, tokens, units: new Units(name, clock, rate.share), clock, name };

  return {
    name,
    pageSize,
    get calls() {
      return authority.calls + api.calls;
    },
    roles: async signal => rolesOf((await tokens.ready(signal)).secret.open()),
    async get(question, schema, signal) {
      const answer = await ask(session, question, signal);
      if (answer.kind === 'refused') throw errorOf(name, question.path, answer);
      return checked(answer.body, schema, name);
    },
    batch: (questions, signal) => askBatch(session, questions, signal),
    errorOf: ({ path }, answer) => errorOf(name, path, answer),
    sawUsers: count => session.units.grow(count),
  };
}

async function ask(session: Session, { path, isAdvanced }: Question, signal: AbortSignal): Promise<Answer> {
  const cost = costOf(path);
  await session.units.take(cost, signal);
  const { status, headers, body } = await authorized(session, {
    ...{ method: 'GET', path, signal, ...(isAdvanced && { headers: ADVANCED }) },
  });
  session.units.learn(cost, headers);
  return status < 300 ? { kind: 'ok', body } : { kind: 'refused', status, body };
}

/** A path with its query; names stand as they are, values encoded. */
export function pathWith(place: string, query: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? place : `${place}?${pairs.join('&')}`;
}
