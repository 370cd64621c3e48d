import type { Jira } from './jira.js';
import type { JiraUser } from './state.js';

/** A request, once Jira knows that it will look at it. */
export interface AnonymousCall {
  readonly query: URLSearchParams;
  readonly params: Record<string, string>;
  readonly body: unknown;
  readonly accept: string;
  /** origin and context path, for the links in answers */
  readonly base: string;
}

export interface Call extends AnonymousCall {
  readonly user: JiraUser;
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
  /** what the caller needs: to be signed in, ADMINISTER, or SYSTEM_ADMIN */
  readonly access: 'user' | 'admin' | 'system';
  handle(jira: Jira, call: Call): Answer;
  /** what somebody who is not signed in sees, where an admin has opened the resource to everybody; else it is a 401 */
  readonly anonymous?: (jira: Jira, call: AnonymousCall) => Answer;
  /** open to everybody on every Jira */
  readonly open?: true;
}

/** Jira says no; thrown by handlers, sent by the gate. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: number, errorMessages: readonly string[], errors: Record<string, string> = {}) {
    super(errorMessages[0] ?? Object.values(errors)[0] ?? String(status));
    this.answer = { status, body: { errorMessages, errors } };
  }
}

export const ok = (body?: unknown): Answer => ({ status: 200, body });

export const api = (path: string): string => `/rest/api/2/${path}`;

/** A number in the query; what is not one is refused. */
export function integer(jira: Jira, query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^-?\d{1,18}$/.test(text)) throw new Refusal(400, [jira.text('malformed', `${name}=${text}`)]);
  return Number(text);
}

/** A page size in the query: nothing, zero or less mean the default, and the server has its own idea of the most. */
export function pageSize(jira: Jira, query: URLSearchParams, fallback: number, most: number): number {
  const asked = integer(jira, query, 'maxResults', fallback);
  return Math.min(asked > 0 ? asked : fallback, most);
}

/** The fields of a JSON body; Jackson refuses those that the bean does not have. */
export function fieldsOf(jira: Jira, body: unknown, known: readonly string[]): Map<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, [jira.text('malformed', 'JSON')]);
  const fields = new Map<string, unknown>(Object.entries(body));
  for (const name of fields.keys())
    if (!known.includes(name)) throw new Refusal(400, [jira.text('malformed', `Unrecognized field "${name}"`)]);
  return fields;
}

/** undefined: left out, or null. */
export function textField(jira: Jira, fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name) ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw new Refusal(400, [jira.text('malformed', name)]);
  return value;
}

export function booleanField(jira: Jira, fields: ReadonlyMap<string, unknown>, name: string): boolean | undefined {
  const value = fields.get(name) ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') throw new Refusal(400, [jira.text('malformed', name)]);
  return value;
}
