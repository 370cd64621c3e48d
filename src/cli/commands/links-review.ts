import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, ExitCode } from '../../errors.js';
import { jsonText } from '../../report/clean.js';
import { reviewsJson } from '../../report/json.js';
import { counted } from '../../report/numbers.js';
import { reviewCsv } from '../../report/review.js';
import { renderProblems, renderReviews } from '../../report/text.js';
import { planRun } from '../../sync/run.js';
import type { Call } from '../call.js';
import { chosenAllowances, chosenTargets } from '../choose.js';
import { openSession } from '../session.js';

interface ReviewFlags {
  readonly csv?: boolean;
  readonly out?: string;
  readonly full?: boolean;
}

/** Whose account nobody claims, and whose must be settled, for an access review. Reads only, and takes no lock. */
export async function reviewLinks(call: Call, names: readonly string[], { csv, out, full }: ReviewFlags): Promise<ExitCode> {
  const { screen, globals, cwd } = call;
  if (csv === true && globals.json === true)
    throw new ConfigError('--csv and --json are two formats of one result', 'Give one of them.');
  const file = out === undefined ? undefined : resolve(cwd, out);
  if (file !== undefined && existsSync(file)) throw notWritten(`${out} is there already`);
  await using session = await openSession(call, 'read');
  const { config, context, listener } = session;
  const options = { attended: true, allow: chosenAllowances(config), noRemovals: false, open: [], review: true };
  const planned = await planRun(context, { targets: chosenTargets(config, names), ...options });
  await listener.settle();
  const { reviews = [], problems } = planned;
  const json = () => jsonText(reviewsJson(planned), 2);
  if (file !== undefined) {
    await saveNew(file, globals.json === true ? `${json()}\n` : reviewCsv(reviews, problems));
    screen.tell(`Saved to ${out}: ${counted(reviews.flatMap(({ rows }) => rows).length, 'row')}.`);
  } else if (globals.json === true) screen.print(json());
  else if (csv === true)
    screen.print(reviewCsv(reviews, problems).replaceAll('\r\n', '\n').trimEnd()); // a terminal's lines; a file has CSV's own
  else if (reviews.length > 0) screen.print(renderReviews(reviews, screen.paper(full)));
  if (problems.length > 0 && globals.json !== true) screen.complain(renderProblems(problems, screen.paperForMessages()));
  return problems.length > 0 ? ExitCode.CouldNot : ExitCode.Done;
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
