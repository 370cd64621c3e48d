import type { ExitCode } from '../errors.js';
import { resultJson } from '../report/json.js';
import { renderPlans, renderResult } from '../report/text.js';
import type { RunResult } from '../sync/apply-run.js';
import type { PlannedRun } from '../sync/run.js';
import type { Call } from './call.js';
import { exitCodeOfRun } from './exit-codes.js';
import type { Session } from './session.js';

/** What will be done, for a person to read; with `--json` it comes with the result. */
export async function showPlans(
  { screen, globals }: Call,
  { listener }: Session,
  planned: PlannedRun,
  full?: boolean,
): Promise<void> {
  await listener.settle();
  if (globals.json !== true) screen.print(renderPlans(planned, screen.paper(full)));
}

/** What was done, and what the process ends with. */
export async function showResult(
  { screen, globals }: Call,
  { listener }: Session,
  planned: PlannedRun,
  result: RunResult,
  full?: boolean,
): Promise<ExitCode> {
  await listener.settle();
  screen.show(
    globals,
    () => resultJson(planned, result),
    () => `\n${renderResult(result, screen.paper(full))}`,
  );
  return exitCodeOfRun(result);
}
