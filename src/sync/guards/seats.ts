import type { Change, ChangeOfKind } from '../../model/change.js';
import type { SeatPool } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { type Guard, type GuardInput, hold, PASS, together, type Verdict } from './guard.js';

/** Who takes and who frees a seat of one application, were the plan applied. */
export interface SeatMoves {
  readonly takes: readonly Change[];
  readonly frees: readonly Change[];
}

/** What would take a seat that is not there waits, the last by name first; never all of it. */
export const seats: Guard = {
  name: 'seats',
  check: input => together(input.actual.seats.map(pool => checkPool(pool, input))),
};

function checkPool(pool: SeatPool, input: GuardInput): Verdict {
  if (pool.remaining === undefined) return PASS;
  const { takes, frees } = seatMoves(pool, input);
  const free = Math.max(pool.remaining + frees.length, 0);
  if (takes.length <= free) return PASS;
  const over = takes.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en')).slice(free);
  return hold('seats', over, `${takes.length} people need a seat of ${pool.application}, ${free} are free`);
}

const nameOf = (change: Change) => ('account' in change ? change.account.username : change.id);

/** One change for each account that gains or loses its last way into an application. */
export function seatMoves(pool: SeatPool, { actual, changes }: Pick<GuardInput, 'actual' | 'changes'>): SeatMoves {
  const licensed = (id: AccountId, without?: ChangeOfKind<'removeMember'>) =>
    [...pool.groups].some(group => {
      const members = actual.groups.get(group)?.members;
      return members?.kind === 'read' && members.ids.has(id) && without?.group.id !== group;
    });
  const takes = new Map<string, Change>();
  const frees = new Map<string, Change>();
  for (const change of changes) {
    if (change.kind === 'addMember' && change.group.kind === 'existing' && pool.groups.has(change.group.id)) {
      const who = change.account.kind === 'existing' ? change.account.id : change.account.person;
      const already =
        change.account.kind === 'existing' &&
        licensed(change.account.id) &&
        actual.accounts.get(change.account.id)?.active === true;
      if (!already && !takes.has(who)) takes.set(who, change);
    }
    if (change.kind === 'reactivateUser' && licensed(change.account.id)) takes.set(change.account.id, change);
    if (change.kind === 'deactivateUser' && licensed(change.account.id)) frees.set(change.account.id, change);
    if (change.kind === 'removeMember' && pool.groups.has(change.group.id) && !licensed(change.account.id, change))
      frees.set(change.account.id, change);
  }
  return { takes: [...takes.values()], frees: [...frees.values()] };
}

/** Changes that must go first because their seats are needed: where the net fits, but the order would not. */
export function seatsFreedFirst(input: Pick<GuardInput, 'actual' | 'changes'>): ReadonlySet<string> {
  return new Set(
    input.actual.seats.flatMap(pool => {
      const { takes, frees } = seatMoves(pool, input);
      return pool.remaining !== undefined && takes.length > pool.remaining ? frees.map(({ id }) => id) : [];
    }),
  );
}
