/** An error as AWS's JSON 1.1 protocol has it: nearly all are a 400, and the type tells them apart (aws.md §5, 2026-11). */
export class AwsFailure extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly status = 400,
  ) {
    super(message);
  }

  /** What a service's model lists says `Message`; what the door before all services says, `message` (seen in public issues, 2026-11). */
  body(namespace: string): Record<string, unknown> {
    const isModelled = MODELLED.includes(this.type);
    return {
      __type: isModelled ? `${namespace}${this.type}` : this.type,
      [isModelled ? 'Message' : 'message']: this.message,
      ...this.members,
    };
  }
}

const MODELLED = [
  'AccessDeniedException',
  'InternalServerException',
  'ResourceNotFoundException',
  'ThrottlingException',
  'ValidationException',
];

export const invalid = (message: string) => new AwsFailure('ValidationException', message);

/** Of a store the id is not told: `ResourceId` has no room for one (the model, 2026-11). */
export const missing = (ResourceType: 'USER' | 'GROUP' | 'IDENTITY_STORE', id: string) =>
  new AwsFailure('ResourceNotFoundException', `${ResourceType} not found.`, {
    ResourceType,
    ...(ResourceType !== 'IDENTITY_STORE' && { ResourceId: id }),
  });
