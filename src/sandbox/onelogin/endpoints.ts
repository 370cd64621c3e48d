import type { MischiefState } from '../mischief.js';
import { sent } from '../mischief.js';
import { notFound } from './errors.js';
import { type FilterCase, matching } from './filters.js';
import { firstApiPage, type Page, pageOf } from './pages.js';
import { appUserRow, firstApiRow, listRow, type Row, roleRow, roleUserRow, wholeRow, wireId } from './rows.js';
import type { Tenant } from './tenant.js';

/** What is not documented, or differs from account to account. */
export interface Behaviour {
  /** most rows of a page */
  readonly pageSize: number;
  /** `fields` adds what lists leave out (gotcha 3, unsure) */
  readonly fieldsAdd: boolean;
  readonly filterCase: FilterCase;
  /** most ids in the `users` of a role (§4, unsure) */
  readonly embeddedUsers: number;
  /** whether `/api/2/groups` is there (§3: newer) */
  readonly groupsApi: 1 | 2;
}

/** One call, past the token. */
export interface Call {
  readonly tenant: Tenant;
  readonly behaviour: Behaviour;
  readonly mischief: MischiefState;
  readonly query: URLSearchParams;
  readonly id: string;
  /** where it stands, without the query */
  readonly address: string;
}

export type Answer = { readonly kind: 'page'; readonly page: Page<unknown> } | { readonly kind: 'body'; readonly body: unknown };

const body = (value: unknown): Answer => ({ kind: 'body', body: value });
const paged = <T>({ query, behaviour }: Call, rows: readonly T[], rowOf: (one: T) => unknown): Answer => {
  const page = pageOf(rows, query, behaviour.pageSize);
  return { kind: 'page', page: { ...page, rows: page.rows.map(rowOf) } };
};

/** Below the base address. Apps need the scope Read All, all else Read Users (§2). */
export const endpoints: Readonly<Record<string, (call: Call) => Answer>> = {
  '/api/2/users': call =>
    paged(call, matching(call.tenant, call.query, call.behaviour.filterCase), person =>
      sent(call.mischief, person.id, chosen(call, call.behaviour.fieldsAdd ? wholeRow(call.tenant, person) : listRow(person))),
    ),
  '/api/2/users/custom_attributes': ({ tenant }) =>
    body([...tenant.customAttributes].map((shortname, at) => ({ id: 106_606 + at, name: shortname, shortname, position: null }))),
  '/api/2/users/:id': call => {
    const person = call.tenant.people.get(call.id);
    if (person === undefined) throw notFound();
    return body(sent(call.mischief, person.id, wholeRow(call.tenant, person)));
  },
  '/api/2/roles': call => {
    const name = call.query.get('name')?.toLowerCase();
    const roles = [...call.tenant.roles.values()].filter(role => name === undefined || role.name.toLowerCase() === name);
    return paged(call, roles, role => chosen(call, roleRow(role, call.behaviour.embeddedUsers)));
  },
  '/api/2/roles/:id/users': call => {
    const role = call.tenant.roles.get(call.id);
    if (role === undefined) throw notFound();
    const withOthers = call.query.get('include_unassigned') === 'true';
    const users = [...call.tenant.people.values()].filter(({ id }) => withOthers || role.users.has(id));
    return paged(call, users, person => roleUserRow(person, role.users.has(person.id)));
  },
  '/api/2/groups': call => {
    if (call.behaviour.groupsApi === 1) throw notFound();
    return paged(call, [...call.tenant.groups.values()], ({ id, name }) => ({ id: wireId(id), name, reference: null }));
  },
  '/api/2/groups/:id': ({ tenant, behaviour, id }) => {
    const group = tenant.groups.get(id);
    if (group === undefined || behaviour.groupsApi === 1) throw notFound();
    const users = [...tenant.people.values()].filter(({ groupId }) => groupId === id).map(person => wireId(person.id));
    return body({ id: wireId(id), name: group.name, reference: null, users });
  },
  '/api/2/apps/:id/users': call => {
    const users = call.tenant.apps.get(call.id);
    if (users === undefined) throw notFound();
    return paged(
      call,
      [...call.tenant.people.values()].filter(({ id }) => users.has(id)),
      appUserRow,
    );
  },
  '/api/1/users': call =>
    first(
      call,
      [...call.tenant.people.values()].map(person => firstApiRow(call.tenant, person)),
    ),
  '/api/1/roles': call =>
    first(
      call,
      [...call.tenant.roles.values()].map(({ id, name }) => ({ id: wireId(id), name })),
    ),
  '/api/1/groups': call =>
    first(
      call,
      [...call.tenant.groups.values()].map(({ id, name }) => ({ id: wireId(id), name, reference: null })),
    ),
};

const first = ({ query, address }: Call, rows: readonly Row[]): Answer => body(firstApiPage(rows, query, address));

/** `id` always comes (documented for the first API). */
function chosen({ query }: Call, row: Row): Row {
  const fields = query
    .get('fields')
    ?.split(',')
    .map(field => field.trim());
  if (fields === undefined) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'id' || fields.includes(name)));
}
