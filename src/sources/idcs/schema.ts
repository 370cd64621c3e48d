import { prettifyError, z } from 'zod';
import type { Person, Quarantined, Standing } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import { coreShape, displayNameOf } from '../scim-user.js';
import { attributesOf, emailOf } from './attributes.js';
import { CUSTOM, USER, USER_STATE } from './urns.js';

const Id = z.string().min(1);
const Text = z.string().nullish();
const Flag = z.boolean().nullish();
const list = <T extends z.ZodType>(row: T) => z.array(row).nullish();

const RawUser = z.object({
  id: Id,
  userName: z.string().min(1),
  active: z.boolean(), // never guessed: without it the row is odd
  deleteInProgress: Flag,
  ...coreShape,
  groups: list(z.object({ value: Id })),
  [USER]: z.object({ isFederatedUser: Flag, serviceUser: Flag, status: Text }).nullish(),
  [USER_STATE]: z.object({ locked: z.object({ on: Flag }).nullish() }).nullish(),
  [CUSTOM]: z.record(z.string(), z.unknown()).nullish(),
});
export type RawUser = z.output<typeof RawUser>;

export interface IdcsUser {
  readonly person: Person;
  /** direct or not: nested and dynamic groups are flattened (idcs.md §4, 2026-08; G9) */
  readonly groups: readonly SourceGroupId[];
}

export const UserRow = RawUser.transform(
  (user): IdcsUser => ({
    person: {
      id: personId(user.id),
      login: user.userName,
      email: emailOf(user),
      displayName: displayNameOf(user),
      standing: standingOf(user),
      attributes: attributesOf(user),
    },
    groups: (user.groups ?? []).map(({ value }) => sourceGroupId(value)),
  }),
);

/** `locked` is not looked at: a locked account is a nuisance, not a departure (idcs.md §4, 2026-08). */
function standingOf({ active, deleteInProgress, [USER]: oracle }: RawUser): Standing {
  if (deleteInProgress === true) return { kind: 'inactive', status: 'being deleted' };
  return active ? { kind: 'active' } : { kind: 'inactive', status: oracle?.status || 'deactivated' };
}

export const GroupRow = z
  .object({ id: Id, displayName: z.string().min(1) })
  .transform(({ id, displayName }) => ({ id: sourceGroupId(id), name: displayName }));

/** A group with its own members; the attribute is not there when there are none. Only users are members of ours. */
export const GroupWithMembers = z
  .object({ id: Id, members: list(z.object({ value: Id, type: Text })) })
  .transform(({ members }): readonly PersonId[] =>
    (members ?? []).filter(({ type }) => type == null || type === 'User').map(({ value }) => personId(value)),
  );

/** One grant for an app to a user; a person has several where the app comes by several ways (idcs.md §6, 2026-08). */
export const GrantRow = z
  .object({ grantee: z.object({ value: Id, type: z.literal('User') }), app: z.object({ value: Id }) })
  .transform(({ grantee, app }) => ({ person: personId(grantee.value), app: app.value }));

export const IdRow = z.object({ id: Id });

/** One page of a list. `Resources` may be missing when nothing matches (idcs.md §3, 2026-08). */
export const Page = z.object({ totalResults: z.int().min(0), Resources: z.array(z.unknown()).nullish() });

/** A 404 says that somebody is gone, and may end an account: only IDCS's own is believed (idcs.md §8 and 9, 2026-08). */
export const ScimError = z.object({ schemas: z.array(z.string()).refine(has('urn:ietf:params:scim:api:messages:2.0:Error')) });

function has(schema: string) {
  return (schemas: readonly string[]) => schemas.includes(schema);
}

/** A row that we do not understand, with its id when at least that is there (R2). */
export function quarantined(row: unknown, where: string, error: z.ZodError): Quarantined {
  const { data } = IdRow.safeParse(row);
  const problem = prettifyError(error).replaceAll(/\s+/g, ' ');
  return data === undefined ? { where, problem } : { id: personId(data.id), where: `${where}, ${data.id}`, problem };
}
