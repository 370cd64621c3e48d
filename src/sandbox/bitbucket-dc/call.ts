import type { Bitbucket } from './bitbucket.js';
import type { BitbucketUser } from './state.js';

/** A request, once Bitbucket knows that it will look at it. */
export interface AnonymousCall {
  readonly query: URLSearchParams;
  readonly params: Record<string, string>;
  readonly body: unknown;
  /** origin and context path, for the links in answers */
  readonly base: string;
}

export interface Call extends AnonymousCall {
  readonly user: BitbucketUser;
}

export interface Answer {
  readonly status: number;
  /** an object is sent as JSON, a string as it is */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** below /rest/api/latest */
  readonly path: string;
} & (
  | {
      /** what the caller needs; who is not licensed cannot sign in at all (bitbucket-dc sheet §2, deprovision) */
      readonly access: 'LICENSED_USER' | 'ADMIN';
      handle(bitbucket: Bitbucket, call: Call): Answer;
    }
  | { readonly access: 'anybody'; handle(bitbucket: Bitbucket, call: AnonymousCall): Answer }
);

const PACKAGE = 'com.atlassian.bitbucket';

/** Bitbucket says no; thrown by handlers, sent by the gate. The name of the exception is below `com.atlassian.bitbucket`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: number, exception: string, message: string, context: string | null = null) {
    super(message);
    this.answer = { status, body: { errors: [{ context, message, exceptionName: `${PACKAGE}.${exception}` }] } };
  }
}

export const ok = (body?: unknown): Answer => ({ status: 200, body });
export const noContent: Answer = { status: 204 };

export const malformed = (context: string | null, message: string) =>
  new Refusal(400, 'rest.exception.RestValidationException', message, context);
export const notPermitted = () => new Refusal(401, 'AuthorisationException', 'You are not permitted to access this resource');
export const notSignedIn = () =>
  new Refusal(401, 'AuthorisationException', 'Authentication credentials are required to access this resource.');
export const noSuchUser = (name: string) => new Refusal(404, 'user.NoSuchUserException', `No such user: ${name}`);
export const noSuchGroup = (name: string) => new Refusal(404, 'user.NoSuchGroupException', `No such group: ${name}`);

/** A text that must be in the query. */
export function asked(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (text === null || text.trim() === '') throw malformed(name, `The query parameter ${name} is required.`);
  return text;
}

/** The fields of a JSON body; Jackson refuses those that the bean does not have. */
export function fieldsOf(body: unknown, known: readonly string[]): Map<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed(null, 'A JSON object is required.');
  const fields = new Map<string, unknown>(Object.entries(body));
  for (const name of fields.keys())
    if (!known.includes(name)) throw malformed(name, `Unrecognized field "${name}" (${known.length} known properties)`);
  return fields;
}

export function textField(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name);
  if (typeof value !== 'string' || value.trim() === '') throw malformed(name, `The field ${name} must not be blank.`);
  return value;
}

export function textsField(fields: ReadonlyMap<string, unknown>, name: string): readonly string[] {
  const value = fields.get(name);
  if (!Array.isArray(value) || value.length === 0) throw malformed(name, `The field ${name} must not be empty.`);
  return value.map(each => {
    if (typeof each !== 'string') throw malformed(name, `The field ${name} must hold texts.`);
    return each;
  });
}
