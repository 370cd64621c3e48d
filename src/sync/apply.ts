import { Interrupted, SyncError } from '../errors.js';
import type { Change, Command, Outcome } from '../model/change.js';
import type { RunId } from '../model/ids.js';
import type { Plan, Stage } from '../model/plan.js';
import type { StateStore } from '../state/store.js';
import type { AddMember, BulkAdditions, Target } from '../targets/target.js';
import { type Batch, batchesOf } from './batches.js';
import type { Emit } from './events.js';
import { pausedBecause, pauseInForce } from './pause.js';
import type { Memory } from './remember.js';
import { Made, note, resolve } from './resolve.js';

export interface ApplyInput {
  readonly plan: Plan;
  readonly target: Target;
  readonly store: StateStore;
  readonly run: RunId;
  readonly memory: Memory;
  /** changes that must not be applied because something moved since the plan was made (A5) */
  readonly stale: ReadonlyMap<string, string>;
  readonly emit: Emit;
  readonly now: () => string;
  /** asked to stop: nothing more is started (A7) */
  readonly signal: AbortSignal;
  /** gives up what is in flight, some time after that */
  readonly inFlight: AbortSignal;
}

export interface Applied {
  readonly change: Change;
  readonly outcome: Outcome;
}

/** A plan → outcomes, stage by stage; each change is in the journal before it is sent, and every one ends somehow (A1 to A3, A7). */
export async function apply(input: ApplyInput): Promise<readonly Applied[]> {
  const { plan, emit } = input;
  const progress: Progress = { done: [], made: new Made() };
  await input.memory.takeUp();
  emit({ kind: 'applyStarted', target: plan.target, changes: plan.stages.reduce((n, { changes }) => n + changes.length, 0) });
  for (const stage of plan.stages) await runStage(stage, input, progress);
  const count = (kind: Outcome['kind']) => progress.done.filter(({ outcome }) => outcome.kind === kind).length;
  emit({
    kind: 'applied',
    target: plan.target,
    applied: count('applied') + count('alreadySo'),
    failed: count('failed'),
    notRun: count('notRun') + count('stale'),
  });
  return progress.done;
}

interface Progress {
  readonly done: Applied[];
  readonly made: Made;
}

async function runStage(stage: Stage, input: ApplyInput, progress: Progress): Promise<void> {
  if (stage.changes.length === 0) return;
  const target = input.plan.target;
  input.emit({ kind: 'stageStarted', target, stage: stage.name, changes: stage.changes.length });
  const waiting = batchesOf(stage.changes, input.target.bulk?.most ?? 1).values();
  const worker = async () => {
    for (const batch of waiting) await runBatch(batch, input, progress);
  };
  await Promise.all(Array.from({ length: Math.max(1, input.target.parallelWrites) }, worker));
  input.emit({ kind: 'stageFinished', target, stage: stage.name });
}

/** Each is in the journal before any of them is sent, and each has an outcome of its own (A2, A3). */
async function runBatch({ changes, inOneCall }: Batch, input: ApplyInput, progress: Progress): Promise<void> {
  const { bulk } = input.target;
  if (!inOneCall || changes.length === 1 || bulk === undefined) {
    for (const change of changes) await runChange(change, input, progress);
    return;
  }
  const begun: Begun[] = [];
  for (const planned of changes) begun.push(...(await begin(planned, input, progress)));
  const outcomes = new Map<Begun, Outcome>();
  const sent: { readonly one: Begun; readonly command: AddMember }[] = [];
  for (const one of begun) {
    const command = commandOf(one.change, input, progress);
    if ('because' in command) outcomes.set(one, command.because);
    else if (command.command.kind === 'addMember') sent.push({ one, command: command.command });
  }
  const answers = await answersOf(
    sent.map(({ command }) => command),
    bulk,
    input,
  );
  for (const [index, { one, command }] of sent.entries()) outcomes.set(one, withRefs(command, answers[index] ?? UNANSWERED));
  for (const one of begun) await finish(one, outcomes.get(one) ?? UNANSWERED, input, progress);
}

async function answersOf(commands: readonly AddMember[], bulk: BulkAdditions, input: ApplyInput): Promise<readonly Outcome[]> {
  if (commands.length === 0) return [];
  try {
    return await bulk.addMembers(commands, input.inFlight);
  } catch (error) {
    const outcome = outcomeOfError(error);
    return commands.map(() => outcome);
  }
}

const UNANSWERED: Outcome = {
  kind: 'failed',
  problem: 'the connector did not say how it ended',
  hint: 'The next run looks whether it happened.',
  uncertain: true,
};

/** A change that is in the journal, and now under way. */
interface Begun {
  readonly change: Change;
  readonly seq: number;
}

async function runChange(planned: Change, input: ApplyInput, progress: Progress): Promise<void> {
  for (const begun of await begin(planned, input, progress))
    await finish(begun, await outcomeOf(begun.change, input, progress), input, progress);
}

/** Writes down what is about to be sent; none, where it is not to be done now. */
async function begin(planned: Change, input: ApplyInput, progress: Progress): Promise<readonly Begun[]> {
  // nothing of it was begun, so the journal need not know: thousands of entries would keep a Ctrl-C waiting
  if (input.signal.aborted) {
    progress.done.push({ change: planned, outcome: { kind: 'notRun', because: 'the run was interrupted' } });
    return [];
  }
  const { store, plan } = input;
  // an admin in a hurry pauses a run that is under way
  const because = pausedBecause(planned, pauseInForce(await store.pauses(), plan.target, input.now()));
  if (because !== undefined) {
    progress.done.push({ change: planned, outcome: { kind: 'notRun', because } });
    return [];
  }
  const change = await withPreImage(planned, input);
  input.emit({ kind: 'changeStarted', target: plan.target, change });
  const seq = await input.store.intend(input.run, input.plan.target, change, input.now());
  input.emit({ kind: 'changeIntended', target: input.plan.target, change });
  return [{ change, seq }];
}

async function finish({ change, seq }: Begun, outcome: Outcome, input: ApplyInput, progress: Progress): Promise<void> {
  const { target } = input.plan;
  input.emit({ kind: 'changeAnswered', target, change, outcome });
  // what it made known first: a run that dies in between finds the entry open, looks, and keeps it again (A2)
  await input.memory.keep(change, outcome);
  // nobody knows what became of what was cut off in flight: the entry stays open for the next run to look
  if (!isCutOff(outcome)) await input.store.settle(input.run, seq, outcome, input.now());
  note(change, outcome, progress.made);
  progress.done.push({ change, outcome });
  input.emit({ kind: 'changeSettled', target, change, outcome });
  // the switch-off was refused: access is cut all the same (U4)
  if (change.kind === 'deactivateUser' && outcome.kind === 'failed' && outcome.refused === true)
    await runChange(
      {
        kind: 'cutAccess',
        id: `cutAccess ${change.account.id}`,
        account: change.account,
        leaver: change.leaver,
        when: 'onRefusal',
        reasons: change.reasons,
      },
      input,
      progress,
    );
}

/** What a cut of access takes away is only known now, and must be in the journal before it is gone (A2, A8). */
async function withPreImage(change: Change, { target, inFlight }: ApplyInput): Promise<Change> {
  const isRevoked = change.kind === 'deactivateUser' && change.by === 'revokeAccess';
  if (change.kind !== 'cutAccess' && !isRevoked) return change;
  try {
    const access = await target.access(change.account, inFlight);
    return change.kind === 'cutAccess' ? { ...change, groups: access.groups } : { ...change, access };
  } catch (error) {
    if (error instanceof SyncError) return change; // the cut itself will say what is wrong
    throw error;
  }
}

async function outcomeOf(change: Change, input: ApplyInput, progress: Progress): Promise<Outcome> {
  const resolved = commandOf(change, input, progress);
  if ('because' in resolved) return resolved.because;
  const { command } = resolved;
  try {
    return withRefs(command, await input.target.apply(command, input.inFlight));
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** What the target is asked to do; or why nothing is sent. */
function commandOf(
  change: Change,
  input: ApplyInput,
  progress: Progress,
): { readonly command: Command } | { readonly because: Outcome } {
  const stale = input.stale.get(change.id);
  if (stale !== undefined) return { because: { kind: 'stale', found: stale } };
  const command = resolve(change, progress.made);
  return typeof command === 'string' ? { because: { kind: 'notRun', because: command } } : { command };
}

/** Throws what is no failure of the target: a bug. */
function outcomeOfError(error: unknown): Outcome {
  if (error instanceof Interrupted) return CUT_OFF;
  if (error instanceof SyncError) return { kind: 'failed', problem: error.message, hint: error.hint };
  throw error;
}

/** Who and which group it was that a reference to something new meant: the ledger must know, whether the target repeats it or not. */
function withRefs(command: Command, outcome: Outcome): Outcome {
  const isDone = outcome.kind === 'applied' || outcome.kind === 'alreadySo';
  return isDone && command.kind === 'addMember' ? { account: command.account, group: command.group, ...outcome } : outcome;
}

const CUT_OFF: Outcome = {
  kind: 'failed',
  problem: 'interrupted while it was under way',
  hint: 'The next run looks whether it happened.',
};
const isCutOff = (outcome: Outcome) => outcome === CUT_OFF;
