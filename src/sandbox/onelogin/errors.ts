/** A refusal; how it is told depends on which API was asked. */
export class OneLoginFailure extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const unauthorized = () => new OneLoginFailure(401, 'Authentication Failure');
export const notFound = () => new OneLoginFailure(404, 'The resource with the given id could not be found');

const TYPES: Readonly<Record<number, string>> = {
  ...{ 400: 'bad request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'not found', 429: 'Too Many Requests' },
};

const NAMES: Readonly<Record<number, string>> = {
  ...{ 400: 'BadRequestError', 401: 'UnauthorizedError', 403: 'ForbiddenError', 404: 'NotFoundError' },
  ...{ 422: 'UnprocessableEntityError', 429: 'TooManyRequestsError' },
};

/** The second API's form, and the first's, which token and rate answers have too (§1; recorded for 401). */
export const bodyOf = (path: string, { status, message }: OneLoginFailure): unknown =>
  path.startsWith('/api/2/')
    ? { statusCode: status, name: NAMES[status] ?? 'InternalServerError', message }
    : { status: { error: true, code: status, type: TYPES[status] ?? 'Internal Server Error', message } };
