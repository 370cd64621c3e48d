import type { Change, Outcome } from '../model/change.js';
import type { RunId } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import type { Waiting } from '../state/store.js';
import type { Applied } from './apply.js';

export interface WaitingInput {
  readonly plan: Plan;
  readonly applied: readonly Applied[];
  /** what waited for this target before */
  readonly before: readonly Waiting[];
  readonly run: RunId;
  /** ISO time */
  readonly now: string;
}

/**
 * What a run wanted and left undone: held, failed, not run, stale. What waited before and a partial plan does not speak of (a source
 * unread, an undo, only what gives) waits on: it is never forgotten. Pure.
 */
export function waitingAfter({ plan, applied, before, run, now }: WaitingInput): readonly Waiting[] {
  const rows = new Map<string, Waiting>();
  const common = { target: plan.target, since: now, run };
  // an undo is a person's single wish, not what the syncs want
  if (plan.undoes === undefined) {
    // each guard that holds a change must be lifted, and is told
    for (const { change, guard, reason, allow } of plan.held.filter(({ change }) => !isNamedNow(change)))
      rows.set(`${change.id} ${guard}`, { ...common, change, why: 'held', guard, reason, allow });
    for (const { change, outcome } of applied) {
      const undone = undoneOf(outcome);
      if (undone !== undefined && !isNamedNow(change))
        rows.set(change.id, { ...common, change, ...undone, guard: undefined, allow: undefined });
    }
  }
  if (plan.partial === true || plan.undoes !== undefined) {
    const done = applied.filter(({ outcome }) => undoneOf(outcome) === undefined);
    const spokenOf = new Set([...rows.values(), ...done].map(({ change }) => change.id));
    for (const row of before) if (!spokenOf.has(row.change.id)) rows.set(`${row.change.id} ${row.guard}`, row);
  }
  return [...rows.values()];
}

/** Nor is who is named to be offboarded by this run; what is left of that a later run goes on with, by its pin. */
const isNamedNow = ({ reasons }: Change) => reasons.some(reason => reason.kind === 'offboarded' && reason.run === undefined);

function undoneOf(outcome: Outcome): Pick<Waiting, 'why' | 'reason'> | undefined {
  switch (outcome.kind) {
    case 'applied':
    case 'alreadySo':
      return undefined;
    case 'failed':
      return { why: 'failed', reason: outcome.problem };
    case 'notRun':
      return { why: 'notRun', reason: outcome.because };
    case 'stale':
      return { why: 'stale', reason: outcome.found };
  }
}

/** Whether what waits is a leaver's end. Pure. */
export const endsSomebody = (change: Change): boolean =>
  change.kind === 'deleteUser' || ('leaver' in change && change.leaver !== undefined && change.kind !== 'handOver');
