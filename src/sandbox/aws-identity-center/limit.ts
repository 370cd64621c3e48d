import { AwsFailure } from './failure.js';

/** All calls to an identity store share one limit (aws.md §5, 2026-11); how it is counted is unsure: here as tokens that come back. */
export function createLimit(perSecond: number, now: () => number): () => void {
  let tokens = perSecond;
  let at = now();
  return () => {
    tokens = Math.min(perSecond, tokens + ((now() - at) * perSecond) / 1000);
    at = now();
    if (tokens < 1) throw new AwsFailure('ThrottlingException', 'Rate exceeded', { RetryAfterSeconds: 1 });
    tokens -= 1;
  };
}
