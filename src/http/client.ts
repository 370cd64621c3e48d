import type { z } from 'zod';
import type { Secret } from '../secrets.js';
import type { Wait } from './rate-limit.js';

/** One request below the client's base URL. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** relative to the base URL, without a leading slash; or an absolute URL of the same origin (a `next` link) */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly json?: unknown;
  /** sent as a form instead of JSON (token endpoints); the fields are never logged */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** may be sent again after an answer that never came; default: true for GET, false otherwise */
  readonly idempotent?: boolean;
  /** what of this request no log and no error may show, e.g. a password in the query */
  readonly secrets?: readonly Secret[];
  /** an answer that is known to take long is waited for so many times as long as any other */
  readonly patience?: number;
  /** statuses besides 2xx that the caller understands: they resolve instead of rejecting */
  readonly expect?: readonly number[];
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** parsed JSON; undefined for an empty body; a string for a body that says it is not JSON */
  readonly body: unknown;
  readonly url: string;
}

/** What is about to be sent: all that a signature may cover. */
export interface Attempt extends Pick<HttpRequest, 'method' | 'headers' | 'json'> {
  readonly url: string;
}

export interface HttpOptions {
  /** how the system is called in messages, e.g. `okta` or `jira` (its name in the config) */
  readonly system: string;
  readonly baseUrl: string;
  /** other origins that mean this system too (Okta's `-admin` host): links to them are asked at `baseUrl`'s origin */
  readonly alsoOrigin?: readonly string[];
  /** headers of each attempt, made anew for it: credentials live here and only go to this origin */
  readonly authorize: (attempt: Attempt) => Promise<Readonly<Record<string, string>>>;
  /** path of a file with extra CA certificates (PEM) */
  readonly ca?: string;
  /** most requests in flight at once */
  readonly concurrency?: number;
  /** share of the vendor's quota to stay under (R4) */
  readonly share?: number;
  /** which of the vendor's quotas a path below the base URL counts against; default: its first three segments */
  readonly bucket?: (path: string) => string;
  /** calls a second that the vendor allows, where only its documents say so: the share of them is kept to from the first call on */
  readonly perSecond?: number;
  /** whether an answer other than 429 and 503 only says that we are too fast (AWS: 400), and for how long; undefined: it says no such thing */
  readonly throttled?: (reply: HttpReply) => Wait | undefined;
  /** a look at each answer before anything else: throw a SyncError when a 200 is not what it seems */
  readonly inspect?: (reply: HttpReply) => void;
  readonly secrets?: readonly Secret[];
}

/** A client of one system: one origin, paced, with time-outs and safe retries; failures come as SyncErrors. */
export interface Http {
  request(request: HttpRequest): Promise<HttpReply>;
  /** GET, 2xx, JSON, checked by the schema */
  get<S extends z.ZodType>(
    path: string,
    schema: S,
    options: Pick<HttpRequest, 'query' | 'signal' | 'headers'>,
  ): Promise<z.output<S>>;
  /** how many requests were sent so far, retries included */
  readonly calls: number;
  /** writes that were answered as done so far */
  readonly written: number;
}

export type HttpFactory = (options: HttpOptions) => Http;
