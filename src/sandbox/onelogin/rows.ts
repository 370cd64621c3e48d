import { type OneLoginPerson, type OneLoginRole, rolesOf, type Tenant } from './tenant.js';

export type Row = Readonly<Record<string, unknown>>;

/** Ids are numbers (gotcha 2); a word, which only tests have, stays one. */
export const wireId = (id: string): number | string => (/^\d+$/.test(id) ? Number(id) : id);

/** As a list of `/api/2/users` shows somebody: without roles, custom attributes, title and department (§3, §7, gotcha 3). */
export function listRow(person: OneLoginPerson): Row {
  const { id, username, email, firstname, lastname, status, state, groupId, createdAt, updatedAt, more } = person;
  const given = Object.fromEntries(Object.entries(more).filter(([name]) => !DETAILS.includes(name)));
  return {
    ...{ id: wireId(id), username, email, firstname, lastname, status, state },
    ...{ group_id: groupId === null ? null : wireId(groupId), external_id: null, directory_id: null, samaccountname: null },
    ...{ userprincipalname: null, distinguished_name: null, member_of: null, phone: null, activated_at: null, last_login: null },
    ...{ invitation_sent_at: null, locked_until: null, invalid_login_attempts: 0, password_changed_at: null },
    ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
    ...given,
  };
}

/** What `/api/2/users/{id}` adds (§3). */
const DETAILS: readonly string[] = [
  ...['title', 'department', 'company', 'comment', 'openid_name', 'locale_code', 'preferred_locale_code'],
  ...['manager_ad_id', 'manager_user_id', 'trusted_idp_id'],
];

/** As `/api/2/users/{id}` shows somebody. */
export const wholeRow = (tenant: Tenant, person: OneLoginPerson): Row => ({
  ...listRow(person),
  ...details(person),
  role_ids: rolesOf(tenant, person.id).map(({ id }) => wireId(id)),
});

/** As both lists and single reads of `/api/1` do: `role_id`, null for nobody's (gotcha 5; recorded). */
export function firstApiRow(tenant: Tenant, person: OneLoginPerson): Row {
  const roles = rolesOf(tenant, person.id).map(({ id }) => wireId(id));
  return {
    ...{ ...listRow(person), username: person.username ?? '', phone: '' },
    ...{ ...details(person), comment: '', openid_name: person.email?.split('@')[0] ?? '' },
    role_id: roles.length === 0 ? null : roles,
  };
}

const details = ({ more, customAttributes }: OneLoginPerson): Row => ({
  ...Object.fromEntries(DETAILS.map(name => [name, null])),
  ...{ company: '', department: '', title: '' },
  ...Object.fromEntries(Object.entries(more).filter(([name]) => DETAILS.includes(name))),
  custom_attributes: customAttributes,
});

/** `most`: whether the embedded list may be cut is not known (§4, unsure). */
export const roleRow = ({ id, name, users, apps }: OneLoginRole, most: number): Row => ({
  ...{ id: wireId(id), name, admins: [], apps: [...apps].map(wireId) },
  users: [...users].slice(0, most).map(wireId),
});

export const roleUserRow = ({ id, firstname, lastname, username, email }: OneLoginPerson, assigned: boolean): Row => ({
  ...{ id: wireId(id), name: `${firstname} ${lastname}`.trim(), username, email },
  ...{ added_by: { id: 678, name: 'Susan Boss' }, added_at: '2026-01-01T00:00:00Z', assigned },
});

export const appUserRow = ({ id, firstname, lastname, username, email }: OneLoginPerson): Row => ({
  ...{ id: wireId(id), firstname, lastname, username, email },
});
