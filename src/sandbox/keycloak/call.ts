import type { MischiefState } from '../mischief.js';
import type { Realm } from './realm.js';
import type { Rights } from './rights.js';

/** One call of the admin API, past the token. */
export interface Call {
  readonly realm: Realm;
  readonly rights: Rights;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly mischief: MischiefState;
  /** before 23 groups came as a whole tree, and there was no GET of children */
  readonly isTreeServer: boolean;
}

/** Its answer, as JSON; a KeycloakFailure is thrown. */
export type Answer = (call: Call) => unknown;

/** An error in Keycloak's form. */
export class KeycloakFailure extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(String(body.error));
  }
}

export const notFound = (what: string) => new KeycloakFailure(404, { error: what });
export const forbidden = () => new KeycloakFailure(403, { error: 'HTTP 403 Forbidden' });

export function need(right: boolean): void {
  if (!right) throw forbidden();
}

/** Rows from `first` on; without `max` as many as the endpoint gives by default, negative: all (run on 26.7.3, 2026-11). */
export function paged<T>(rows: readonly T[], query: URLSearchParams, byDefault: number): readonly T[] {
  const first = Math.max(0, Number(query.get('first') ?? 0));
  const max = Number(query.get('max') ?? byDefault);
  return max < 0 ? rows.slice(first) : rows.slice(first, first + max);
}

/** Roles, and whoever has them: paged only where both are given (run on 26.7.3, 2026-11). */
export const pagedByBoth = <T>(rows: readonly T[], query: URLSearchParams): readonly T[] =>
  query.has('first') && query.has('max') ? paged(rows, query, -1) : rows;

export const flag = (query: URLSearchParams, name: string, byDefault: boolean): boolean =>
  (query.get(name) ?? String(byDefault)) === 'true';
