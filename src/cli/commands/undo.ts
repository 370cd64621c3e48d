import { resolve } from 'node:path';
import { ConfigError, ExitCode } from '../../errors.js';
import { changesOf } from '../../model/plan.js';
import { plansJson } from '../../report/json.js';
import { renderUndoHead } from '../../report/text/undo.js';
import { renderPlans } from '../../report/text.js';
import { savePlan } from '../../state/plan-file.js';
import { applyRun } from '../../sync/apply-run.js';
import { type PlannedRun, planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenAllowances } from '../choose.js';
import { exitCodeOfPlan } from '../exit-codes.js';
import { isApproved } from '../question.js';
import { lockState, openSession, runStart, type Session } from '../session.js';
import { showPlans, showResult } from '../show-run.js';
import { type Undoable, type UndoFlags, undoableRun } from '../undo/run.js';

interface Flags extends UndoFlags {
  readonly allow?: readonly string[];
  readonly reason?: string;
  readonly takeOver?: string;
  readonly full?: boolean;
  readonly out?: string;
}

/** Attended: takes a run back, or a part of it, once somebody has seen what that means and typed yes (A8). */
export async function undo(call: Call, number: string, flags: Flags): Promise<ExitCode> {
  if (flags.out === undefined) requireTerminal(call);
  await using session = await openSession(call, 'write');
  if (flags.out !== undefined) return await save(call, session, number, flags, flags.out);
  await using lock = await lockState(call, session, { command: 'undo', takeOver: flags.takeOver });
  const undoable = await undoableRun(session.store, session.config, number, flags);
  const planned = await planUndo(session, undoable, flags, lock.open);
  await show(call, session, undoable, planned, flags.full);
  if (planned.plans.every(plan => changesOf(plan).length === 0)) return nothingToDo(call, undoable, planned);
  const asked = call.now().getTime();
  if (!(await isApproved(call, planned.plans))) {
    call.screen.complain('Nothing was applied.');
    return ExitCode.CouldNot;
  }
  const start = runStart(call, session, { command: 'undo', attended: true, reason: reasonOf(undoable, flags) });
  // a plan that waited long for its yes is looked at again, like a saved one (A5)
  const isOld = call.now().getTime() - asked > STILL_FRESH_MS;
  return showResult(call, session, planned, await applyRun(session.context, start, planned, isOld), flags.full);
}

const STILL_FRESH_MS = 5 * 60_000;

async function save(call: Call, session: Session, number: string, flags: Flags, file: string): Promise<ExitCode> {
  const { config, store, now, listener } = session;
  const undoable = await undoableRun(store, config, number, flags);
  const planned = await planUndo(session, undoable, flags, []);
  const { plans, counts, reads } = planned;
  const { screen, globals, toolVersion, cwd } = call;
  const hasChanges = plans.some(plan => changesOf(plan).length > 0);
  if (hasChanges) {
    const content = { toolVersion, configFingerprint: config.fingerprint, madeAt: now(), plans, counts, reads };
    await savePlan(resolve(cwd, file), { format: 'rollcall-plan', version: 1, ...content }, await store.signingKey());
  }
  await listener.settle();
  screen.show(
    globals,
    () => ({ ...plansJson(planned), undoes: undoable.record.id, back: planned.undone?.back ?? 0 }),
    () => headed(call, undoable, planned, renderPlans(planned, screen.paper(flags.full))),
  );
  if (!hasChanges) return nothingToDo(call, undoable, planned);
  screen.tell(`Saved. To apply exactly this: rollcall apply ${file}`);
  return exitCodeOfPlan(planned, false);
}

async function planUndo(
  { config, context }: Session,
  { record, choice, targets }: Undoable,
  { allow }: Flags,
  open: Parameters<typeof planRun>[1]['open'],
): Promise<PlannedRun> {
  const planned = await planRun(context, {
    ...{ targets, attended: true, allow: chosenAllowances(config, allow), noRemovals: false, open },
    undo: { run: record.id, choice },
  });
  const unknown = planned.undone?.unknown ?? [];
  if (unknown.length === 0 || planned.problems.length > 0) return planned;
  throw new ConfigError(
    `run ${record.id} did nothing to ${unknown.join(', ')}`,
    `Name people by their username in the target, or their login at the source: rollcall show ${record.id}.`,
  );
}

async function show(call: Call, session: Session, undoable: Undoable, planned: PlannedRun, full?: boolean): Promise<void> {
  await session.listener.settle();
  call.screen.print(headed(call, undoable, planned, ''));
  await showPlans(call, session, planned, full);
}

function headed({ screen }: Call, { record, changes }: Undoable, { undone }: PlannedRun, text: string): string {
  const part = { changes, chosen: undone?.chosen ?? 0, back: undone?.back ?? 0 };
  return `${renderUndoHead(record, part, screen.paper())}\n${text === '' ? '' : `\n${text}`}`;
}

/** Why there is nothing to apply, and what the process ends with. */
function nothingToDo({ screen }: Call, { record }: Undoable, { plans, problems, undone }: PlannedRun): ExitCode {
  if (problems.length > 0) {
    screen.complain('Nothing was applied.');
    return ExitCode.CouldNot;
  }
  if (plans.some(({ held }) => held.length > 0)) {
    screen.complain('Nothing can be applied: all of it is held.');
    return ExitCode.Held;
  }
  if (undone !== undefined && undone.back < undone.chosen) {
    screen.complain(`Nothing can be applied: nothing of run ${record.id} that is still there can be taken back.`);
    return ExitCode.CouldNot;
  }
  screen.tell(`Nothing to do: what run ${record.id} did is undone already.`);
  return ExitCode.Done;
}

function reasonOf({ record, choice }: Undoable, { reason }: Flags): string {
  const part = [...choice.kinds, ...choice.users, ...choice.groups].join(', ');
  const what = `undo of run ${record.id}${part === '' ? '' : ` (only ${part})`}`;
  return reason === undefined ? what : `${what}: ${reason}`;
}

/** Nobody is there to say yes. */
function requireTerminal({ screen, globals }: Call): void {
  if (screen.canAsk && globals.json !== true) return;
  throw new ConfigError(
    globals.json === true ? 'undo asks, and --json cannot' : 'undo asks on a terminal, and there is none',
    'Save its plan, look at it, and apply it: rollcall undo RUN --out FILE, then rollcall apply FILE.',
  );
}
