import { prettifyError, z } from 'zod';
import type { Attributes, Person, Quarantined } from '../../model/directory.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import { quarantined } from '../quarantined.js';
import { declaredOf, fieldsOf, hasFields } from './attributes.js';
import type { OneLoginSettings } from './settings.js';
import { judge } from './standing.js';

export type Reading = Pick<OneLoginSettings, 'attributes' | 'unactivated' | 'passwordPending'>;

/** Numbers that may grow, kept as texts (gotcha 2); one that JSON cannot hold exactly might be somebody else's. */
export const Id = z.union([z.int().min(0).transform(String), z.string().min(1)]);

/** `external_id` and others are numbers in one answer and texts in another (gotcha 6). */
const Text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform(text => text ?? '');

const RawUser = z.looseObject({
  id: Id,
  username: Text,
  email: Text,
  firstname: Text,
  lastname: Text,
  status: z.int(), // never guessed: without it the row is odd
  state: z.int(),
  ...{ external_id: Text, directory_id: Text, samaccountname: Text, userprincipalname: Text, distinguished_name: Text },
  ...{ member_of: Text, phone: Text, created_at: Text, last_login: Text },
  custom_attributes: z.record(z.string(), z.unknown()).nullish(),
});
type RawUser = z.output<typeof RawUser>;

export type ReadUser =
  | { readonly kind: 'user'; readonly person: Person }
  /** with the id when at least that is there (R2) */
  | { readonly kind: 'odd'; readonly odd: Quarantined };

/** A row of users, of a list or of its own, as ours; `where` says which. */
export function readUser(row: unknown, reading: Reading, where: string): ReadUser {
  const { data, error } = RawUser.safeParse(row);
  if (error !== undefined) return odd(row, where, prettifyError(error));
  const login = data.username || data.email; // the one or the other is empty (gotcha 1)
  if (login === '') return odd(row, where, 'neither a username nor an email');
  const { standing, ...names } = judge(data.status, data.state, reading);
  if (standing === undefined) return odd(row, where, `status ${data.status} with state ${data.state} says neither in nor out`);
  if (!hasFields(row, fieldsOf(reading.attributes)))
    return odd(row, where, `without ${fieldsOf(reading.attributes).join(', ')}: left out is not the same as empty`);
  const custom = declaredOf(data, reading.attributes);
  if (typeof custom === 'string') return odd(row, where, custom);
  const displayName = [data.firstname, data.lastname].filter(Boolean).join(' ') || login;
  const own = { id: data.id, login, email: data.email, displayName };
  const attributes = { ...custom, ...builtInOf(data), ...own, ...names, active: standing.kind === 'active' };
  return { kind: 'user', person: { ...own, id: personId(data.id), standing, attributes } };
}

const builtInOf = (user: RawUser): Attributes => ({
  ...{ username: user.username, firstName: user.firstname, lastName: user.lastname, phone: user.phone },
  ...{ externalId: user.external_id, directoryId: user.directory_id, samAccountName: user.samaccountname },
  ...{ userPrincipalName: user.userprincipalname, distinguishedName: user.distinguished_name, memberOf: user.member_of },
  ...{ created: user.created_at, lastLogin: user.last_login },
});

function odd(row: unknown, where: string, what: string): ReadUser {
  return { kind: 'odd', odd: quarantined(IdRow.safeParse(row).data?.id, where, what) };
}

export const IdRow = z.object({ id: Id });

/**
 * The group that somebody is in, also where the row is odd otherwise; at most one, and null for none (onelogin.md §4, 2026-11). A row
 * that does not say is none of these.
 */
export const GroupOfRow = z.object({ id: Id, group_id: Id.nullable() }).transform(({ id, group_id }) => ({
  ...{ person: personId(id), group: group_id },
}));

/** `users` may be missing: then the role's own list is asked (onelogin.md §4, 2026-11). */
export const RoleRow = z
  .object({ id: Id, name: z.string().min(1), users: z.array(Id).nullish() })
  .transform(({ id, name, users }) => ({ id: sourceGroupId(id), name, users: users?.map(user => personId(user)) }));
export type RoleRow = z.output<typeof RoleRow>;

/** `assigned` is false of those only who are asked for besides (`include_unassigned`). */
export const RoleUserRow = z
  .object({ id: Id, assigned: z.boolean().nullish() })
  .transform(({ id, assigned }) => ({ id: personId(id), isAssigned: assigned !== false }));

export const GroupRow = z.object({ id: Id, name: z.string().min(1) });

/** The roles on somebody's own page (onelogin.md §3, 2026-11); not there: ask the roles. */
export const RolesOfRow = z.object({ role_ids: z.array(Id).nullish() });

export const Rows = z.array(z.unknown());

/** An answer of the first API (onelogin.md §3, 2026-11). */
export const FirstApiPage = z.object({
  pagination: z.object({ after_cursor: z.string().nullish() }),
  data: z.array(z.unknown()),
});

/** How the older token endpoint answers (onelogin.md §2, 2026-11). */
export const WrappedToken = z.object({ data: z.tuple([z.unknown()]) }).transform(({ data: [token] }) => token);

/** OneLogin's own errors, of either API (onelogin.md §1, 2026-11); what a proxy answers has other forms. */
export const OneLoginError = z.union([
  z
    .object({ statusCode: z.int(), name: z.string(), message: z.string() })
    .transform(({ statusCode: code, message }) => ({ code, message })),
  z
    .object({ status: z.object({ error: z.literal(true), code: z.int(), message: z.string() }) })
    .transform(({ status }) => status),
]);

export const RateState = z
  .object({
    data: z.object({ 'X-RateLimit-Limit': z.number(), 'X-RateLimit-Remaining': z.number(), 'X-RateLimit-Reset': z.number() }),
  })
  .transform(({ data }) => ({
    ...{ limit: data['X-RateLimit-Limit'], remaining: data['X-RateLimit-Remaining'], secondsLeft: data['X-RateLimit-Reset'] },
  }));
