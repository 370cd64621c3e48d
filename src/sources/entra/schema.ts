import { prettifyError, z } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { Attributes, Person, Quarantined } from '../../model/directory.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import { quarantined } from '../quarantined.js';
import { type Declared, declaredIn } from './attributes.js';
import type { EntraSettings } from './settings.js';

const Id = z.string().min(1);
const Text = z.string().nullish();

const RawUser = z.looseObject({
  id: Id,
  userPrincipalName: z.string().min(1),
  accountEnabled: z.boolean(), // never guessed: without it the row is odd
  mail: Text,
  displayName: Text,
  givenName: Text,
  surname: Text,
  userType: Text,
  employeeId: Text,
  department: Text,
  jobTitle: Text,
});
type RawUser = z.output<typeof RawUser>;

/** What may not be read is null or missing in an answer of 200 (entra.md §4, 2026-11). */
const Withheld = z.object({ id: Id, accountEnabled: z.null().optional() });

export interface UserRow {
  readonly person: Person;
  /** of another tenant, and not taken in as a member */
  readonly isGuest: boolean;
}

export type ReadUser =
  | ({ readonly kind: 'user' } & UserRow)
  /** with the id when at least that is there (R2); `isWithheld`: perhaps the permission is missing */
  | { readonly kind: 'odd'; readonly odd: Quarantined; readonly isWithheld: boolean };

export type Reading = Pick<EntraSettings, 'emailFallback'> & { readonly attributes: Declared };

/** A row of users as ours; `where` says which list it stands in. */
export function readUser(row: unknown, settings: Reading, where: string): ReadUser {
  const { data, error } = RawUser.safeParse(row);
  if (error !== undefined) {
    const isWithheld = Withheld.safeParse(row).success;
    const why = isWithheld ? 'its accountEnabled is withheld: may the app read users (User.Read.All)?' : prettifyError(error);
    return odd(row, where, why, isWithheld);
  }
  const declared = declaredIn(data, settings.attributes);
  return typeof declared === 'string' ? odd(row, where, declared, false) : { kind: 'user', ...userOf(data, declared, settings) };
}

/** How a guest is called in the tenant, whose own address stands in `mail` (entra.md §3, 2026-11). */
const EXTERNAL = /#EXT#/i;

function userOf(user: RawUser, declared: Attributes, { emailFallback }: Reading): UserRow {
  const { id, userPrincipalName, accountEnabled, mail, displayName, givenName, surname, userType } = user;
  const isExternal = EXTERNAL.test(userPrincipalName);
  const email = mail || (emailFallback === 'userPrincipalName' && !isExternal ? userPrincipalName : '');
  const login = (isExternal && mail) || userPrincipalName;
  const name = displayName || [givenName, surname].filter(Boolean).join(' ') || login;
  const attributes: Attributes = {
    ...declared,
    ...{ id, login, email, displayName: name, firstName: givenName ?? '', lastName: surname ?? '', userPrincipalName },
    ...{ userType: userType ?? '', employeeId: user.employeeId ?? '', department: user.department ?? '' },
    ...{ title: user.jobTitle ?? '', active: accountEnabled },
  };
  return {
    isGuest: userType === 'Guest' || (!userType && isExternal),
    person: {
      ...{ id: personId(id), login, email, displayName: name, attributes },
      standing: accountEnabled ? { kind: 'active' } : { kind: 'inactive', status: 'disabled' },
    },
  };
}

function odd(row: unknown, where: string, what: string, isWithheld: boolean): ReadUser {
  return { kind: 'odd', odd: quarantined(IdRow.safeParse(row).data?.id, where, what), isWithheld };
}

/** `visibility` is `HiddenMembership` where a permission of its own is needed to see members (entra.md §4, 2026-11). */
export const GroupRow = z
  .object({ id: Id, displayName: z.string().min(1), visibility: Text })
  .transform(({ id, displayName, visibility }) => ({
    ...{ id: sourceGroupId(id), name: displayName, isHidden: visibility === 'HiddenMembership' },
  }));
export type GroupRow = z.output<typeof GroupRow>;

/** Who has an app: a user, or whoever is directly in a group (entra.md §2, 2026-11). */
export const AssignmentRow = z.object({ principalId: Id, principalType: z.string().min(1) });

export const IdRow = z.object({ id: Id });

/** The id of a row that is nothing else to us. */
export function idOf(row: unknown, what: string): string {
  const { data } = IdRow.safeParse(row);
  if (data !== undefined) return data.id;
  throw new UnexpectedReply(
    `Graph sent a row without an id among the ${what}`,
    'Nothing was believed. Its API may have changed.',
  );
}

/** A page may be empty and have a next one; the count comes on the first only (entra.md §1, 2026-11). */
export const Page = z
  .object({
    value: z.array(z.unknown()),
    '@odata.nextLink': z.string().min(1).nullish(),
    '@odata.count': z.int().min(0).nullish(),
  })
  .transform(({ value, '@odata.nextLink': next, '@odata.count': count }) => ({
    ...{ rows: value, next: next ?? undefined, count: count ?? undefined },
  }));
export type Page = z.output<typeof Page>;

/** Graph's own errors (entra.md §1, 2026-11); what a proxy answers has other forms. */
export const GraphError = z
  .object({ error: z.object({ code: z.string().min(1), message: z.string().catch('') }) })
  .transform(({ error }) => error);

/** In any order, each with its own status (entra.md §6, 2026-11). */
export const BatchReply = z
  .object({
    responses: z.array(
      z.object({
        id: z.string(),
        status: z.int(),
        headers: z.record(z.string(), z.string()).nullish(),
        body: z.unknown().optional(),
      }),
    ),
  })
  .transform(({ responses }) => responses);

export const TokenError = z.object({
  error: z.string(),
  error_description: z.string().nullish(),
  error_codes: z.array(z.number()).nullish(),
});
