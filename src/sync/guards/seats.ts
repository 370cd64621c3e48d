import type { AccountRef, Change } from '../../model/change.js';
import { knownIn, type SeatPool } from '../../model/directory.js';
import type { PersonKey, TargetGroupId } from '../../model/ids.js';
import { type Guard, type GuardInput, hold, ofKind, PASS, subjectOf, together, type Verdict } from './guard.js';

/** Somebody who gains the seat of one application, were the plan applied, and the changes that do it. */
interface Taker {
  readonly name: string;
  readonly person: PersonKey | undefined;
  readonly changes: readonly Change[];
}

interface Moves {
  readonly takes: readonly Taker[];
  /** of each who loses the seat, the changes that do it */
  readonly frees: readonly (readonly Change[])[];
}

type Looked = Pick<GuardInput, 'actual' | 'changes' | 'owners'>;

/** What would take a seat that is not there waits: the last by priority, then by name; never all of it. */
export const seats: Guard = {
  name: 'seats',
  check: input => together(input.actual.seats.map(pool => checkPool(pool, input))),
};

function checkPool(pool: SeatPool, input: GuardInput): Verdict {
  if (pool.remaining === undefined) return PASS;
  const { takes, frees } = movesOf(pool, input);
  const free = Math.max(pool.remaining + frees.length, 0);
  const priority = ({ person }: Taker) => (person === undefined ? undefined : input.priorities.get(person)) ?? 0;
  const inOrder = takes.toSorted((a, b) => priority(b) - priority(a) || (a.name < b.name ? -1 : 1));
  const over = inOrder.slice(free).flatMap(({ changes }) => changes);
  return hold('seats', over, `${takes.length} people need a seat of ${pool.application}, ${free} are free`);
}

/** Changes that must go first because their seats are needed: where the net fits, but the order would not. */
export function seatsFreedFirst(input: Looked): ReadonlySet<string> {
  const early = input.actual.seats.flatMap(pool => {
    const { takes, frees } = movesOf(pool, input);
    return pool.remaining !== undefined && takes.length > pool.remaining ? frees.flat() : [];
  });
  const leaving = new Set(ofKind(early, 'deactivateUser', 'cutAccess').map(({ account }) => account.id));
  // what they lead still goes to somebody else before (U4)
  const handOvers = ofKind(input.changes, 'handOver').filter(({ account }) => leaving.has(account.id));
  return new Set([...early, ...handOvers].map(({ id }) => id));
}

/** Each account that the plan touches, before and after: in one of the application's groups, and active. */
function movesOf(pool: SeatPool, input: Looked): Moves {
  const touching = input.changes.filter(change => touches(change, pool));
  const perAccount = Map.groupBy(touching, change => ('account' in change ? keyOf(change.account) : change.id));
  const takes: Taker[] = [];
  const frees: Change[][] = [];
  for (const changes of perAccount.values()) {
    const [first] = changes;
    if (first === undefined || !('account' in first)) continue;
    const before = seatedBefore(first.account, pool, input);
    const after = seatedAfter(first.account, changes, pool, input);
    const person = first.account.kind === 'new' ? first.account.person : input.owners.get(first.account.id);
    if (!before && after) takes.push({ name: subjectOf(first), person, changes: ofKind(changes, 'addMember', 'reactivateUser') });
    if (before && !after) frees.push(ofKind(changes, 'removeMember', 'deactivateUser', 'cutAccess'));
  }
  return { takes, frees };
}

const keyOf = (account: AccountRef): string => (account.kind === 'existing' ? account.id : account.person);

const touches = (change: Change, { groups }: SeatPool): boolean => {
  if (change.kind === 'addMember') return change.group.kind === 'existing' && groups.has(change.group.id);
  if (change.kind === 'removeMember') return groups.has(change.group.id);
  return change.kind === 'reactivateUser' || change.kind === 'deactivateUser' || change.kind === 'cutAccess';
};

function groupsNow(account: AccountRef, pool: SeatPool, { actual }: Looked): ReadonlySet<TargetGroupId> {
  if (account.kind === 'new') return new Set();
  const has = (id: TargetGroupId) => {
    const group = actual.groups.get(id);
    return group !== undefined && knownIn(group)?.has(account.id) === true;
  };
  return new Set([...pool.groups].filter(has));
}

const isActive = (account: AccountRef, { actual }: Looked): boolean =>
  account.kind === 'new' || actual.accounts.get(account.id)?.active === true;

/** Gets in though no group that takes a seat is known to hold them: of their own, or through a nested one. */
const isSeatedOtherwise = (account: AccountRef, pool: SeatPool, input: Looked): boolean =>
  account.kind === 'existing' &&
  input.actual.accounts.get(account.id)?.hasAccess === true &&
  groupsNow(account, pool, input).size === 0;

const seatedBefore = (account: AccountRef, pool: SeatPool, input: Looked): boolean =>
  isActive(account, input) && (groupsNow(account, pool, input).size > 0 || isSeatedOtherwise(account, pool, input));

function seatedAfter(account: AccountRef, changes: readonly Change[], pool: SeatPool, input: Looked): boolean {
  const has = (kind: Change['kind']) => changes.some(change => change.kind === kind);
  if (has('deactivateUser') || has('cutAccess') || !(isActive(account, input) || has('reactivateUser'))) return false;
  if (isSeatedOtherwise(account, pool, input)) return true;
  const left = new Set(ofKind(changes, 'removeMember').map(({ group }) => group.id));
  return has('addMember') || groupsNow(account, pool, input).difference(left).size > 0;
}
