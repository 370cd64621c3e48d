import type { SeatPool } from '../../model/directory.js';
import { groupIdOf, isAtLeast, Licence, type PermittedGroup } from './schema.js';
import { ask, isDone, read, type Session } from './session.js';

/** How many may get in, and how many do; undefined: our account may not see that, or there is no licence. */
export async function readLicence(session: Session, signal: AbortSignal) {
  const reply = await ask(session, 'admin/license', {}, [401, 403, 404], signal);
  if (!isDone(reply)) return undefined;
  const { maximumNumberOfUsers, unlimitedNumberOfUsers, status } = read(session, Licence, reply);
  const isLimited = !unlimitedNumberOfUsers && maximumNumberOfUsers >= 0 && status !== undefined;
  return { remaining: isLimited ? maximumNumberOfUsers - status.currentNumberOfUsers : undefined };
}

/** Whoever is in a group with any global permission gets in, and takes a seat (bitbucket-dc sheet §4, November 2026). */
export function seatPools(
  licence: { readonly remaining: number | undefined } | undefined,
  permitted: readonly PermittedGroup[] | undefined,
): readonly SeatPool[] {
  if (licence === undefined || permitted === undefined) return [];
  const open = permitted.filter(({ permission }) => isAtLeast(permission, 'LICENSED_USER'));
  return [{ application: 'Bitbucket', groups: new Set(open.map(({ group }) => groupIdOf(group.name))), ...licence }];
}
