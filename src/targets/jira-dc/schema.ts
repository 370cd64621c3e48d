import { z } from 'zod';
import type { Account, SeatPool } from '../../model/directory.js';
import { accountId, targetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';

/** The id by which we know a group: Jira cannot rename groups and compares their names without case. */
export const groupIdOf = (name: string) => targetGroupId(nameKey(name));

export const ServerInfo = z.object({
  version: z.string(),
  versionNumbers: z.array(z.number()).default([]),
  deploymentType: z.string().default('Server'),
});
export type ServerInfo = z.output<typeof ServerInfo>;

/** 10 of 10.3.24; NaN where it is not told, which is less and more than nothing. */
export const majorOf = ({ version, versionNumbers: [major] }: ServerInfo): number => major ?? Number.parseInt(version, 10);

const Row = z.object({ key: z.string().min(1), name: z.string().min(1) });

/** `emailAddress` may be left out where the caller must not see it; that is not the same as having none. */
const UserRow = Row.extend({
  emailAddress: z.string().optional(),
  displayName: z.string(),
  active: z.boolean(),
  deleted: z.boolean().default(false),
});

export const Myself = UserRow;

export type UserRow = z.output<typeof UserRow>;

/** GET /user/search: a bare array, whatever the vendor's document says; no total, no next (jira-dc sheet §2, November 2026). */
export const UserRows = z.array(UserRow);

/** One page of GET /user/list (jira-dc sheet §2, November 2026). The cursor is opaque. */
export const UserPage = z.object({
  isLast: z.boolean(),
  nextCursor: z.union([z.string(), z.number()]).transform(String).optional(),
  values: z.array(UserRow),
});

export function accountOf({ key, name, emailAddress, displayName, active }: UserRow): Account {
  // jirauserNNNNN is what anonymisation leaves, but anybody may be called so: only an inactive one is taken for it
  const kind = !active && /^jirauser\d+$/.test(name) ? 'anonymised' : 'person';
  return { id: accountId(key), username: name, email: emailAddress, displayName, active, kind };
}

/** Without `expand` the lists have a size and no items: a list that is not whole is refused. */
const whole = <S extends z.ZodType>(item: S) =>
  z
    .object({ size: z.number(), items: z.array(item) })
    .refine(({ size, items }) => size === items.length, 'the list is shorter than its size')
    .transform(({ items }) => items);

const Named = z.object({ name: z.string() });
const Role = z.object({ key: z.string() });

/** GET /user?expand=groups,applicationRoles */
export const UserWithGroups = UserRow.extend({
  groups: whole(Named).transform(groups => groups.map(({ name }) => name)),
  applicationRoles: whole(Role).transform(roles => roles.map(({ key }) => key)),
});
export type UserWithGroups = z.output<typeof UserWithGroups>;

export const CreatedUser = Row;

export const GroupPicker = z.object({ total: z.number(), groups: z.array(Named) });

export const MemberPage = z.object({
  startAt: z.number(),
  maxResults: z.number(),
  total: z.number(),
  isLast: z.boolean().optional(),
  values: z.array(z.object({ key: z.string().min(1) })),
});

const Lead = z.object({ key: z.string() }).nullish();

export const Project = z.object({ key: z.string(), lead: Lead });
export const Projects = z.array(Project);

export const Component = z.object({
  id: z.string(),
  name: z.string(),
  lead: Lead,
  assigneeType: z.string().optional(),
});
export const Components = z.array(Component);

export const ApplicationRoles = z.array(
  z
    .object({
      key: z.string(),
      name: z.string(),
      groups: z.array(z.string()),
      hasUnlimitedSeats: z.boolean().default(false),
      numberOfSeats: z.number().default(-1),
      remainingSeats: z.number().optional(),
    })
    .transform(({ key, name, groups, hasUnlimitedSeats, numberOfSeats, remainingSeats }) => ({
      key,
      groups,
      pool: {
        application: name,
        groups: new Set(groups.map(groupIdOf)),
        remaining: hasUnlimitedSeats || numberOfSeats < 0 ? undefined : remainingSeats,
      } satisfies SeatPool,
    })),
);

const Permission = z.object({ havePermission: z.boolean() });
export const MyPermissions = z.object({
  permissions: z.object({ ADMINISTER: Permission.optional(), SYSTEM_ADMIN: Permission.optional() }),
});

/** What a refusal says. A 404 that has `errorMessages` speaks of the object, one without of the endpoint (sheet §1). */
export const ErrorBody = z.object({
  errorMessages: z.array(z.string()),
  errors: z.record(z.string(), z.string()).default({}),
});
/** What the framework in front of Jira's resources says. */
export const MessageBody = z.object({ message: z.string() });
