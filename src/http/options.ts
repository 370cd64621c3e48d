import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Secret } from '../secrets.js';

/** Times are in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** for the name look-up, the connection and the TLS handshake, each */
  readonly connectMs: number;
  /** from the end of the request to the first byte of the answer */
  readonly responseMs: number;
  /** for one attempt as a whole */
  readonly requestMs: number;
  /** how often a request is tried when it fails, the first time included */
  readonly maxAttempts: number;
  /** how often one request waits because the system says it is too fast */
  readonly maxRateWaits: number;
  /** the longest wait that a system may ask for */
  readonly maxWaitMs: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** the largest answer, after decompression */
  readonly maxBytes: number;
}

const MINUTE = 60_000;

export const DEFAULT_LIMITS: HttpLimits = {
  connectMs: 10_000,
  responseMs: MINUTE,
  requestMs: 5 * MINUTE,
  maxAttempts: 4,
  maxRateWaits: 10,
  maxWaitMs: 10 * MINUTE,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  maxBytes: 256 * 1024 * 1024,
};

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** milliseconds of a clock that is never set */
  now(): number;
  /** rejects when the signal aborts */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** at least 0, below 1 */
  random(): number;
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
  random: Math.random,
};

/** What happened on the wire; every text is free of secrets. */
export type HttpEvent =
  | {
      readonly kind: 'sent';
      readonly system: string;
      readonly method: string;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'lost';
      readonly system: string;
      readonly method: string;
      readonly url: string;
      readonly error: string;
      readonly ms: number;
    }
  | { readonly kind: 'waiting'; readonly system: string; readonly reason: string; readonly ms: number };

/** What all clients of a process share. */
export interface HttpCommon {
  readonly toolVersion: string;
  /** the values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY */
  readonly proxy?: { readonly http?: string | undefined; readonly https?: string | undefined; readonly no?: string | undefined };
  readonly debug?: (event: HttpEvent) => void;
  /** taken out of everything that is shown, besides the client's own */
  readonly secrets?: readonly Secret[];
  readonly limits?: Partial<HttpLimits>;
  readonly clock?: Clock;
}
