import type { Change } from '../../model/change.js';
import type { Ask, HeldChange } from '../../model/plan.js';
import { adoption, emptiedGroup, legacyLeavers, privilegedAdditions, protectedOnes, unreadSource } from './access.js';
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
import { type Guard, type GuardInput, ofKind } from './guard.js';
import { seats } from './seats.js';

export type { Guard, GuardInput } from './guard.js';
export { seatsFreedFirst } from './seats.js';

export const guards: readonly Guard[] = [
  unreadSource,
  emptiedGroup,
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
  seats,
  adoption,
  legacyLeavers,
];

export interface Guarded {
  readonly kept: readonly Change[];
  readonly held: readonly HeldChange[];
  readonly asks: readonly Ask[];
}

/** Lets every guard look at the whole plan; what any of them holds does not run, nor does what depends on it. */
export function guard(input: GuardInput): Guarded {
  const verdicts = guards.map(one => one.check(input));
  const tripped = verdicts.flatMap(({ held }) => held);
  const asks = verdicts.flatMap(verdict => verdict.asks);
  const held = [...tripped, ...dependents(input.changes, tripped), ...waitingForFirstRun(input, tripped)];
  if (input.rules.onTrip === 'stop' && held.length > 0) return { kept: [], held: stopAll(input.changes, held), asks: [] };
  const ids = new Set(held.map(({ change }) => change.id));
  return { kept: input.changes.filter(({ id }) => !ids.has(id)), held, asks };
}

/** Memberships of an account that is not created, and hand-overs and cuts of a leaver who is not ended. */
function dependents(changes: readonly Change[], tripped: readonly HeldChange[]): HeldChange[] {
  const ids = new Set(tripped.map(({ change }) => change.id));
  const out: HeldChange[] = [];
  for (const held of tripped) {
    for (const change of changes) {
      if (ids.has(change.id) || !dependsOn(change, held.change)) continue;
      ids.add(change.id);
      out.push({ ...held, change });
    }
  }
  return out;
}

function dependsOn(change: Change, on: Change): boolean {
  switch (on.kind) {
    case 'createUser':
      return change.kind === 'addMember' && change.account.kind === 'new' && change.account.person === on.person;
    case 'createGroup':
      return change.kind === 'addMember' && change.group.kind === 'new' && change.group.name === on.name;
    case 'deactivateUser':
    case 'cutAccess':
      return (
        (change.kind === 'handOver' || change.kind === 'cutAccess' || change.kind === 'deactivateUser') &&
        change.account.id === on.account.id
      );
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'handOver':
    case 'deleteUser':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addMember':
    case 'removeMember':
      return false;
  }
}

/** On a first, unattended run nothing is done, of the kinds that no guard counts either. */
function waitingForFirstRun(input: GuardInput, tripped: readonly HeldChange[]): HeldChange[] {
  if (!input.firstRun || input.attended) return [];
  const ids = new Set(tripped.map(({ change }) => change.id));
  return ofKind(input.changes, 'createGroup', 'reactivateUser')
    .filter(({ id }) => !ids.has(id))
    .map(change => ({ change, guard: 'creations', reason: 'nothing was ever applied here: the first run must be attended' }));
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
