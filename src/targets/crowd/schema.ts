import { z } from 'zod';
import type { ExistingAccount, ExistingGroup } from '../../model/change.js';
import type { Account } from '../../model/directory.js';
import { type AccountId, accountId, targetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';

/** The id by which we know a group: groups cannot be renamed, and their names are compared without case. */
export const groupIdOf = (name: string) => targetGroupId(nameKey(name));

const BY_NAME = 'name:';

/**
 * Crowd's `key` never changes. Where a directory tells none (crowd sheet §5 is unsure which do), the username has to do, and a
 * rename would lose the account.
 */
export const accountIdOf = ({ key, name }: { readonly key?: string | null | undefined; readonly name: string }): AccountId =>
  key ? accountId(key) : idByName(name);

/** Of somebody of whom only the name is known. */
export const idByName = (name: string): AccountId => accountId(`${BY_NAME}${nameKey(name)}`);

/** The username that an id stands for, where it is one; undefined: it is a key. */
export const nameIn = (id: AccountId): string | undefined => (id.startsWith(BY_NAME) ? id.slice(BY_NAME.length) : undefined);

/** A field that is not there is empty. */
const text = z
  .string()
  .nullish()
  .transform(value => value ?? '');

/** A whole user: fields that we do not know stay in it, since only a whole user can be written (crowd sheet §2, November 2026). */
export const UserRow = z.looseObject({
  name: z.string().min(1),
  key: z.string().nullish(),
  'first-name': text,
  'last-name': text,
  'display-name': text,
  email: text,
  active: z.boolean(),
});
export type UserRow = z.output<typeof UserRow>;

export const Named = z.object({ name: z.string().min(1) });

/** One list under its plural name, or, as the newest vendor pages show it, under its singular one (crowd sheet §2). */
export const listOf = <S extends z.ZodType>(kind: 'user' | 'group', item: S) =>
  z.union([
    z.object({ [`${kind}s`]: z.array(item) }).transform(body => body[`${kind}s`] ?? []),
    z.object({ [kind]: z.array(item) }).transform(body => body[kind] ?? []),
  ]);

export const ErrorBody = z.object({ reason: z.string().min(1), message: z.string().catch('') });

/** Crowd shows first and last name where the display name is empty. */
export const displayNameOf = (row: UserRow) =>
  row['display-name'].trim() || `${row['first-name']} ${row['last-name']}`.trim() || row.name;

export const accountOf = (row: UserRow): Account => ({
  id: accountIdOf(row),
  username: row.name,
  email: row.email,
  displayName: displayNameOf(row),
  active: row.active,
  kind: 'person',
});

export const existing = (row: UserRow): ExistingAccount => ({
  kind: 'existing',
  id: accountIdOf(row),
  username: row.name,
  displayName: displayNameOf(row),
});

export const existingGroup = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });
