import type { CrowdServer } from './server.js';

export interface Call {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** origin, context path and the family's own, for the links in answers */
  readonly base: string;
}

export interface Answer {
  readonly status: number;
  /** an object is sent as JSON or XML, as the caller likes; a string as it is */
  readonly body?: unknown;
  /** the name of the body's element, where it is sent as XML */
  readonly element?: string;
  readonly headers?: Record<string, string>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** there is no JSON of it */
  readonly xmlOnly?: true;
  handle(server: CrowdServer, call: Call): Answer;
}

/** Reasons that clients know (crowd sheet §1, November 2026). */
type Reason =
  | 'USER_NOT_FOUND'
  | 'GROUP_NOT_FOUND'
  | 'MEMBERSHIP_NOT_FOUND'
  | 'INVALID_USER'
  | 'INVALID_GROUP'
  | 'INVALID_USER_AUTHENTICATION'
  | 'UNSUPPORTED_OPERATION'
  | 'APPLICATION_PERMISSION_DENIED'
  | 'ILLEGAL_ARGUMENT'
  | 'MEMBERSHIP_ALREADY_EXISTS';

/** Crowd says no; thrown by handlers, sent by the gate. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: number, reason: Reason, message: string) {
    super(message);
    this.answer = { status, body: { reason, message }, element: 'error' };
  }
}

export const root = '/rest/usermanagement/:version';
export const at = (path: string): string => `${root}/${path}`;

/** A parameter that must be there. */
export function required({ query }: Call, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new Refusal(400, 'ILLEGAL_ARGUMENT', `${name} must be given`);
  return value;
}

/** A number in the query, not below zero; what is not one is refused. */
export function integer({ query }: Call, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^-?\d{1,9}$/.test(text)) throw new Refusal(400, 'ILLEGAL_ARGUMENT', `${name}=${text}`);
  return Math.max(Number(text), 0);
}

export const DEFAULT_PAGE = 1000;

/** The part of a list that was asked for. There is no total and no link to the next (crowd sheet §4). */
export function pageOf<T>(server: CrowdServer, call: Call, list: readonly T[], most: number): T[] {
  const start = server.startIndexIgnored ? 0 : integer(call, 'start-index', 0);
  return list.slice(start, start + Math.min(integer(call, 'max-results', DEFAULT_PAGE), most));
}

/** The fields of a JSON body; those that the bean does not have are refused. */
export function fieldsOf(body: unknown, known: readonly string[]): Map<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, 'ILLEGAL_ARGUMENT', 'the body is no object');
  const fields = new Map<string, unknown>(Object.entries(body));
  for (const name of fields.keys())
    if (!known.includes(name)) throw new Refusal(400, 'ILLEGAL_ARGUMENT', `Unrecognized field "${name}"`);
  return fields;
}

/** '' where it was left out: this family has no partial update. */
export function textField(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name) ?? '';
  if (typeof value !== 'string') throw new Refusal(400, 'ILLEGAL_ARGUMENT', name);
  return value;
}
