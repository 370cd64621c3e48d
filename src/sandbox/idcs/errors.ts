const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const ERROR_EXTENSION = 'urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error';

/** An answer that the domain gives instead of the one asked for. */
export class IdcsError extends Error {
  override readonly name = 'IdcsError';

  constructor(
    readonly status: number,
    detail: string,
    readonly more: { messageId?: string; scimType?: string } = {},
  ) {
    super(detail);
  }

  /** Oracle's extension may be missing; here it is where its `messageId` is not known, or when `bare` is asked. */
  toBody(bare = false) {
    const { messageId, scimType } = this.more;
    const extended = messageId !== undefined && !bare;
    return {
      schemas: extended ? [ERROR, ERROR_EXTENSION] : [ERROR],
      detail: this.message,
      status: String(this.status),
      ...(scimType === undefined ? {} : { scimType }),
      ...(extended ? { [ERROR_EXTENSION]: { messageId } } : {}),
    };
  }
}

export const invalidFilter = (cause: string) =>
  new IdcsError(400, `The filter is not valid: ${cause}.`, { scimType: 'invalidFilter' });

export const invalidValue = (detail: string) => new IdcsError(400, detail, { scimType: 'invalidValue' });

export const missing = (names: string) =>
  new IdcsError(400, `Missing required attribute(s): ${names}.`, { messageId: 'error.common.validation.missingReqAttributes' });

export const tooManyMembers = () =>
  new IdcsError(400, 'The response holds more than 10000 members: read them in pages.', { scimType: 'tooMany' });

export const unauthorized = () => new IdcsError(401, 'The access token is missing, not valid or expired.');

export const forbidden = () => new IdcsError(403, 'The client has no role that allows this.');

export const notFound = (what: string, id: string) => new IdcsError(404, `${what} with the id ${id} does not exist.`);

export const conflict = (detail: string) => new IdcsError(409, detail, { scimType: 'uniqueness' });

export const versionMismatch = () => new IdcsError(412, 'The resource has another version by now.');

export const tooLarge = () => new IdcsError(413, 'A bulk request may hold 1000 operations and 1048576 bytes.');

/** Like Oracle's, the text tells more than should be shown: who called what of which tenant. */
export const tooManyRequests = (tenant: string, caller: string, endpoint: string) =>
  new IdcsError(429, `Too many requests: tenant ${tenant}, caller ${caller}, endpoint ${endpoint}.`, {
    messageId: 'error.common.ratelimiting.stripe.toomanyrequests',
  });

export const notImplemented = () => new IdcsError(501, 'The sandbox does not do that.');
