/** Per minute, as last published for Workforce orgs (withdrawn 2025-12-16); what a caller sees is what applies to it. */
const DOCUMENTED = {
  '/api/v1/users': 600,
  '/api/v1/users/{id}': 2000,
  '/api/v1/groups': 500,
  '/api/v1/groups/{id}': 1000,
  '/api/v1/apps': 100,
  '/api/v1/apps/{id}': 500,
  '/api/v1': 1200,
  '/oauth2/v1/token': 600, // a bucket of its own, never published
} as const;

export const TOKEN_PATH = '/oauth2/v1/token';

export type Bucket = keyof typeof DOCUMENTED;

/** `documented`: the table of the last published limits. A number: that many per window, in each bucket. Unset: so many that nobody meets them. */
export type RateLimit = 'documented' | number | undefined;

export interface Spent {
  limit: number;
  remaining: number;
  /** epoch seconds */
  reset: number;
  exceeded: boolean;
}

/** One path is a bucket of its own, all below it count as the list: `/users/{id}/groups` lands where `/users` does. */
export function bucketOf(path: string): Bucket {
  if (path === TOKEN_PATH) return TOKEN_PATH;
  const [, kind, id, below] = /^\/api\/v1\/(users|groups|apps)(\/[^/]+)?(\/.+)?$/.exec(path) ?? [];
  if (kind !== 'users' && kind !== 'groups' && kind !== 'apps') return '/api/v1';
  return id !== undefined && below === undefined ? `/api/v1/${kind}/{id}` : `/api/v1/${kind}`;
}

export function createLimits(rateLimit: RateLimit, windowSeconds: number, now: () => Date) {
  const windows = new Map<Bucket, { used: number; reset: number }>();
  const limitOf = (bucket: Bucket) => {
    if (rateLimit === undefined) return DOCUMENTED[bucket] * 1000;
    return rateLimit === 'documented' ? DOCUMENTED[bucket] : rateLimit;
  };

  return {
    spend(bucket: Bucket): Spent {
      const seconds = now().getTime() / 1000;
      let window = windows.get(bucket);
      if (window === undefined || seconds >= window.reset) {
        window = { used: 0, reset: Math.ceil(seconds) + windowSeconds };
        windows.set(bucket, window);
      }
      const limit = limitOf(bucket);
      const exceeded = window.used >= limit;
      if (!exceeded) window.used += 1;
      return { limit, remaining: limit - window.used, reset: window.reset, exceeded };
    },
  };
}
