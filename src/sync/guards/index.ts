import type { Change } from '../../model/change.js';
import type { Ask, HeldChange } from '../../model/plan.js';
import {
  adoption,
  emptiedGroup,
  legacyLeavers,
  noSuccessor,
  paused,
  privilegedAdditions,
  protectedOnes,
  rivalClaim,
  unreadSource,
  unwanted,
} from './access.js';
import {
  additionsPerGroup,
  creations,
  deactivations,
  deletions,
  removals,
  removalsPerGroup,
  renames,
  statedLeavers,
  updates,
} from './counting.js';
import { withDependents, without } from './dependents.js';
import { FIRST_RUN, type Guard, type GuardInput, ofKind, together } from './guard.js';
import { seats } from './seats.js';

export type { GuardInput } from './guard.js';
export { seatsFreedFirst } from './seats.js';

const guards: readonly Guard[] = [
  unreadSource,
  removals,
  removalsPerGroup,
  deactivations,
  statedLeavers,
  deletions,
  creations,
  updates,
  renames,
  additionsPerGroup,
  privilegedAdditions,
  protectedOnes,
  adoption,
  legacyLeavers,
  noSuccessor,
  rivalClaim,
  paused,
  unwanted,
];

/** These look at what the others let through, each at what the one before it left: what is held frees no seat, and fills no group. */
const lateGuards: readonly Guard[] = [seats, emptiedGroup];

export interface Guarded {
  readonly kept: readonly Change[];
  readonly held: readonly HeldChange[];
  readonly asks: readonly Ask[];
}

/** Lets every guard look at the whole plan; what any of them holds does not run, nor does what depends on it. */
export function guard(input: GuardInput): Guarded {
  const { changes } = input;
  const verdict = together(guards.map(one => one.check(input)));
  let held = withDependents(changes, [...verdict.held, ...waitingForFirstRun(input, verdict.held)]);
  for (const late of lateGuards)
    held = withDependents(changes, [...held, ...late.check({ ...input, changes: without(changes, held) }).held]);
  if (input.rules.onTrip === 'stop' && held.length > 0) return { kept: [], held: stopAll(changes, held), asks: [] };
  return { kept: without(changes, held), held, asks: verdict.asks };
}

/** On a first, unattended run nothing is done, of the kinds that no guard counts either. */
function waitingForFirstRun(input: GuardInput, tripped: readonly HeldChange[]): HeldChange[] {
  if (!input.firstRun || input.attended) return [];
  const ids = new Set(tripped.map(({ change }) => change.id));
  return ofKind(input.changes, 'createGroup', 'reactivateUser')
    .filter(({ id }) => !ids.has(id))
    .map(change => ({ change, guard: 'creations', reason: FIRST_RUN }));
}

function stopAll(changes: readonly Change[], held: readonly HeldChange[]): HeldChange[] {
  const ids = new Set(held.map(({ change }) => change.id));
  const [first] = held;
  if (first === undefined) return [];
  const rest = changes
    .filter(({ id }) => !ids.has(id))
    .map(change => ({ change, guard: first.guard, reason: `onTrip: stop — ${first.guard} tripped, so nothing is applied` }));
  return [...held, ...rest];
}
