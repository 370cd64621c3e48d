import type { Change } from '../../model/change.js';
import type { Ask, HeldChange } from '../../model/plan.js';
import {
  adoption,
  emptiedGroup,
  legacyLeavers,
  noSuccessor,
  privilegedAdditions,
  protectedOnes,
  unreadSource,
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

function without(changes: readonly Change[], held: readonly HeldChange[]): readonly Change[] {
  const ids = new Set(held.map(({ change }) => change.id));
  return changes.filter(({ id }) => !ids.has(id));
}

/** Memberships of an account that is not made or switched on, hand-overs and cuts of a leaver who is not ended. */
function withDependents(changes: readonly Change[], held: readonly HeldChange[]): readonly HeldChange[] {
  const because = new Map<string, HeldChange>();
  for (const one of held) {
    // who waits for a successor is cut off all the same (U4)
    const blocked = one.guard === 'no-successor' ? undefined : blockedBy(one.change);
    if (blocked !== undefined && !because.has(blocked)) because.set(blocked, one);
  }
  const waiting = without(changes, held).flatMap((change): HeldChange[] => {
    const one = needsOf(change)
      .map(need => because.get(need))
      .find(found => found !== undefined);
    return one === undefined ? [] : [{ ...one, change }];
  });
  return [...held, ...waiting];
}

/** What cannot be relied on when this change does not happen. */
function blockedBy(change: Change): string | undefined {
  switch (change.kind) {
    case 'createUser':
      return `person ${change.person}`;
    case 'createGroup':
      return `group ${change.name}`;
    case 'reactivateUser':
      return `account ${change.account.id}`;
    case 'deactivateUser':
    case 'cutAccess':
      return `end ${change.account.id}`;
    case 'updateUser':
    case 'renameUser':
    case 'handOver':
    case 'deleteUser':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addMember':
    case 'removeMember':
      return undefined;
  }
}

/** What a change relies on. */
function needsOf(change: Change): readonly string[] {
  if (change.kind === 'addMember') {
    const { account, group } = change;
    const who = account.kind === 'new' ? `person ${account.person}` : `account ${account.id}`;
    return group.kind === 'new' ? [who, `group ${group.name}`] : [who];
  }
  const ends = change.kind === 'handOver' || change.kind === 'cutAccess' || change.kind === 'deactivateUser';
  return ends ? [`end ${change.account.id}`] : [];
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
