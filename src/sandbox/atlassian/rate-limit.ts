export interface RateLimit {
  /** tokens in a full bucket */
  limit: number;
  /** tokens that come back in each interval */
  fillRate: number;
  intervalSeconds: number;
}

/** A token bucket for each user, as the Data Center products have it. Returns the headers of an answer, and whether it has to be a 429. */
export function rateLimiter(settings: RateLimit, now: () => number = Date.now) {
  const buckets = new Map<string, { tokens: number; filled: number }>();
  const interval = settings.intervalSeconds * 1000;

  return (user: { readonly key: string }): { allowed: boolean; headers: Record<string, string> } => {
    const bucket = buckets.get(user.key) ?? { tokens: settings.limit, filled: now() };
    buckets.set(user.key, bucket);
    const intervals = Math.floor((now() - bucket.filled) / interval);
    bucket.tokens = Math.min(settings.limit, bucket.tokens + intervals * settings.fillRate);
    bucket.filled += intervals * interval;

    const allowed = bucket.tokens > 0;
    if (allowed) bucket.tokens -= 1;
    const wait = bucket.tokens > 0 ? 0 : Math.max(1, Math.ceil((bucket.filled + interval - now()) / 1000));
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(settings.limit),
        'x-ratelimit-remaining': String(bucket.tokens),
        'x-ratelimit-fillrate': String(settings.fillRate),
        'x-ratelimit-interval-seconds': String(settings.intervalSeconds),
        'retry-after': String(wait),
      },
    };
  };
}
