import type { Account } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import type { NamedGroup } from './groups.js';
import { readHolders, readPermittedGroups } from './permissions.js';
import { groupIdOf, isAtLeast, type PermittedGroup } from './schema.js';
import { readLicence, seatPools } from './seats.js';
import type { Session } from './session.js';

/** Who may do what, as far as our account may see it. */
export interface AccessControl {
  readonly administrators: ReadonlySet<AccountId>;
  readonly systemAdministrators: ReadonlySet<AccountId>;
  /** undefined: not shown to us */
  readonly permitted: readonly PermittedGroup[] | undefined;
  readonly seats: ReturnType<typeof seatPools>;
}

export async function readAccessControl(session: Session, signal: AbortSignal): Promise<AccessControl> {
  const holders = async (level: 'ADMIN' | 'SYS_ADMIN') =>
    new Set((await readHolders(session, level, signal)).rows.map(({ id }) => id));
  const [administrators, systemAdministrators] = [await holders('ADMIN'), await holders('SYS_ADMIN')];
  const permitted = await readPermittedGroups(session, signal);
  const seats = permitted === undefined ? [] : seatPools(await readLicence(session, signal), permitted);
  return { administrators, systemAdministrators, permitted, seats };
}

/** The groups that hold ADMIN or more, and those that the config names besides. */
export const administratorGroupsOf = ({ settings }: Session, { permitted = [] }: AccessControl): ReadonlySet<string> =>
  new Set([
    ...settings.administratorGroups,
    ...permitted.filter(({ permission }) => isAtLeast(permission, 'ADMIN')).map(({ group }) => group.name),
  ]);

/** An account as the planner is to see it: whether it gets in, and what of a system administrator only another one changes (G10). */
export function judged(account: Account, self: AccountId, control: AccessControl, licensed: ReadonlySet<AccountId>): Account {
  const { systemAdministrators } = control;
  const isAbove = systemAdministrators.has(account.id) && !systemAdministrators.has(self);
  const readOnly = isAbove ? { values: ABOVE, deletion: ABOVE, ...account.readOnly } : account.readOnly;
  return { ...account, hasAccess: licensed.has(account.id), ...(readOnly === undefined ? {} : { readOnly }) };
}

/** Likewise a group of system administrators. */
export function judgedGroup(
  group: NamedGroup,
  self: AccountId,
  { permitted = [], systemAdministrators }: AccessControl,
): NamedGroup {
  const isSystem = permitted.some(each => groupIdOf(each.group.name) === group.id && each.permission === 'SYS_ADMIN');
  return isSystem && !systemAdministrators.has(self) ? { ...group, readOnly: group.readOnly ?? ABOVE } : group;
}

const ABOVE = 'it has SYS_ADMIN, which our account has not';
