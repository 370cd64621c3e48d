import type { Confluence } from './confluence.js';
import type { ConfluenceUser } from './state.js';

/** A request, once Confluence knows that it will look at it. */
export interface AnonymousCall {
  readonly query: URLSearchParams;
  readonly params: Record<string, string>;
  readonly body: unknown;
  readonly accept: string;
  /** path and query below the context path */
  readonly path: string;
  /** origin and context path, for the links in answers */
  readonly base: string;
}

export interface Call extends AnonymousCall {
  readonly user: ConfluenceUser;
}

export interface Answer {
  readonly status: number;
  /** an object is sent as JSON, a string as it is */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** what the caller needs: to be signed in, to have a seat, Confluence administrator, system administrator */
  readonly access: 'user' | 'use' | 'administer' | 'system';
  handle(confluence: Confluence, call: Call): Answer;
  /** what somebody who is not signed in sees, where the resource is open to everybody; else it is refused */
  readonly anonymous?: (confluence: Confluence, call: AnonymousCall) => Answer;
  /** open to everybody on every Confluence */
  readonly open?: true;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
};

/** Confluence says no; thrown by handlers, sent by the gate (sheet §1, error body). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: number, message: string, { readOnlyMode = false }: { readOnlyMode?: boolean } = {}) {
    super(message);
    const data = {
      authorized: status !== 403,
      valid: status !== 400,
      allowedInReadOnlyMode: !readOnlyMode,
      errors: [],
      successful: false,
    };
    this.answer = { status, body: { statusCode: status, data, message, reason: REASONS[status] ?? '' } };
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const NOTHING: Answer = { status: 204 };

export const api = (path: string): string => `/rest/api/${path}`;

/** The fields of a JSON body. */
export function fieldsOf(body: unknown): ReadonlyMap<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, 'The request body is no object.');
  return new Map<string, unknown>(Object.entries(body));
}

export function text(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name) ?? '';
  if (typeof value !== 'string') throw new Refusal(400, `${name} is no text.`);
  return value;
}
