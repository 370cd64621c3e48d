import { prettifyError, z } from 'zod';
import type { Attributes, AttributeValue, Person, Quarantined } from '../../model/directory.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import { quarantined } from '../quarantined.js';
import type { AttributeType } from '../source.js';

/** What the config declares under `attributes`. */
export type Declared = Readonly<Record<string, AttributeType>>;

/** Milliseconds on either side of 1970 that a date can be away from it. */
const LONGEST = 8.64e15;

const Id = z.string().min(1);
const Text = z.string().nullish();

/** Keycloak leaves out what is null (keycloak.md §1, 2026-11). */
const RawUser = z.object({
  id: Id,
  username: z.string().min(1),
  enabled: z.boolean(), // never guessed: without it the row is odd
  email: Text,
  firstName: Text,
  lastName: Text,
  emailVerified: z.boolean().nullish(),
  createdTimestamp: z.int().min(-LONGEST).max(LONGEST).nullish(),
  federationLink: Text,
  attributes: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
});
type RawUser = z.output<typeof RawUser>;

export interface UserRow {
  readonly person: Person;
  /** the federated directory (LDAP) that the person comes from */
  readonly federation: string | undefined;
}

export type ReadUser =
  | ({ readonly kind: 'user' } & UserRow)
  /** with the id when at least that is there (R2) */
  | { readonly kind: 'odd'; readonly odd: Quarantined };

/** A row of users as ours; `where` says which list it stands in. */
export function readUser(row: unknown, declared: Declared, where: string): ReadUser {
  const { data, error } = RawUser.safeParse(row);
  if (error !== undefined) return odd(row, where, prettifyError(error));
  const custom = customOf(data, declared);
  return typeof custom === 'string' ? odd(row, where, custom) : { kind: 'user', ...userOf(data, custom) };
}

function userOf(user: RawUser, custom: Attributes): UserRow {
  const { id, username, enabled, email, firstName, lastName, createdTimestamp, federationLink } = user;
  const displayName = [firstName, lastName].filter(Boolean).join(' ') || username; // Keycloak has no attribute of this name
  const attributes: Attributes = {
    ...custom,
    ...{ id, login: username, email: email ?? '', displayName, firstName: firstName ?? '', lastName: lastName ?? '' },
    ...{
      created: createdTimestamp == null ? '' : new Date(createdTimestamp).toISOString(),
      federationLink: federationLink ?? '',
    },
    ...{ active: enabled, emailVerified: user.emailVerified ?? false },
  };
  return {
    person: {
      ...{ id: personId(id), login: username, email: email ?? '', displayName, attributes },
      standing: enabled ? { kind: 'active' } : { kind: 'inactive', status: 'disabled' },
    },
    federation: federationLink || undefined,
  };
}

/** The values of the declared attributes, or what is wrong with them. */
function customOf({ attributes }: RawUser, declared: Declared): Attributes | string {
  const values: Record<string, AttributeValue> = {};
  for (const [name, type] of Object.entries(declared)) {
    const texts = attributes?.[name] ?? [];
    const value = valueIn(texts, type);
    if (value === undefined) return `the attribute ${name} is no ${type}: ${JSON.stringify(texts)}`;
    values[name] = value;
  }
  return values;
}

/** Keycloak keeps lists of texts, in no order that it promises. undefined: it is nothing of this type. */
function valueIn(texts: readonly string[], type: AttributeType): AttributeValue | undefined {
  if (type === 'list') return texts.toSorted();
  const [text, ...others] = texts;
  if (text === undefined || text === '') return null;
  if (others.length > 0) return undefined;
  switch (type) {
    case 'string':
      return text;
    case 'number':
      return text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
  }
}

function odd(row: unknown, where: string, what: string): ReadUser {
  return { kind: 'odd', odd: quarantined(IdRow.safeParse(row).data?.id, where, what) };
}

/**
 * A client's own account is nobody. Plain lists leave these out, but members of groups and a search for the whole name do not, and no
 * row says whose they are (run on 26.7.3, 2026-11): only the name tells, which Keycloak itself gives.
 */
export const isServiceAccount = (username: string): boolean => username.startsWith('service-account-');

/** Of the members of a group or role only this is looked at: the list of users says all else. */
export const MemberRow = z
  .object({ id: Id, username: z.string().min(1) })
  .transform(({ id, username }) => ({ id: personId(id), isServiceAccount: isServiceAccount(username) }));

/** Before 23 `subGroups` held the whole tree and there was no count; since then it is empty here (keycloak.md §2, 2026-11). */
export const GroupRow = z
  .object({ id: Id, name: z.string().min(1), subGroupCount: z.int().min(0).nullish(), subGroups: z.array(z.unknown()).nullish() })
  .transform(({ id, name, subGroupCount, subGroups }) => ({
    ...{ id: sourceGroupId(id), name, subGroups: subGroups ?? [] },
    subGroupCount: subGroupCount ?? 0,
  }));

export const RoleRow = z
  .object({ id: Id, name: z.string().min(1), composite: z.boolean().nullish() })
  .transform(({ id, name, composite }) => ({ id: sourceGroupId(id), name, isComposite: composite === true }));

export const ClientRow = z.object({ id: Id, clientId: z.string() });

export const IdRow = z.object({ id: Id });
export const Rows = z.array(z.unknown());
export const UserCount = z.int().min(0);
export const GroupCount = z.object({ count: z.int().min(0) }).transform(({ count }) => count);

/** Keycloak's own errors; what a proxy answers has other forms. */
export const KeycloakError = z.object({ error: z.string(), error_description: z.string().nullish() });
