import type { HttpReply } from './client.js';
import { rateNumber, resetTime, serverTime } from './rate-limit.js';

type Headers = HttpReply['headers'];

/** A vendor's quota as its headers tell it. Times are our clock's milliseconds, unless they say otherwise. */
type Quota =
  | {
      readonly kind: 'window';
      readonly allowance: number;
      readonly left: number;
      readonly endsAt: number;
      readonly reset: number /* the system's clock */;
    }
  | { readonly kind: 'tokens'; readonly capacity: number; readonly perMs: number; tokens: number; at: number };

interface Bucket {
  /** requests sent in the present window */
  used: number;
  inFlight: number;
  blockedUntil: number;
  quota: Quota | undefined;
}

/**
 * Keeps what we send under a share of the vendor's quota (R4), bucket by bucket. Without rate headers nothing is held up.
 * Ask `wait`, then `claim`, send, `learn` from the answer, and always `settle`.
 */
export class Pace {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly share: number,
    private readonly now: () => number,
    /** what each bucket may send in a second until its answers tell more; undefined: as much as it likes */
    private readonly perSecond?: number,
  ) {}

  /** Milliseconds until this bucket may send again; 0 when it may now. */
  wait(name: string): number {
    const bucket = this.#bucket(name);
    return Math.max(0, bucket.blockedUntil - this.now(), this.#quotaWait(bucket));
  }

  claim(name: string): void {
    const bucket = this.#bucket(name);
    bucket.used += 1;
    bucket.inFlight += 1;
    if (bucket.quota?.kind === 'tokens') bucket.quota.tokens -= 1;
  }

  settle(name: string): void {
    this.#bucket(name).inFlight -= 1;
  }

  /** The system asked everybody on this bucket to wait. */
  block(name: string, ms: number): void {
    const bucket = this.#bucket(name);
    bucket.blockedUntil = Math.max(bucket.blockedUntil, this.now() + ms);
  }

  learn(name: string, headers: Headers): void {
    const limit = rateNumber(headers, 'limit');
    if (!(limit > 0)) return; // also Okta's 429 for too many at once, which says 0 and is no quota (api/okta.md §6)
    const bucket = this.#bucket(name);
    const perMs = (this.share * rateNumber(headers, 'fillrate')) / (rateNumber(headers, 'interval-seconds') * 1000);
    if (perMs > 0) this.#learnTokens(bucket, limit, perMs, rateNumber(headers, 'remaining'));
    else this.#learnWindow(bucket, limit, headers);
  }

  #learnTokens(bucket: Bucket, limit: number, perMs: number, remaining: number): void {
    const capacity = Math.max(1, limit * this.share);
    const known = bucket.quota?.kind === 'tokens' ? this.#refill(bucket.quota) : capacity - bucket.inFlight;
    const tokens = Math.min(known, capacity, Number.isNaN(remaining) ? known : remaining);
    bucket.quota = { kind: 'tokens', capacity, perMs, tokens, at: this.now() };
  }

  #learnWindow(bucket: Bucket, limit: number, headers: Headers): void {
    const date = serverTime(headers);
    const old = bucket.quota?.kind === 'window' ? bucket.quota : undefined;
    const goesOn = old !== undefined && date < old.reset;
    const reset = goesOn ? old.reset : resetTime(headers);
    if (!(reset >= date)) return;
    if (!goesOn) bucket.used = bucket.inFlight;
    const remaining = rateNumber(headers, 'remaining');
    bucket.quota = {
      kind: 'window',
      allowance: Math.max(1, Math.floor(limit * this.share)),
      left: Number.isNaN(remaining) ? limit : remaining,
      endsAt: this.now() + reset - date + 1000, // the headers count in whole seconds
      reset,
    };
  }

  #quotaWait(bucket: Bucket): number {
    const { quota } = bucket;
    if (quota === undefined) return 0;
    if (quota.kind === 'tokens') return Math.max(0, Math.ceil((1 - this.#refill(quota)) / quota.perMs)); // a part of a millisecond may pass no clock
    const left = quota.endsAt - this.now();
    if (left <= 0) {
      bucket.quota = undefined; // until the next answer tells the new window
      bucket.used = bucket.inFlight;
      return 0;
    }
    return bucket.used >= quota.allowance || quota.left === 0 ? left : 0;
  }

  #known(): Quota | undefined {
    if (this.perSecond === undefined) return undefined;
    const allowed = this.perSecond * this.share;
    return {
      kind: 'tokens',
      capacity: Math.max(1, allowed),
      perMs: allowed / 1000,
      tokens: Math.max(1, allowed),
      at: this.now(),
    };
  }

  #refill(quota: Extract<Quota, { kind: 'tokens' }>): number {
    const now = this.now();
    quota.tokens = Math.min(quota.capacity, quota.tokens + (now - quota.at) * quota.perMs);
    quota.at = now;
    return quota.tokens;
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name) ?? { used: 0, inFlight: 0, blockedUntil: 0, quota: this.#known() };
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
