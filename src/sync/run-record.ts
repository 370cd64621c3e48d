import type { RunId } from '../model/ids.js';
import { sharedSummary } from '../model/shared-directory.js';
import type { Identity, RunSummary, StateStore } from '../state/store.js';
import type { Applied } from './apply.js';
import type { RunResult } from './apply-run.js';
import { addressOf } from './identity.js';
import type { PlannedRun, RunContext } from './run.js';
import { waitingAfter } from './waiting.js';

/** How a run ended. Where several apply: what could not be read, then what failed, then what is held. Pure. */
export function recordOf(planned: PlannedRun, applied: RunResult['applied'], interrupted: boolean): RunResult['record'] {
  if (interrupted) return 'interrupted';
  if (planned.problems.length > 0 || applied.length < planned.plans.length) return 'could not';
  const failed = applied.some(({ changes }) =>
    changes.some(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'notRun' || outcome.kind === 'stale'),
  );
  if (failed) return 'failed';
  return planned.plans.some(({ held }) => held.length > 0) ? 'held' : 'done';
}

/** What a run's record says of it. Pure. */
export function summaryOf(planned: PlannedRun, applied: RunResult['applied']): RunSummary {
  const count = (changes: readonly Applied[], kind: Applied['outcome']['kind']) =>
    changes.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    targets: applied.map(({ plan, changes }) => ({
      target: plan.target,
      counts: plan.counts,
      applied: count(changes, 'applied'),
      alreadySo: count(changes, 'alreadySo'),
      failed: count(changes, 'failed'),
      notRun: count(changes, 'notRun') + count(changes, 'stale'),
      held: plan.held,
    })),
    problems: planned.problems.map(({ system, problem }) => `${system}: ${problem}`),
    ...(planned.shared === undefined || planned.shared.length === 0 ? {} : { shared: planned.shared.map(sharedSummary) }),
    ...(planned.plans.some(({ people }) => people !== undefined) ? { some: true } : {}),
  };
}

/** What is left undone is remembered with its age, until it is done or nobody wants it any more. */
export async function keepWaiting(
  { store, now }: RunContext,
  run: RunId,
  { plan, changes }: RunResult['applied'][number],
): Promise<void> {
  const before = (await store.waiting()).filter(({ target }) => target === plan.target);
  await store.putWaiting(plan.target, waitingAfter({ plan, applied: changes, before, run, now: now() }));
}

/** What each name stands for: as a person approved it, or as it was first seen. */
export async function keepIdentities(store: StateStore, attended: boolean, { plans, counts }: PlannedRun): Promise<void> {
  const known = new Set((await store.identities()).map(({ kind, name }) => `${kind} ${name}`));
  const seen: readonly Identity[] = [
    ...plans.map((plan): Identity => ({ kind: 'target', name: plan.target, identity: addressOf(plan) })),
    ...counts.map(({ source, provider }): Identity => ({ kind: 'source', name: source, identity: provider })),
  ];
  for (const one of seen) if (attended || !known.has(`${one.kind} ${one.name}`)) await store.putIdentity(one);
}
