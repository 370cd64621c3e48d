import { ExitCode } from '../errors.js';
import { isEmpty } from '../model/plan.js';
import type { RunResult } from '../sync/apply-run.js';
import type { PlannedRun } from '../sync/run.js';

/** What a run ends with. Where several apply: 1, then 4, then 3 — the order in which its record was chosen. */
export function exitCodeOfRun({ record }: Pick<RunResult, 'record'>): ExitCode {
  switch (record) {
    case 'done':
      return ExitCode.Done;
    case 'held':
      return ExitCode.Held;
    case 'failed':
      return ExitCode.Failed;
    case 'could not':
      return ExitCode.CouldNot;
    case 'interrupted':
      return ExitCode.Interrupted;
  }
}

/** What `plan` ends with: whether there are changes is told only when asked (`--detailed-exitcode`). */
export function exitCodeOfPlan({ plans, problems }: Pick<PlannedRun, 'plans' | 'problems'>, detailed: boolean): ExitCode {
  if (problems.length > 0) return ExitCode.CouldNot;
  if (!detailed) return ExitCode.Done;
  if (plans.some(({ held }) => held.length > 0)) return ExitCode.Held;
  return plans.every(isEmpty) ? ExitCode.Done : ExitCode.Changes;
}
