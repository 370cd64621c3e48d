interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly errors: readonly Readonly<Record<string, string>>[];
  readonly status?: string;
  readonly details?: readonly Readonly<Record<string, unknown>>[];
}

/** An error in Google's form (google.md §6). */
export class GoogleFailure extends Error {
  constructor(readonly error: ErrorBody) {
    super(error.message);
  }
}

/** `more`: `status` and `details`, which newer answers have besides. */
export function failure(
  code: number,
  reason: string,
  message: string,
  more: Pick<ErrorBody, 'status' | 'details'> = {},
): GoogleFailure {
  const domain = /[rR]ate|quota|Configured/.test(reason) ? 'usageLimits' : 'global';
  return new GoogleFailure({ code, message, errors: [{ message, domain, reason }], ...more });
}

export const invalid = (message = 'Invalid Input') => failure(400, 'invalid', message);
export const notFound = (what: string) => failure(404, 'notFound', `Resource Not Found: ${what}`);
export const notAuthorized = () => failure(403, 'forbidden', 'Not Authorized to access this resource/api');

/** Google's forms of "too fast", mostly 403 (google.md §6). */
export function throttled(reason: ThrottleReason): GoogleFailure {
  if (reason === 'RATE_LIMIT_EXCEEDED')
    return failure(429, 'rateLimitExceeded', 'Quota exceeded for quota metric', {
      status: 'RESOURCE_EXHAUSTED',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }],
    });
  return failure(403, reason, 'Request rate higher than configured.');
}

export type ThrottleReason = 'userRateLimitExceeded' | 'quotaExceeded' | 'rateLimitExceeded' | 'RATE_LIMIT_EXCEEDED';
