import { z } from 'zod';
import type { Account, ReadOnlyParts, TargetGroup } from '../../model/directory.js';
import { accountId, targetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';

/** The id by which we know a group: Bitbucket cannot rename groups and compares their names without case. */
export const groupIdOf = (name: string) => targetGroupId(nameKey(name));

export const Properties = z.object({ version: z.string().min(1), displayName: z.string().default('Bitbucket') });

/** One page of anything. The next one may start later than where this one ended (bitbucket-dc sheet §1, November 2026). */
export const pageOf = <S extends z.ZodType>(row: S) =>
  z.object({ isLastPage: z.boolean(), nextPageStart: z.int().nullish(), values: z.array(row) });

const Id = z.int().transform(id => accountId(String(id)));

/** Who somebody is; all that is used of a plain user. */
export const PlainUser = z.object({ id: Id, name: z.string().min(1) });

/** A row of GET /admin/users and of a group's members. What tells nothing about being written is taken for writable. */
export const DetailedUser = PlainUser.extend({
  displayName: z.string(),
  emailAddress: z.string().optional(),
  active: z.boolean().default(true),
  type: z.string().default('NORMAL'),
  directoryName: z.string().optional(),
  mutableDetails: z.boolean().default(true),
  mutableGroups: z.boolean().default(true),
  deletable: z.boolean().default(true),
});
export type DetailedUser = z.output<typeof DetailedUser>;

export function accountOf(user: DetailedUser): Account {
  const { id, name, displayName, emailAddress, active, type } = user;
  const readOnly = readOnlyParts(user);
  return {
    ...{ id, username: name, email: emailAddress, displayName, active },
    // SERVICE, or a kind that we have never heard of: left alone
    kind: type === 'NORMAL' ? 'person' : 'service',
    ...(readOnly === undefined ? {} : { readOnly }),
  };
}

/** What Bitbucket says beforehand that nobody can change here (G10). */
function readOnlyParts({ directoryName, ...user }: DetailedUser): ReadOnlyParts | undefined {
  const why = directoryName === undefined ? 'its user directory is read-only' : `its directory "${directoryName}" is read-only`;
  const parts = {
    ...(user.mutableDetails ? {} : { values: why }),
    ...(user.mutableGroups ? {} : { memberships: why }),
    ...(user.deletable ? {} : { deletion: why }),
  };
  return Object.keys(parts).length === 0 ? undefined : parts;
}

export const DetailedGroup = z.object({ name: z.string().min(1), deletable: z.boolean().default(true) });
export type DetailedGroup = z.output<typeof DetailedGroup>;

/** `deletable: false` marks a group of a read-only directory (bitbucket-dc sheet §3, November 2026). */
export const groupOf = ({ name, deletable }: DetailedGroup): Omit<TargetGroup, 'members'> => ({
  ...{ id: groupIdOf(name), name },
  ...(deletable ? {} : { readOnly: 'it is in a user directory that is read-only' }),
});

/** Global permissions, the lowest first: each holds those before it. One that we do not know is none of the administrators'. */
const LEVELS = ['LICENSED_USER', 'PROJECT_CREATE', 'ADMIN', 'SYS_ADMIN'];
export const isAtLeast = (permission: string, level: string): boolean => LEVELS.indexOf(permission) >= LEVELS.indexOf(level);
export type Level = 'LICENSED_USER' | 'ADMIN' | 'SYS_ADMIN';

export const PermittedGroup = z.object({ group: z.object({ name: z.string() }), permission: z.string() });
export type PermittedGroup = z.output<typeof PermittedGroup>;
export const PermittedUser = z.object({ user: PlainUser, permission: z.string() });

export const Licence = z.object({
  maximumNumberOfUsers: z.number().default(-1),
  unlimitedNumberOfUsers: z.boolean().default(false),
  status: z.object({ currentNumberOfUsers: z.number() }).optional(),
});

const Directory = z.object({ name: z.string(), type: z.string().default(''), active: z.boolean().default(true) });
/** A bare list, or a page: the vendor's document and its text disagree (bitbucket-dc sheet §5, November 2026). */
export const Directories = z.union([
  z.array(Directory),
  z.object({ values: z.array(Directory) }).transform(({ values }) => values),
]);

/** What a refusal says. The name of the exception is the steady part; a 404 without `errors` speaks of the endpoint (sheet §1). */
export const ErrorBody = z.object({
  errors: z.array(z.object({ message: z.string().nullish(), exceptionName: z.string().nullish() })).min(1),
});
/** What the framework in front of Bitbucket's resources says. */
export const MessageBody = z.object({ message: z.string() });
