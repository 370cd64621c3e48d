import type { HttpReply } from './client.js';

/** What a system says about when to come back. */
export type Wait =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'blocked' } // never: the account's own quota is zero
  | { readonly kind: 'unsaid' };

type Headers = HttpReply['headers'];

/** Atlassian Data Center answers Long.MAX_VALUE to an account whose limit is "blocked". */
const NEVER_SECONDS = 1e15;

/**
 * How long to wait after a 429 or 503, by the vendor's own words; measured on the system's clock, never on ours.
 * `Retry-After` in seconds or as a date; Okta's `x-rate-limit-reset` in epoch seconds: reset - Date + 1 s (api/okta.md §6, 2026-08).
 * A `retry-after` of 0 says nothing: Atlassian sends it as long as tokens remain (api/jira-dc.md §7).
 */
export function waitAsked(headers: Headers): Wait {
  const after = text(headers, 'retry-after');
  if (after !== undefined && /^\d+$/.test(after)) {
    const seconds = Number(after);
    if (seconds >= NEVER_SECONDS) return { kind: 'blocked' };
    if (seconds > 0) return { kind: 'wait', ms: seconds * 1000 };
  } else if (after !== undefined) {
    const until = Date.parse(after) - serverTime(headers);
    if (until >= 0) return { kind: 'wait', ms: until + 1000 };
  }
  const left = resetTime(headers) - serverTime(headers);
  return left >= 0 ? { kind: 'wait', ms: left + 1000 } : { kind: 'unsaid' };
}

/** Epoch milliseconds of the reply's own Date header; NaN without one. */
export const serverTime = (headers: Headers) => Date.parse(text(headers, 'date') ?? '');

/** A smaller number is no time of day: it would lie before 2001. */
const FIRST_EPOCH_SECONDS = 1e9;

/**
 * Epoch milliseconds at which the quota is whole again; NaN when it does not say. Numbers are epoch seconds, or the seconds left
 * (OneLogin: api/onelogin.md §6, 2026-11); else an ISO time.
 */
export function resetTime(headers: Headers): number {
  const reset = rate(headers, 'reset') ?? '';
  if (!/^\d+$/.test(reset)) return Date.parse(reset);
  const seconds = Number(reset);
  return seconds > 0 && seconds < FIRST_EPOCH_SECONDS ? serverTime(headers) + seconds * 1000 : seconds * 1000;
}

/** A number of the `x-rate-limit-*` (Okta) or `x-ratelimit-*` (Atlassian) family; NaN when it is not there. */
export function rateNumber(headers: Headers, name: 'limit' | 'remaining' | 'fillrate' | 'interval-seconds'): number {
  const value = rate(headers, name);
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

const rate = (headers: Headers, name: string) => text(headers, `x-rate-limit-${name}`) ?? text(headers, `x-ratelimit-${name}`);

function text(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim();
}
