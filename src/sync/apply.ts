import { Interrupted, SyncError } from '../errors.js';
import type { AccountRef, Change, Command, ExistingAccount, ExistingGroup, GroupRef, Outcome } from '../model/change.js';
import type { AccountId, PersonKey, RunId, TargetGroupId } from '../model/ids.js';
import type { Plan, Stage } from '../model/plan.js';
import type { StateStore } from '../state/store.js';
import type { Target } from '../targets/target.js';
import type { Emit } from './events.js';
import { pausedBecause, pauseInForce } from './pause.js';
import type { Memory } from './remember.js';

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
  const progress = new Progress();
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

/** What later changes need of earlier ones: the accounts and groups made, and which changes went wrong. */
class Progress {
  readonly done: Applied[] = [];
  readonly accounts = new Map<PersonKey, ExistingAccount>();
  readonly groups = new Map<string, ExistingGroup>();
  readonly usernames = new Map<AccountId, string>();
  /** groups that somebody could not be taken out of */
  readonly occupied = new Set<TargetGroupId>();
}

async function runStage(stage: Stage, input: ApplyInput, progress: Progress): Promise<void> {
  if (stage.changes.length === 0) return;
  const target = input.plan.target;
  input.emit({ kind: 'stageStarted', target, stage: stage.name, changes: stage.changes.length });
  const waiting = stage.changes.values();
  const worker = async () => {
    for (const change of waiting) await runChange(change, input, progress);
  };
  await Promise.all(Array.from({ length: Math.max(1, input.target.capabilities.parallelWrites) }, worker));
  input.emit({ kind: 'stageFinished', target, stage: stage.name });
}

async function runChange(planned: Change, input: ApplyInput, progress: Progress): Promise<void> {
  // nothing of it was begun, so the journal need not know: thousands of entries would keep a Ctrl-C waiting
  if (input.signal.aborted) {
    progress.done.push({ change: planned, outcome: { kind: 'notRun', because: 'the run was interrupted' } });
    return;
  }
  const { store, plan } = input;
  // an admin in a hurry pauses a run that is under way
  const because = pausedBecause(planned, pauseInForce(await store.pauses(), plan.target, input.now()));
  if (because !== undefined) {
    progress.done.push({ change: planned, outcome: { kind: 'notRun', because } });
    return;
  }
  const change = await withPreImage(planned, input);
  input.emit({ kind: 'changeStarted', target: plan.target, change });
  const seq = await input.store.intend(input.run, input.plan.target, change, input.now());
  input.emit({ kind: 'changeIntended', target: input.plan.target, change });
  const outcome = await outcomeOf(change, input, progress);
  input.emit({ kind: 'changeAnswered', target: plan.target, change, outcome });
  // what it made known first: a run that dies in between finds the entry open, looks, and keeps it again (A2)
  await input.memory.keep(change, outcome);
  // nobody knows what became of what was cut off in flight: the entry stays open for the next run to look
  if (!isCutOff(outcome)) await input.store.settle(input.run, seq, outcome, input.now());
  note(change, outcome, progress);
  progress.done.push({ change, outcome });
  input.emit({ kind: 'changeSettled', target: input.plan.target, change, outcome });
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
  if (change.kind !== 'cutAccess') return change;
  try {
    return { ...change, groups: await target.accessGroups(change.account, inFlight) };
  } catch (error) {
    if (error instanceof SyncError) return change; // the cut itself will say what is wrong
    throw error;
  }
}

async function outcomeOf(change: Change, input: ApplyInput, progress: Progress): Promise<Outcome> {
  const stale = input.stale.get(change.id);
  if (stale !== undefined) return { kind: 'stale', found: stale };
  const command = resolve(change, progress);
  if (typeof command === 'string') return { kind: 'notRun', because: command };
  try {
    return withRefs(command, await input.target.apply(command, input.inFlight));
  } catch (error) {
    if (error instanceof Interrupted) return CUT_OFF;
    if (error instanceof SyncError) return { kind: 'failed', problem: error.message, hint: error.hint };
    throw error;
  }
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

/** References to what this plan makes become the real things; or the text that says why they can't. */
function resolve(change: Change, progress: Progress): Command | string {
  switch (change.kind) {
    case 'addMember': {
      const account = accountOf(change.account, progress);
      const group = groupOf(change.group, progress);
      if (account === undefined) return `the account ${change.account.username} was not created`;
      if (group === undefined) return `the group ${change.group.name} was not created`;
      return { ...change, account, group };
    }
    // a switch-off is tried even where a hand-over failed: refused, it becomes a cut of access
    case 'deactivateUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'handOver':
    case 'cutAccess':
    case 'deleteUser':
    case 'removeMember':
      return { ...change, account: renamed(change.account, progress) };
    case 'deleteGroup':
      return progress.occupied.has(change.group.id) ? 'somebody could not be taken out of it' : change;
    case 'createUser':
    case 'createGroup':
    case 'renameGroup':
      return change;
  }
}

const accountOf = (ref: AccountRef, progress: Progress): ExistingAccount | undefined =>
  ref.kind === 'existing' ? renamed(ref, progress) : progress.accounts.get(ref.person);

const groupOf = (ref: GroupRef, progress: Progress): ExistingGroup | undefined =>
  ref.kind === 'existing' ? ref : progress.groups.get(ref.name);

/** A rename earlier in this plan changes the name that later requests must use. */
const renamed = (account: ExistingAccount, progress: Progress): ExistingAccount => ({
  ...account,
  username: progress.usernames.get(account.id) ?? account.username,
});

function note(change: Change, outcome: Outcome, progress: Progress): void {
  if (outcome.kind !== 'applied' && outcome.kind !== 'alreadySo') {
    if (change.kind === 'removeMember') progress.occupied.add(change.group.id);
    return;
  }
  if (change.kind === 'createUser' && outcome.account !== undefined) progress.accounts.set(change.person, outcome.account);
  if (change.kind === 'createGroup' && outcome.group !== undefined) progress.groups.set(change.name, outcome.group);
  if (change.kind === 'renameUser') progress.usernames.set(change.account.id, change.username);
}
