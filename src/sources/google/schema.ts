import { prettifyError, z } from 'zod';
import type { Attributes, Person, Quarantined, Standing } from '../../model/directory.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import { quarantined } from '../quarantined.js';
import { customOf } from './custom.js';
import type { GoogleSettings } from './settings.js';

const Id = z.string().min(1);
const Text = z.string().nullish();
const Organization = z.object({
  ...{ primary: z.boolean().nullish(), title: Text, department: Text, costCenter: Text, description: Text },
});
const Typed = z.object({ type: Text, value: Text });

/** What is not set, Google leaves out (google.md §9, 2026-09). */
const RawUser = z.object({
  id: Id,
  primaryEmail: z.string().min(1),
  name: z.object({ givenName: Text, familyName: Text, fullName: Text }).nullish(),
  suspended: z.boolean(), // never guessed: without it the row is odd
  archived: z.boolean().nullish(),
  isGuestUser: z.boolean().nullish(),
  ...{
    suspensionReason: Text,
    suspensionTime: Text,
    archivalTime: Text,
    deletionTime: Text,
    creationTime: Text,
    orgUnitPath: Text,
  },
  aliases: z.array(z.string()).nullish(),
  organizations: z.array(Organization).nullish(),
  externalIds: z.array(Typed).nullish(),
  relations: z.array(Typed).nullish(),
  customSchemas: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
});
type RawUser = z.output<typeof RawUser>;

/** The same, as `fields` asks for it. */
export const USER_FIELDS = [
  'id,primaryEmail,name(givenName,familyName,fullName),suspended,suspensionReason,suspensionTime,archived,archivalTime,deletionTime',
  'isGuestUser,creationTime,orgUnitPath,aliases,organizations,externalIds,relations,customSchemas',
].join(',');

export interface UserRow {
  readonly person: Person;
  readonly isGuest: boolean;
  readonly isDeleted: boolean;
}

export type ReadUser =
  | ({ readonly kind: 'user' } & UserRow)
  /** with the id when at least that is there (R2) */
  | { readonly kind: 'odd'; readonly odd: Quarantined };

type Declared = GoogleSettings['attributes'];

/** A row of users as ours; `where` says which list it stands in. */
export function readUser(row: unknown, declared: Declared, where: string): ReadUser {
  const { data, error } = RawUser.safeParse(row);
  if (error !== undefined) return odd(row, where, prettifyError(error));
  const custom = customOf(data.customSchemas ?? {}, declared);
  if (typeof custom === 'string') return odd(row, where, custom);
  return {
    kind: 'user',
    person: personOf(data, custom),
    isGuest: data.isGuestUser === true,
    isDeleted: Boolean(data.deletionTime),
  };
}

function personOf(user: RawUser, custom: Attributes): Person {
  const { id, primaryEmail, name } = user;
  const standing = standingOf(user);
  const displayName = legible(name?.fullName) || primaryEmail;
  const attributes: Attributes = {
    ...{ ...custom, id, login: primaryEmail, email: primaryEmail, displayName },
    ...{ firstName: legible(name?.givenName), lastName: legible(name?.familyName), ...workOf(user) },
    ...{ orgUnitPath: user.orgUnitPath ?? '', aliases: (user.aliases ?? []).toSorted(), created: user.creationTime ?? '' },
    ...{ suspensionReason: user.suspensionReason ?? '', active: standing.kind === 'active', isGuest: user.isGuestUser === true },
  };
  return { id: personId(id), login: primaryEmail, email: primaryEmail, displayName, standing, attributes };
}

/** Suspended and archived are two things, and either ends access (google.md §4, 2026-09). */
function standingOf(user: RawUser): Standing {
  const inactive = (status: string, since: string | null | undefined): Standing => ({
    ...{ kind: 'inactive', status },
    ...(since && !Number.isNaN(Date.parse(since)) && { since: new Date(since).toISOString() }),
  });
  if (user.deletionTime) return inactive('deleted', user.deletionTime);
  if (user.suspended) return inactive('suspended', user.suspensionTime);
  return user.archived === true ? inactive('archived', user.archivalTime) : { kind: 'active' };
}

/** Of several organisations the primary one, else the first. */
function workOf({ organizations, externalIds, relations }: RawUser): Attributes {
  const work = organizations?.find(({ primary }) => primary === true) ?? organizations?.[0];
  const firstOf = (list: RawUser['relations'], type: string) => list?.find(each => each.type === type)?.value ?? '';
  return {
    ...{ title: work?.title ?? '', department: work?.department ?? '', costCenter: work?.costCenter ?? '' },
    employeeType: work?.description ?? '',
    ...{ employeeNumber: firstOf(externalIds, 'organization'), manager: firstOf(relations, 'manager') },
  };
}

/** Google lets a name be a zero-width blank, where an empty one is not allowed (google.md §8, 2026-09). */
const legible = (name: string | null | undefined): string => (name ?? '').replaceAll(/[\u200b\u2060\ufeff]/g, '').trim();

function odd(row: unknown, where: string, what: string): ReadUser {
  return { kind: 'odd', odd: quarantined(z.object({ id: Id }).safeParse(row).data?.id, where, what) };
}

export const GROUP_FIELDS = 'id,email,name,directMembersCount';

/** Names need not be unique, nor visible; addresses are both. The count is a text, and of people only (google.md §3, 2026-09). */
export const GroupRow = z
  .object({ id: Id, email: z.string().min(1), name: Text, directMembersCount: z.string().regex(/^\d+$/).nullish() })
  .transform(({ id, email, name, directMembersCount }) => ({
    ...{ id: sourceGroupId(id), email, name: legible(name) || email },
    count: directMembersCount == null ? undefined : Number(directMembersCount),
  }));
export type GroupRow = z.output<typeof GroupRow>;

export const MEMBER_FIELDS = 'id,email,type,status';

/** Owners and managers are members like others: `role` is not asked for. */
export const MemberRow = z.object({ id: Id, email: Text, type: z.string(), status: Text });
export type MemberRow = z.output<typeof MemberRow>;
