import { z } from 'zod';
import type { Account } from '../../model/directory.js';
import { accountId, targetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { unwritable } from './names.js';

/** The id by which we know a group: Confluence cannot rename groups and compares their names without case. */
export const groupIdOf = (name: string) => targetGroupId(nameKey(name));

export const ServerInformation = z.object({ version: z.string().min(1) });

/** GET {base}/rest/applinks/1.0/manifest, as JSON or as XML (confluence-dc sheet §1, November 2026). */
export const Manifest = z.union([
  z.object({ typeId: z.string().default('confluence'), version: z.string().min(1) }),
  z.string().transform((xml, context) => {
    const version = /<version>\s*([^<\s]+)\s*<\/version>/.exec(xml)?.[1];
    const typeId = /<typeId>\s*([^<\s]+)\s*<\/typeId>/.exec(xml)?.[1] ?? 'confluence';
    if (version !== undefined) return { typeId, version };
    context.addIssue({ code: 'custom', message: 'a manifest without a version' });
    return z.NEVER;
  }),
]);

/** Who is asked by key or name, or stands in a list; `status` only with `expand=status` (sheet §2). */
export const PersonRow = z.object({
  type: z.string().default('known'),
  username: z.string().min(1).optional(),
  userKey: z.string().min(1),
  displayName: z.string().default(''),
  status: z.string(),
});
export type PersonRow = z.output<typeof PersonRow>;

/** A row of a group's members: only who it is. */
export const MemberRow = z.object({ userKey: z.string().min(1) });

/** A row of admin/users/list/active. */
export const ActiveRow = z.object({ userKey: z.string().min(1), email: z.string().optional() });

export const GroupRow = z.object({ name: z.string().min(1) });

/** `type: anonymous` is nobody: bad credentials where anonymous access is allowed. */
export const CurrentUser = z.object({
  type: z.string(),
  username: z.string().optional(),
  userKey: z.string().optional(),
  displayName: z.string().default(''),
  status: z.string().optional(),
});

/** `current`, and in other clients `active`, are on; whatever else is off (sheet §2: compare without case). */
export const meansActive = (status: string): boolean => /^(current|active)$/i.test(status);
const isActive = ({ type, status }: PersonRow) => type === 'known' && meansActive(status);

/** `email` undefined: not shown, which is not the same as having none. Whoever is not `known` is what a deletion leaves. */
export function accountOf(row: PersonRow, email: string | undefined): Account {
  const { type, userKey, username = userKey, displayName } = row;
  const kind = type === 'known' ? 'person' : 'anonymised';
  const why = unwritable(username);
  return {
    ...{ id: accountId(userKey), username, email, displayName, active: isActive(row), kind },
    ...(why === undefined ? {} : { readOnly: { values: why, memberships: why, deletion: why } }),
  };
}

/** Vendor's envelope of lists; `totalCount` is not always there, `next` is relative, `size` may be less than `limit` (sheet §1). */
export const pageOf = <S extends z.ZodType>(row: S) =>
  z.object({
    results: z.array(row),
    start: z.number().int().min(0),
    limit: z.number().int().min(0).optional(),
    size: z.number().int().min(0),
    totalCount: z.number().int().min(0).optional(),
    _links: z.object({ next: z.string().optional() }).default({}),
  });

export const CreatedUser = z.object({ userKey: z.string().min(1) });

export const TaskSubmitted = z.object({ id: z.union([z.string().min(1), z.number().transform(String)]) });

const Message = z.object({ translation: z.string().optional(), key: z.string().optional() });
export const LongTask = z.object({
  percentageComplete: z.number(),
  successful: z.boolean(),
  messages: z.array(Message).default([]),
});

/** The vendor's document names only `displayName` of a subject; a group's is its name. */
const Permission = z.object({
  operation: z.object({ targetType: z.string(), operationKey: z.string() }),
  subject: z
    .object({ type: z.string().toLowerCase(), displayName: z.string().optional(), name: z.string().optional() })
    .nullish(),
});
export type Permission = z.output<typeof Permission>;
export const Permissions = z.array(Permission);

export const AccessMode = z.string();

/** Of the embedded Crowd; a remote directory is one that is synchronised (sheet §5). */
export const Directories = z.object({
  directory: z.array(z.object({ name: z.string(), synchronisation: z.unknown().optional() })),
});

/**
 * What a refusal says (sheet §1). `allowedInReadOnlyMode: false`: the read-only mode is the reason. A gateway says
 * `{"statusCode":404,"message":"Resource not found"}` of its own (Azure API Management): only Confluence has the rest.
 */
export const RestError = z
  .object({
    statusCode: z.number(),
    message: z.string().default(''),
    reason: z.string().nullish(),
    data: z.object({ allowedInReadOnlyMode: z.boolean().default(true) }).nullish(),
  })
  .refine(({ reason, data }) => (reason ?? data ?? undefined) !== undefined);
/** What the framework in front of the resources says, such as of an address that does not exist. */
export const FrameworkError = z.object({ message: z.string(), 'status-code': z.number() });
