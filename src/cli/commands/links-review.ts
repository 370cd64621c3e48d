import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, ExitCode } from '../../errors.js';
import { jsonText } from '../../report/clean.js';
import { reviewsJson } from '../../report/json.js';
import { counted } from '../../report/numbers.js';
import { reviewCsv } from '../../report/review.js';
import type { FromRun } from '../../report/text/from.js';
import { renderFrom, renderProblems, renderReviews } from '../../report/text.js';
import { type PlannedRun, planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenAllowances, chosenTargets } from '../choose.js';
import { openSession } from '../session.js';
import { fromRun } from '../snapshot/from.js';

interface ReviewFlags {
  readonly csv?: boolean;
  readonly out?: string;
  readonly full?: boolean;
  /** a run's number, or `last` */
  readonly from?: string;
}

/** Whose account nobody claims, and whose must be settled, for an access review. Reads only, and takes no lock. */
export async function reviewLinks(call: Call, names: readonly string[], flags: ReviewFlags): Promise<ExitCode> {
  const { screen, globals, cwd } = call;
  if (flags.csv === true && globals.json === true)
    throw new ConfigError('--csv and --json are two formats of one result', 'Give one of them.');
  const file = flags.out === undefined ? undefined : resolve(cwd, flags.out);
  if (file !== undefined && existsSync(file)) throw notWritten(`${flags.out} is there already`);
  await using opened = await openSession(call, 'read');
  const from = flags.from === undefined ? undefined : await fromRun(call, opened, flags.from);
  const { config, context, listener } = from?.session ?? opened;
  const options = { attended: true, allow: chosenAllowances(config), noRemovals: false, open: [], review: true };
  const planned = await planRun(context, { targets: chosenTargets(config, names), ...options });
  await listener.settle();
  const { problems, reviews = [] } = planned;
  const about = from?.about();
  if (file === undefined) print(call, flags, planned, about);
  else {
    await saveNew(file, globals.json ? `${jsonText(reviewsJson(planned, about), 2)}\n` : reviewCsv(reviews, problems));
    screen.tell(`Saved to ${flags.out}: ${counted(reviews.flatMap(({ rows }) => rows).length, 'row')}.`);
  }
  if (about !== undefined && !globals.json) screen.tell(renderFrom(about, screen.paperForMessages()).trimEnd());
  if (problems.length > 0 && !globals.json) screen.complain(renderProblems(problems, screen.paperForMessages()));
  return problems.length > 0 ? ExitCode.CouldNot : ExitCode.Done;
}

function print({ screen, globals }: Call, { csv, full }: ReviewFlags, planned: PlannedRun, about: FromRun | undefined): void {
  const { reviews = [], problems } = planned;
  if (globals.json) screen.print(jsonText(reviewsJson(planned, about), 2));
  // the lines of a terminal; a file has those of CSV
  else if (csv) screen.print(reviewCsv(reviews, problems).replaceAll('\r\n', '\n').trimEnd());
  else if (reviews.length > 0) screen.print(renderReviews(reviews, screen.paper(full)));
}

/** For its owner only: it names people. What is there already is never overwritten. */
async function saveNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw notWritten(cause.message, { cause });
  }
}

const notWritten = (why: string, options?: ErrorOptions) =>
  new ConfigError(
    `the review cannot be written: ${why}`,
    'Name a file that is not there yet, in a folder that you may write to; nothing is ever overwritten.',
    [],
    options,
  );
