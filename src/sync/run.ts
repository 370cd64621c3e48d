import { Interrupted, SyncError } from '../errors.js';
import type { SourceName, TargetName } from '../model/ids.js';
import { changesOf, type GuardName, heldCount, type Plan } from '../model/plan.js';
import type { Approval, SourceRules, SyncRules, TargetRules } from '../model/rules.js';
import type { SharedDirectory } from '../model/shared-directory.js';
import type { Source } from '../sources/source.js';
import type { JournalEntry, ReadRecord, Sighting, SourceCount, StateStore } from '../state/store.js';
import type { Target } from '../targets/target.js';
import type { Emit } from './events.js';
import { activePeople } from './guards/shrunk-source.js';
import type { Pulled } from './judge.js';
import { pauseInForce } from './pause.js';
import type { AskedPeople } from './people/asked.js';
import type { PlannedTarget } from './plan-input.js';
import { planTarget } from './plan-target.js';
import { pullAll, sightAll } from './pull-all.js';
import { sourceRecord, targetRecord } from './read-records.js';
import { groupsOf } from './recover.js';
import { recoverOpen } from './recover-open.js';
import type { TargetReview } from './review.js';
import { type ReadOwner, type SharingTarget, unverified, verifyShared } from './shared/verify.js';
import type { TargetTrace, TraceRequest } from './trace/target-trace.js';
import type { UndoneHere, UndoOf } from './undo/compare.js';
import { unreadProblem } from './unread-problem.js';

/** What a run works with: built by the command line from the config, handed down, never fetched from anywhere. */
export interface RunContext {
  readonly sources: readonly { readonly source: Source; readonly rules: SourceRules }[];
  readonly targets: readonly { readonly target: Target; readonly rules: TargetRules }[];
  /** targets that share the directory of one of `targets`: no sync feeds them, they are only read (G12) */
  readonly sharing?: readonly SharingTarget[];
  readonly syncs: readonly SyncRules[];
  readonly approvals: readonly Approval[];
  readonly store: StateStore;
  /** pins count while the config has it (A8) */
  readonly configFingerprint: string;
  readonly emit: Emit;
  /** ISO time */
  readonly now: () => string;
  readonly signal: AbortSignal;
  readonly inFlight: AbortSignal;
}

export interface PlanOptions {
  /** none: every target that a sync feeds */
  readonly targets: readonly TargetName[];
  readonly attended: boolean;
  readonly allow: ReadonlyMap<string, ReadonlyMap<GuardName, number>>;
  readonly noRemovals: boolean;
  /** open changes of a run that died; only a run that may write looks at them */
  readonly open: readonly JournalEntry[];
  /** a run to take back, instead of what the syncs want (A8) */
  readonly undo?: UndoOf;
  /** an access review too: what the plans hold examples of, whole */
  readonly review?: boolean;
  /** keep what each step said, for `explain` */
  readonly trace?: TraceRequest;
  /** the people whom the run is for; none: everybody */
  readonly people?: AskedPeople;
}

/** What was read, and the plan of every target that could be. */
export interface PlannedRun {
  readonly plans: readonly Plan[];
  /** sources unread and targets that could not be read: exit code 1 */
  readonly problems: readonly { readonly system: SourceName | TargetName; readonly problem: string; readonly hint: string }[];
  readonly sightings: readonly { readonly provider: Source['provider']; readonly sightings: readonly Sighting[] }[];
  readonly counts: readonly SourceCount[];
  /** how each system was read, for the record */
  readonly reads: readonly ReadRecord[];
  /** of every target that could be read, where it was asked for */
  readonly reviews?: readonly TargetReview[];
  /** of each target that could be planned, where it was asked for */
  readonly traces?: readonly TargetTrace[];
  /** targets of the config that no sync feeds, though people are linked there: they are left as they are (G11) */
  readonly unfed?: readonly { readonly target: TargetName; readonly people: number }[];
  /** how the targets stand that share the directory of one of these (G12) */
  readonly shared?: readonly SharedDirectory[];
  /** of an undo: how much of the run was chosen, how much of that is as before already, and whom nothing of it is about */
  readonly undone?: { readonly chosen: number; readonly back: number; readonly unknown: readonly string[] };
}

/** The whole pipeline up to the plan: pull → map → read → correlate → scope → diff → guard → stage. Nothing is changed in any target. */
export async function planRun(context: RunContext, options: PlanOptions): Promise<PlannedRun> {
  const chosen = chosenTargets(context, options);
  const syncs = context.syncs.filter(sync => sync.to.some(name => chosen.some(({ target }) => target.name === name)));
  const now = context.now();
  const { people } = options;
  const pulled = people?.pulled ?? (await pullAll(context, options, syncs));
  // a run for some people brings nobody nearer to the end of a grace: what was seen before stands (U2)
  const sightings = people === undefined ? await sightAll(context, syncs, pulled, now) : await storedSightings(context);
  const problems: { system: SourceName | TargetName; problem: string; hint: string }[] = [];
  const lastWhole = await lastWholeReads(context);
  for (const { source, rules } of context.sources) {
    const one = pulled.get(source.name);
    if (one?.kind === 'unread') problems.push(unreadProblem(one, lastWhole.get(source.name), rules, now));
  }
  const reads = [...pulled.values()].flatMap(one =>
    one.kind === 'some' ? [] : [sourceRecord(one, now, lastWhole.get(one.source))],
  );
  const plans: Plan[] = [];
  const reviews: TargetReview[] = [];
  const undone: UndoneHere[] = [];
  const traces: TargetTrace[] = [];
  const owners = new Map<TargetName, ReadOwner>();
  for (const { target, rules } of chosen) {
    const plan = await planOne(context, options, { target, rules }, syncs, pulled, sightings, now);
    if ('problem' in plan) {
      problems.push(plan);
      const { problem, hint } = plan;
      reads.push({ system: target.name, kind: 'target', readAt: now, result: { kind: 'failed', problem, hint } });
    } else {
      plans.push(plan.plan);
      owners.set(target.name, { target, actual: plan.actual });
      if (plan.review !== undefined) reviews.push(plan.review);
      if (plan.undone !== undefined) undone.push(plan.undone);
      if (plan.trace !== undefined) traces.push(plan.trace);
      reads.push(targetRecord(target.name, plan.actual, lastWhole.get(target.name)));
    }
  }
  // an undo is no run of the syncs: nobody comes nearer to the end of a grace by it
  if (options.undo !== undefined)
    return {
      plans,
      problems,
      reads,
      sightings: [],
      counts: [],
      shared: unverified(context, chosen),
      undone: inAll(undone, options.undo),
    };
  // nor is it a read that proves anything
  if (people !== undefined) return { plans, problems, reads: [], sightings: [], counts: [], shared: unverified(context, chosen) };
  const counts = [...pulled.values()].flatMap(one => (one.kind === 'read' ? [countOf(one)] : []));
  const traced = options.trace === undefined ? {} : { traces };
  // an explanation or a review shows nothing of it
  const isShown = options.trace === undefined && options.review !== true;
  const verified = await verifyShared(isShown ? context : { ...context, sharing: [] }, { chosen, owners, lastWhole, now });
  return {
    ...{ plans, reviews, sightings, counts, ...traced, shared: verified.shared },
    problems: [...problems, ...verified.problems],
    reads: [...reads, ...verified.reads],
    ...(await unfedIn(context, options)),
  };
}

const storedSightings = async ({ sources, store }: RunContext): Promise<PlannedRun['sightings']> =>
  Promise.all(
    [...new Set(sources.map(({ source }) => source.provider))].map(async provider => ({
      provider,
      sightings: await store.sightings(provider),
    })),
  );

async function unfedIn(
  { targets, syncs, store }: RunContext,
  { targets: named }: PlanOptions,
): Promise<Pick<PlannedRun, 'unfed'>> {
  const unfed: { target: TargetName; people: number }[] = [];
  for (const { target } of named.length > 0 ? [] : targets) {
    if (syncs.some(({ to }) => to.includes(target.name))) continue;
    const people = (await store.links(target.name)).filter(({ status }) => status === 'open').length;
    if (people > 0) unfed.push({ target: target.name, people });
  }
  return unfed.length > 0 ? { unfed } : {};
}

function inAll(undone: readonly UndoneHere[], { choice }: UndoOf): NonNullable<PlannedRun['undone']> {
  const sum = (count: (one: UndoneHere) => number) => undone.reduce((n, one) => n + count(one), 0);
  const unknown = choice.users.filter(user => undone.every(one => one.unknown.has(user)));
  return { chosen: sum(({ chosen }) => chosen), back: sum(({ back }) => back), unknown };
}

function chosenTargets({ targets, syncs }: RunContext, { targets: names }: PlanOptions) {
  const fed = targets.filter(({ target }) => syncs.some(sync => sync.to.includes(target.name)));
  return names.length === 0 ? fed : fed.filter(({ target }) => names.includes(target.name));
}

async function planOne(
  context: RunContext,
  options: PlanOptions,
  { target, rules }: RunContext['targets'][number],
  syncs: readonly SyncRules[],
  pulled: ReadonlyMap<SourceName, Pulled>,
  sightings: PlannedRun['sightings'],
  now: string,
): Promise<PlannedTarget | { system: TargetName; problem: string; hint: string }> {
  const { store, emit, signal, approvals } = context;
  emit({ kind: 'readStarted', target: target.name });
  const feeding = syncs.filter(({ to }) => to.includes(target.name));
  const sources = new Set(feeding.map(({ from }) => from));
  try {
    const planned = await planTarget({
      target,
      rules,
      syncs: feeding,
      pulled: new Map([...pulled].filter(([name]) => sources.has(name))),
      providers: providersOf(context),
      sightings: sightings.flatMap(one => one.sightings),
      approvals,
      allow: options.allow.get(target.name) ?? new Map(),
      attended: options.attended,
      noRemovals: options.noRemovals,
      store,
      configFingerprint: context.configFingerprint,
      identities: await store.identities(),
      undo: options.undo,
      review: options.review,
      trace: options.trace,
      people: options.people,
      pause: pauseInForce(await store.pauses(), target.name, now),
      now,
      recover: actual => recoverOpen(context, providersOf(context), options.open, target, actual),
      openGroups: groupsOf(options.open.filter(entry => entry.target === target.name)),
      read: { signal, onProgress: progress => emit({ kind: 'readProgress', target: target.name, ...progress }) },
    });
    const { plan, actual } = planned;
    emit({
      kind: 'read',
      target: target.name,
      accounts: actual.accounts.size,
      groups: actual.groups.size,
      calls: actual.evidence.calls,
    });
    emit({ kind: 'planned', target: target.name, changes: changesOf(plan).length, held: heldCount(plan) });
    return planned;
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    emit({ kind: 'readFailed', target: target.name, problem: error.message, hint: error.hint });
    return { system: target.name, problem: error.message, hint: error.hint };
  }
}

async function lastWholeReads({ store }: RunContext): Promise<ReadonlyMap<string, ReadRecord>> {
  const reads = await store.lastReads();
  return new Map(reads.flatMap(({ read }) => (read.result.kind === 'whole' ? [[read.system, read] as const] : [])));
}

/** Which provider each source is of. */
export const providersOf = ({ sources }: RunContext) => new Map(sources.map(({ source }) => [source.name, source.provider]));

const countOf = ({ directory, source }: Extract<Pulled, { kind: 'read' }>): SourceCount => ({
  provider: directory.provider,
  source,
  readAt: directory.evidence.readAt,
  people: activePeople(directory),
  groups: directory.groups.size,
  ...(directory.evidence.only === undefined ? {} : { only: directory.evidence.only }),
});
