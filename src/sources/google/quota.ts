import { type Allowance, MOST_WAITS } from '../quota.js';
import { reasonsOf } from './refusal.js';

/** `quotaExceeded` may mean the whole day (google.md §6, 2026-09). */
const WAITS: Readonly<Record<string, number>> = {
  ...{ userRateLimitExceeded: MOST_WAITS, rateLimitExceeded: MOST_WAITS, RATE_LIMIT_EXCEEDED: MOST_WAITS },
  ...{ quotaExceeded: 3, dailyLimitExceeded: 0 },
};

/**
 * 2,400 calls a minute for one user of one Cloud project: all of ours, since they stand for one administrator. No more than these in any
 * minute: a third at once after a pause, the rest as it comes back. That it was too many Google says mostly by a 403 (google.md §6, 2026-09).
 */
export const GOOGLE_QUOTA: Allowance = {
  ...{ burst: 800, perMinute: 1600 },
  tooFast: ({ status, body }) => {
    if (status !== 403 && status !== 429) return undefined;
    const reason = reasonsOf(body).find(each => Object.hasOwn(WAITS, each));
    if (reason !== undefined) return { waits: WAITS[reason] ?? MOST_WAITS, called: `${status}, ${reason}` };
    return status === 429 ? { waits: MOST_WAITS, called: '429' } : undefined;
  },
  hint: 'The next run tries again. Does another program use the same administrator and Cloud project? Else lower `rate.share`, or raise the quota in the Cloud console.',
};
