import { RequestError } from 'got';
import { AccessDenied, type SyncError, Unavailable } from '../errors.js';
import type { HttpReply, HttpRequest } from './client.js';
import { type Asked, fateOf, statusError, tooOften, toSyncError } from './errors.js';
import type { HttpLimits } from './options.js';
import { type Wait, waitAsked } from './rate-limit.js';

/** An attempt that brought no usable answer. */
export type Failure =
  | { readonly kind: 'status'; readonly reply: HttpReply; readonly throttle?: Wait }
  | { readonly kind: 'brokenBody'; readonly reply: HttpReply; readonly cause: unknown }
  | { readonly kind: 'network'; readonly error: unknown };

/** `backOff`: wait as long as we think right; `wait`: as long as the system says. */
export type Next =
  | { readonly kind: 'backOff'; readonly error: SyncError }
  | { readonly kind: 'wait'; readonly ms: number; readonly error: SyncError }
  | { readonly kind: 'giveUp'; readonly error: SyncError };

const TRANSIENT = [408, 500, 502, 503, 504];

/**
 * What to do after a failure (A4). What is not idempotent is sent again only when it certainly had no effect: the connection
 * was never made, or the system says 429. Throws an error that is none of ours.
 */
export function afterFailure(failure: Failure, request: HttpRequest, asked: Asked, limits: HttpLimits, system: string): Next {
  const error = errorOf(failure, asked, system);
  if (failure.kind === 'status' && (failure.throttle !== undefined || [429, 503].includes(failure.reply.status)))
    return afterThrottle(failure, error, isIdempotent(request), system, limits);
  if (!mayRepeat(failure, isIdempotent(request))) return { kind: 'giveUp', error };
  return { kind: 'backOff', error };
}

function errorOf(failure: Failure, asked: Asked, system: string): SyncError {
  switch (failure.kind) {
    case 'status':
      return (failure.throttle === undefined ? statusError : tooOften)(failure.reply, asked, system);
    case 'brokenBody':
      return new Unavailable(
        `${system} sent an answer that breaks off (${failure.reply.status} for ${asked.method} ${new URL(asked.url).pathname})`,
        asked.method === 'GET' ? 'The next run tries again.' : 'It may have acted all the same; the next run looks.',
        { cause: failure.cause },
      );
    case 'network':
      return toSyncError(failure.error, system);
  }
}

function afterThrottle(
  { reply: { status, headers }, throttle }: Extract<Failure, { kind: 'status' }>,
  error: SyncError,
  idempotent: boolean,
  system: string,
  limits: HttpLimits,
): Next {
  const asked = throttle ?? waitAsked(headers);
  if (asked.kind === 'blocked')
    return {
      kind: 'giveUp',
      error: new AccessDenied(
        `The account of ${system} is blocked by rate limiting.`,
        `Let its administrator give this account a limit, or put it on the allow-list of rate limiting.`,
        { cause: error },
      ),
    };
  if (status >= 500 && !idempotent) return { kind: 'giveUp', error };
  if (asked.kind === 'unsaid') return { kind: 'backOff', error };
  return asked.ms > limits.maxWaitMs ? { kind: 'giveUp', error: tooFar(system, asked.ms, limits) } : { ...asked, error };
}

/** A wait that nobody would sit out. */
export const tooFar = (system: string, ms: number, limits: HttpLimits) =>
  new Unavailable(
    `${system} asks us to wait ${Math.ceil(ms / 60_000)} minutes because of its rate limit; ${Math.floor(limits.maxWaitMs / 60_000)} is the most we wait.`,
    'The next run tries again. Does another program use the same account?',
  );

const isIdempotent = ({ method, idempotent }: Pick<HttpRequest, 'method' | 'idempotent'>) => idempotent ?? method === 'GET';

function mayRepeat(failure: Failure, idempotent: boolean): boolean {
  switch (failure.kind) {
    case 'status':
      return idempotent && TRANSIENT.includes(failure.reply.status);
    case 'brokenBody':
      return idempotent;
    case 'network': {
      if (!(failure.error instanceof RequestError)) return false;
      const fate = fateOf(failure.error);
      return fate === 'neverSent' || (fate === 'lost' && idempotent);
    }
  }
}

/** Doubles each time, up to a most; half of it left to chance, so that many clients do not come back as one. */
export function backoff(failures: number, random: number, { backoffMs, maxBackoffMs }: HttpLimits): number {
  return Math.min(backoffMs * 2 ** (failures - 1), maxBackoffMs) * (0.5 + random / 2);
}
