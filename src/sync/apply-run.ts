import type { RunId } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import type { RunRecord, RunStart } from '../state/store.js';
import { type Applied, apply } from './apply.js';
import { Memory } from './remember.js';
import { type PlannedRun, providersOf, type RunContext } from './run.js';
import { keepIdentities, keepWaiting, recordOf, summaryOf } from './run-record.js';
import { staleChanges } from './stale.js';

export interface RunResult {
  readonly run: RunId;
  readonly record: Exclude<RunRecord['result'], 'open'>;
  readonly applied: readonly { readonly plan: Plan; readonly changes: readonly Applied[] }[];
}

/** Keeps what the plan was made from, before anything of it is applied. */
type Keep = (run: RunId, start: RunStart) => Promise<void>;

/** Applies plans, writes everything down, and always closes the run's record, also when interrupted (A2, A3, A7). */
export async function applyRun(
  context: RunContext,
  start: RunStart,
  planned: PlannedRun,
  saved: boolean,
  keep: Keep = async () => undefined,
): Promise<RunResult> {
  const { store, signal, emit } = context;
  const run = await store.beginRun(start);
  emit({ kind: 'recordOpened', run });
  const applied: { plan: Plan; changes: readonly Applied[] }[] = [];
  let record: RunResult['record'] = 'could not';
  try {
    await store.putReads(run, planned.reads);
    await keep(run, start);
    for (const plan of planned.plans) applied.push({ plan, changes: await applyOne(context, run, plan, saved) });
    for (const { provider, sightings } of planned.sightings) await store.putSightings(provider, sightings);
    for (const count of planned.counts) await store.putSourceCount(count);
    await keepIdentities(store, start.attended, planned);
  } finally {
    record = recordOf(planned, applied, signal.aborted);
    for (const one of applied) await keepWaiting(context, run, one);
    await store.endRun(run, record, context.now(), summaryOf(planned, applied));
    emit({ kind: 'recordClosed', run });
  }
  return { run, record, applied };
}

async function applyOne(context: RunContext, run: RunId, plan: Plan, saved: boolean): Promise<readonly Applied[]> {
  const { store, emit, now, signal, inFlight } = context;
  const target = context.targets.find(one => one.target.name === plan.target)?.target;
  if (target === undefined) throw new Error(`no target ${plan.target}`);
  const stale = saved ? await staleChanges(context, target, plan) : new Map<string, string>();
  const memory = await Memory.of({
    store,
    target: plan.target,
    run,
    plan,
    providers: providersOf(context),
    syncs: context.syncs,
    configFingerprint: context.configFingerprint,
    now,
  });
  return apply({ plan, target, store, run, memory, stale, emit, now, signal, inFlight });
}
