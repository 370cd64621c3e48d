import { prettifyError, z } from 'zod';
import type { Person, Quarantined, Standing } from '../../model/directory.js';
import { personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import { coreShape, displayNameOf } from '../scim-user.js';
import { attributesOf, emailOf } from './attributes.js';
import type { CustomAttributes } from './settings.js';

/** Some servers send numbers (scim.md §4, 2026-08). */
const Id = z.union([z.string().min(1), z.int().transform(String)]);
const Text = z.string().nullish();

/** Some servers send `"True"` (scim.md §4, 2026-08). */
const Flag = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(true|false)$/i, 'neither true nor false')
    .transform(text => text.toLowerCase() === 'true'),
]);

/** Loose: attributes of the server's own are looked for by their path. */
const RawUser = z.looseObject({
  id: Id,
  userName: z.string().min(1),
  active: Flag.nullish(),
  ...coreShape,
  groups: z.array(z.object({ value: Id })).nullish(),
});
export type RawUser = z.output<typeof RawUser>;

export interface ScimUser {
  readonly person: Person;
  /** undefined: the row says nothing of groups */
  readonly groups: readonly SourceGroupId[] | undefined;
  /** the row says that the person is active, or not; the standard lets it say neither */
  readonly saysStanding: boolean;
}

/** A row of the list of users, with the server's own attributes that the config names. */
export const userRow = (custom: CustomAttributes) =>
  RawUser.transform((user): ScimUser => {
    const email = emailOf(user);
    return {
      person: {
        id: personId(user.id),
        login: user.userName,
        email,
        displayName: displayNameOf(user),
        standing: standingOf(user),
        attributes: attributesOf(user, custom),
      },
      groups: user.groups?.map(({ value }) => sourceGroupId(value)),
      saysStanding: user.active != null,
    };
  });
export type UserRow = ReturnType<typeof userRow>;

/** Without `active` somebody is active: the standard has no default, and servers that do not disable leave it out (scim.md §4, 2026-08). */
const standingOf = ({ active }: Pick<RawUser, 'active'>): Standing =>
  active === false ? { kind: 'inactive', status: 'not active' } : { kind: 'active' };

/** `members` is looked at by itself: one odd member makes its group unknown, and no other. */
export const GroupRow = z
  .object({ id: Id, displayName: z.string().min(1), members: z.unknown().optional() })
  .transform(({ id, displayName, members }) => ({ id: sourceGroupId(id), name: displayName, members }));

/** A group that was asked for by its id. */
export const GroupWithMembers = z.object({ id: Id, members: z.unknown().optional() });

export const Member = z.object({ value: Id, type: Text, $ref: Text });
export type Member = z.output<typeof Member>;

export const IdRow = z.object({ id: Id });

const Count = z.union([z.int().min(0), z.string().regex(/^\d+$/).transform(Number)]);

/** One page of a list. `Resources` may be missing when nothing matches, and the total where cursors lead on (RFC 9865 §2). */
export const Page = z
  .object({
    totalResults: Count.nullish(),
    Resources: z.array(z.unknown()).nullish(),
    nextCursor: Text,
    startIndex: z.unknown().optional(),
  })
  .refine(({ totalResults, Resources }) => totalResults != null || Resources != null, 'this is no list')
  .transform(({ totalResults, Resources, nextCursor, startIndex }) => ({
    total: totalResults ?? undefined,
    rows: Resources ?? [],
    nextCursor: nextCursor || undefined,
    /** it says where it begins, as pages by number do (RFC 7644 §3.4.2.4) */
    isByIndex: startIndex !== undefined && startIndex !== null,
  }));
export type Page = z.output<typeof Page>;

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * In SCIM's own words: by its schema, or at least by what its errors say and nothing else. Gateways and frameworks name a `status` too,
 * with a `title`, a `path` or an `error` beside it (RFC 9457; Spring's and ASP.NET's own forms, 2026-11).
 */
export const ScimError = z.union([
  z.object({
    schemas: z.array(z.string()).refine(schemas => schemas.some(schema => schema.toLowerCase() === ERROR.toLowerCase())),
  }),
  z.strictObject({
    schemas: z.array(z.string()).nullish(),
    status: z.union([z.literal('404'), z.literal(404)]),
    scimType: Text,
    detail: z.string(),
  }),
]);

/** Why a server refused, where it says so (RFC 7644 §3.12, RFC 9865 §2). */
export const Refusal = z.object({ scimType: z.string() });

/** A row that we do not understand, with its id when at least that is there (R2). */
export function quarantined(row: unknown, where: string, error: z.ZodError): Quarantined {
  const { data } = IdRow.safeParse(row);
  const problem = prettifyError(error).replaceAll(/\s+/g, ' ');
  return data === undefined ? { where, problem } : { id: personId(data.id), where: `${where}, ${data.id}`, problem };
}
