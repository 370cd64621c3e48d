import { withFreshToken } from '../../http/bearer.js';
import type { Http, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import type { Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { tokenRefused } from './errors.js';
import { GraphError } from './schema.js';
import type { Units } from './units.js';

/** One question: a path below /v1.0 with its query, or a link as Graph gave it. */
export interface Question {
  readonly path: string;
  /** casts and counts of directory objects want a header, on every page (entra.md §1 and §2, 2026-11) */
  readonly isAdvanced?: boolean;
}

/** The first to be dropped when there is too much to do: nobody waits for us (entra.md §6, 2026-11). */
export const LOW_PRIORITY = { 'x-ms-throttle-priority': 'low' } as const;

export interface Session {
  readonly api: Http;
  readonly tokens: Tokens;
  readonly units: Units;
  readonly clock: Clock;
  readonly name: SourceName;
}

/** Header of an advanced query; next pages want it too (entra.md §1, 2026-11). */
export const ADVANCED = { ConsistencyLevel: 'eventual' } as const;

/** Sends with a fresh token. One that is refused all the same is renewed, once. What Graph understood and refused is an answer. */
export async function authorized({ api, tokens, name }: Session, request: HttpRequest): Promise<HttpReply> {
  const send = () => api.request({ ...request, expect: [400, 401, 403, 404] });
  const reply = await withFreshToken(tokens, request.signal, send);
  if (reply.status === 401) throw tokenRefused(name, `(401${saidIn(reply.body)})`);
  return reply;
}

function saidIn(body: unknown): string {
  const { data } = GraphError.safeParse(body);
  return data === undefined ? '' : `: ${data.code}`;
}
