/** An answer that Okta gives instead of the one asked for. */
export class OktaError extends Error {
  override readonly name = 'OktaError';

  constructor(
    readonly status: number,
    readonly code: string,
    summary: string,
    readonly causes: string[] = [],
  ) {
    super(summary);
  }

  toBody(errorId: string) {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId,
      errorCauses: this.causes.map(errorSummary => ({ errorSummary })),
    };
  }
}

export const notFound = (what: string, kind: string) =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${what} (${kind})`);

export const invalidToken = () => new OktaError(401, 'E0000011', 'Invalid token provided');

export const accessDenied = () => new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');

export const invalid = (field: string, cause: string) =>
  new OktaError(400, 'E0000001', `Api validation failed: ${field}`, [cause]);

export const invalidSearch = (cause: string) => new OktaError(400, 'E0000031', 'Invalid search criteria.', [cause]);

export const invalidFilter = (filter: string, cause: string) =>
  new OktaError(400, 'E0000053', `Invalid filter '${filter}'`, [cause]);

export const methodNotAllowed = () => new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');

export const tooManyRequests = () => new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');

export const internal = () => new OktaError(500, 'E0000009', 'Internal Server Error');
