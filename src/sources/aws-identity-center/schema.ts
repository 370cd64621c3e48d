import { prettifyError, z } from 'zod';
import type { Attributes, AttributeValue, Person, Quarantined, Standing } from '../../model/directory.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import { quarantined } from '../quarantined.js';
import type { AttributeType } from '../source.js';

/** What the config declares under `attributes`. */
export type Declared = Readonly<Record<string, AttributeType>>;

const Id = z.string().min(1);
const Text = z
  .string()
  .nullish()
  .transform(text => text?.trim() ?? ''); // a single blank is a legal name (aws.md, Gotcha 4)
const Time = z
  .union([z.number().transform(seconds => new Date(seconds * 1000)), z.string().transform(text => new Date(text))])
  .nullish()
  .transform(time => (time == null || Number.isNaN(time.getTime()) ? '' : time.toISOString())); // epoch seconds; unsure (aws.md §3)

export const EXTENSION = 'aws:identitystore:enterprise';

const RawUser = z.object({
  UserId: Id,
  UserName: z.string().min(1),
  /** told since 2025-11; what is not known is never guessed (aws.md §3) */
  UserStatus: z.enum(['ENABLED', 'DISABLED']).nullish(),
  Name: z
    .object({
      ...{ Formatted: Text, GivenName: Text, FamilyName: Text, MiddleName: Text },
      ...{ HonorificPrefix: Text, HonorificSuffix: Text },
    })
    .nullish(),
  ...{ DisplayName: Text, NickName: Text, Title: Text, UserType: Text, Locale: Text, PreferredLanguage: Text },
  ...{ Timezone: Text, ProfileUrl: Text, CreatedAt: Time, UpdatedAt: Time },
  Emails: z.array(z.object({ Value: Text, Primary: z.boolean().nullish() })).nullish(),
  ExternalIds: z.array(z.object({ Issuer: Text, Id: Text })).nullish(),
  Extensions: z.object({ [EXTENSION]: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
type RawUser = z.output<typeof RawUser>;

export interface UserRow {
  readonly person: Person;
  /** undefined: this endpoint does not tell the status of this one */
  readonly isEnabled: boolean | undefined;
  /** whether an identity provider provisioned them */
  readonly isProvisioned: boolean;
}

export type ReadUser =
  | ({ readonly kind: 'user' } & UserRow)
  /** with the id when at least that is there (R2) */
  | { readonly kind: 'odd'; readonly odd: Quarantined };

/** A row of users as ours; `where` says which list it stands in. */
export function readUser(row: unknown, declared: Declared, where: string): ReadUser {
  const { data, error } = RawUser.safeParse(row);
  if (error !== undefined) return oddRow(row, where, prettifyError(error));
  const custom = customOf(data, declared);
  return typeof custom === 'string' ? oddRow(row, where, custom) : { kind: 'user', ...userOf(data, custom) };
}

/** Told as odd: with the id when at least that is there. */
export function oddRow(row: unknown, where: string, what: string): Extract<ReadUser, { kind: 'odd' }> {
  return { kind: 'odd', odd: quarantined(UserId.safeParse(row).data?.UserId, where, what) };
}

function userOf(user: RawUser, custom: Attributes): UserRow {
  const { UserId, UserName, UserStatus, Name, ExternalIds, Emails } = user;
  const email = (Emails?.find(({ Primary }) => Primary === true) ?? Emails?.[0])?.Value ?? ''; // Control Tower makes users without (aws.md §3)
  const names = [Name?.GivenName, Name?.FamilyName].filter(Boolean).join(' ');
  const displayName = user.DisplayName || names || UserName;
  const external = ExternalIds?.[0];
  const attributes: Attributes = {
    ...custom,
    ...{ id: UserId, login: UserName, email, displayName, firstName: Name?.GivenName ?? '', lastName: Name?.FamilyName ?? '' },
    ...{ middleName: Name?.MiddleName ?? '', formattedName: Name?.Formatted ?? '', nickName: user.NickName, title: user.Title },
    ...{ honorificPrefix: Name?.HonorificPrefix ?? '', honorificSuffix: Name?.HonorificSuffix ?? '', userType: user.UserType },
    ...{ locale: user.Locale, preferredLanguage: user.PreferredLanguage, timezone: user.Timezone, profileUrl: user.ProfileUrl },
    ...{ externalId: external?.Id ?? '', issuer: external?.Issuer ?? '', created: user.CreatedAt, updated: user.UpdatedAt },
    ...{ status: UserStatus ?? '', active: UserStatus !== 'DISABLED' },
  };
  const standing: Standing = UserStatus === 'DISABLED' ? { kind: 'inactive', status: 'DISABLED' } : { kind: 'active' };
  return {
    person: { ...{ id: personId(UserId), login: UserName, email, displayName, attributes }, standing },
    isEnabled: UserStatus == null ? undefined : UserStatus === 'ENABLED',
    isProvisioned: external !== undefined,
  };
}

/** The values of the declared attributes, or what is wrong with them. How AWS writes their names is not documented: case does not count. */
function customOf({ Extensions }: RawUser, declared: Declared): Attributes | string {
  const given = new Map(Object.entries(Extensions?.[EXTENSION] ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const values: Record<string, AttributeValue> = {};
  for (const [name, type] of Object.entries(declared)) {
    const value = valueIn(given.get(name.toLowerCase()), type);
    if (value === undefined) return `the attribute ${name} is no ${type}: ${JSON.stringify(given.get(name.toLowerCase()))}`;
    values[name] = value;
  }
  return values;
}

const Manager = z.object({ value: z.string() }).transform(({ value }) => value);

/** undefined: it is nothing of this type. A manager is an object around an id, as in SCIM. */
function valueIn(given: unknown, type: AttributeType): AttributeValue | undefined {
  if (given === undefined || given === null || given === '') return null;
  switch (type) {
    case 'string':
      return z.union([z.string(), z.number().transform(String), Manager]).safeParse(given).data;
    case 'number':
      return z.union([z.number(), z.string().trim().min(1).transform(Number).pipe(z.number())]).safeParse(given).data;
    case 'boolean':
      return z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]).safeParse(given).data;
    case 'list':
      return z.array(z.string()).safeParse(given).data?.toSorted();
  }
}

/** Names may hold tabs, line ends and non-breaking blanks (aws.md, Gotcha 2); a group need not have one (the model, 2026-11). */
export const GroupRow = z.object({ GroupId: Id, DisplayName: z.string().nullish() }).transform(({ GroupId, DisplayName }) => ({
  id: sourceGroupId(GroupId),
  name: (DisplayName ?? '').replaceAll(/\s+/g, ' ').trim() || GroupId,
}));

/** A member is a user: groups hold no groups (aws.md §2, 2026-11). */
export const MembershipRow = z
  .object({ GroupId: Id, MemberId: z.object({ UserId: Id }) })
  .transform(({ GroupId, MemberId }) => ({ group: sourceGroupId(GroupId), person: personId(MemberId.UserId) }));

export const AssignmentRow = z
  .object({ PrincipalId: Id, PrincipalType: z.enum(['USER', 'GROUP']) })
  .transform(({ PrincipalId, PrincipalType }) => ({ id: PrincipalId, kind: PrincipalType }));

export const InstanceRow = z.object({ IdentityStoreId: Id, Name: z.string().nullish(), Status: z.string().nullish() });

export const UserId = z.object({ UserId: Id });

const token = z.string().min(1).nullish();
const rows = z.array(z.unknown()); // required, whatever the model says: a list that is not there is not empty
export const pages = {
  Users: z.object({ Users: rows, NextToken: token }).transform(({ Users, NextToken }) => ({ rows: Users, next: NextToken })),
  Groups: z.object({ Groups: rows, NextToken: token }).transform(({ Groups, NextToken }) => ({ rows: Groups, next: NextToken })),
  GroupMemberships: z
    .object({ GroupMemberships: rows, NextToken: token })
    .transform(({ GroupMemberships, NextToken }) => ({ rows: GroupMemberships, next: NextToken })),
  Instances: z
    .object({ Instances: rows, NextToken: token })
    .transform(({ Instances, NextToken }) => ({ rows: Instances, next: NextToken })),
  ApplicationAssignments: z
    .object({ ApplicationAssignments: rows, NextToken: token })
    .transform(({ ApplicationAssignments, NextToken }) => ({ rows: ApplicationAssignments, next: NextToken })),
};

/** One page of a list; `next`: the token of the page after it. */
export interface Page {
  readonly rows: readonly unknown[];
  readonly next?: string | null | undefined;
}
