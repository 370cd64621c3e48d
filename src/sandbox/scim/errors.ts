/** A refusal, as RFC 7644 §3.12 has it. */
export class ScimRefusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: string,
  ) {
    super(detail);
  }

  body(isNumber: boolean): Record<string, unknown> {
    const { status, scimType, detail } = this;
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
    return { schemas, status: isNumber ? status : String(status), ...(scimType === undefined ? {} : { scimType }), detail };
  }
}
