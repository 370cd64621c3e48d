import { prettifyError, z } from 'zod';
import type { Attributes, AttributeValue, Person, Quarantined, Standing } from '../../model/directory.js';
import { personId } from '../../model/ids.js';

export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;
type UserStatus = (typeof USER_STATUSES)[number];

/**
 * Where a status leaves its person (okta.md §3, 2026-08). Locked out or with an expired password is a nuisance, not a
 * departure. `transitioningToStatus` is not looked at: what it announces counts once it is the status.
 */
const STANDING: Readonly<Record<UserStatus, Standing['kind']>> = {
  STAGED: 'pending',
  PROVISIONED: 'active',
  ACTIVE: 'active',
  RECOVERY: 'active',
  PASSWORD_EXPIRED: 'active',
  LOCKED_OUT: 'active',
  SUSPENDED: 'inactive',
  DEPROVISIONED: 'inactive',
};

const Text = z.string().nullish();

const Profile = z.looseObject({ login: z.string().min(1), email: Text, firstName: Text, lastName: Text, displayName: Text });

export const UserRow = z
  .object({ id: z.string().min(1), status: z.enum(USER_STATUSES), statusChanged: Text, profile: Profile })
  .transform(
    ({ id, status, statusChanged, profile }): Person => ({
      id: personId(id),
      login: profile.login,
      email: profile.email ?? '',
      displayName: profile.displayName || [profile.firstName, profile.lastName].filter(Boolean).join(' '),
      standing: standingOf(status, statusChanged ?? undefined),
      attributes: { ...attributesOf(profile), id, status },
    }),
  );

function standingOf(status: UserStatus, since: string | undefined): Standing {
  const kind = STANDING[status];
  if (kind === 'active') return { kind };
  if (kind === 'pending') return { kind, status };
  return since === undefined ? { kind, status } : { kind, status, since };
}

/** Custom attributes are text, numbers, booleans or lists of these; what else may come one day is left out (okta.md §4). */
const attributesOf = (profile: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(Object.entries(profile).flatMap(([name, value]) => (isValue(value) ? [[name, value]] : [])));

const isValue = (value: unknown): value is AttributeValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isValue));

const ASSIGNED = ['ACTIVE', 'PROVISIONED', 'STAGED', 'PENDING', 'APPROVED'] as const;
const NOT_ASSIGNED = [
  'DEPROVISIONED',
  'IMPLICIT',
  'IMPORTED',
  'INACTIVE',
  'MATCHED',
  'REVOKED',
  'SUSPENDED',
  'UNASSIGNED',
] as const;

/** Whether a person may use the app, by the assignment's own status (okta.md §5); a new one is not guessed at. */
export const AppUserRow = z
  .object({ id: z.string().min(1), status: z.enum([...ASSIGNED, ...NOT_ASSIGNED]) })
  .transform(({ id, status }) => ({ id: personId(id), status, assigned: ASSIGNED.some(assigned => assigned === status) }));

/** The user inside an assignment, there with `expand=user`. */
export const EmbeddedUser = z.object({ _embedded: z.object({ user: UserRow }) }).transform(({ _embedded }) => _embedded.user);

export const GroupRow = z.object({ id: z.string().min(1), profile: z.object({ name: z.string().min(1) }) });

/** The group that Okta keeps of everybody (okta.md §3, 2026-08); a token that is narrowed to some groups does not see it. */
export const EveryoneRow = GroupRow.extend({ type: z.literal('BUILT_IN'), profile: z.object({ name: z.literal('Everyone') }) });

export const MemberRow = z.object({ id: z.string().min(1) });

/** A row that we do not understand, with its id when at least that is there (R2). */
export function quarantined(row: unknown, where: string, error: z.ZodError): Quarantined {
  const { data } = MemberRow.safeParse(row);
  const problem = prettifyError(error).replaceAll(/\s+/g, ' ');
  return data === undefined ? { where, problem } : { id: personId(data.id), where: `${where}, ${data.id}`, problem };
}
