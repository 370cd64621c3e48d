import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Change } from '../../../src/model/change.js';
import { providerId, splitPersonKey, targetName } from '../../../src/model/ids.js';
import type { JournalEntry, RunRecord } from '../../../src/state/store.js';
import { contentOf, endOf } from '../../bad-days/memory.js';
import { inside } from './inside.js';
import { sentTwice } from './twice.js';
import type { Ended, World } from './world.js';

const SYNC = ['sync', '--json'];

type Recorded = RunRecord & { readonly journal: readonly JournalEntry[] };

/** What comes of the morning when nothing disturbs. */
export interface Reference {
  readonly points: readonly string[];
  readonly exitCode: number | null;
  readonly end: Awaited<ReturnType<typeof everything>>;
  /** what the next run would do: nothing, and what it would hold */
  readonly next: readonly string[];
  readonly done: readonly string[];
  readonly kinds: ReadonlySet<string>;
  readonly lastRun: number;
  readonly result: string | undefined;
}

export async function undisturbed(world: World): Promise<Reference> {
  await world.again();
  const [before] = await world.withStore(store => store.runs(1));
  const file = join(world.folder, 'points.txt');
  const { exitCode } = await world.rollcall(SYNC, { KILL_LIST: file });
  const points = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await rm(file);
  const lastRun = before?.id ?? 0;
  const runs = await runsSince(world, lastRun);
  const changes = runs.flatMap(({ journal }) => journal.map(({ change }) => change));
  return {
    ...{ points, exitCode, lastRun },
    end: await everything(world),
    next: await nextPlan(world),
    done: doneIn(runs),
    kinds: new Set(changes.map(({ kind }) => kind)),
    result: runs[0]?.result,
  };
}

/** What is wrong after a run died at the first of these points, and the run after it at the second; nothing, if the rules hold. */
export async function tryOut(world: World, reference: Reference, ...points: readonly string[]): Promise<readonly string[]> {
  await world.again();
  const problems: string[] = [];
  for (const point of points) {
    const { signal, exitCode, stderr } = await world.rollcall(SYNC, { KILL_AT: point });
    if (signal !== 'SIGKILL') problems.push(`it did not die at ${point}, but ended with ${exitCode}: ${stderr.slice(-300)}`);
  }
  const again = await world.rollcall(SYNC);
  if (again.exitCode !== reference.exitCode) problems.push(`the next run ended with ${again.exitCode}: ${told(again)}`);

  const end = await everything(world);
  if (!isDeepStrictEqual(end, reference.end)) problems.push(`another end: ${difference(end, reference.end)}`);
  const next = await nextPlan(world);
  if (!isDeepStrictEqual(next, reference.next)) problems.push(`the plan after it: ${next.join(', ')}`);
  for (const jira of [world.jira, world.desk]) problems.push(...sentTwice(jira.requests));
  const wasOver = reference.points.indexOf(points[0] ?? '') >= reference.points.indexOf(LAST_WRITE);
  problems.push(...(await recordProblems(world, reference, wasOver ? reference.result : 'interrupted')));
  return problems;
}

/** The end of the run's record: who dies after it has finished. */
const LAST_WRITE = 'kept runs #3';

const told = ({ stderr }: Ended) =>
  stderr
    .split('\n')
    .filter(line => !line.startsWith('{"time"'))
    .join(' ')
    .slice(0, 500);

/** The records of what died and of what came after: every change happened once, none is open, and all of it can be shown. */
async function recordProblems(world: World, { lastRun, done, result }: Reference, died: string | undefined): Promise<string[]> {
  const runs = await runsSince(world, lastRun);
  const problems: string[] = [];
  for (const [index, { id, ...run }] of runs.entries()) {
    const wanted = index === runs.length - 1 ? result : died;
    if (run.result !== wanted) problems.push(`run ${id} is ${run.result}, not ${wanted}`);
    const open = run.journal.filter(({ outcome }) => outcome === undefined);
    if (open.length > 0) problems.push(`run ${id} left open: ${open.map(({ change }) => change.id).join(', ')}`);
    const { exitCode, stdout } = await inside(world, 'show', String(id), '--json');
    const shown = exitCode === 0 ? Shown.parse(JSON.parse(stdout)).journal.length : undefined;
    if (shown !== run.journal.length) problems.push(`show ${id} tells ${shown} of ${run.journal.length} entries`);
  }
  const happened = doneIn(runs);
  if (!isDeepStrictEqual(happened, done)) problems.push(`the journals tell: ${difference(happened, done)}`);
  return problems;
}

const Shown = z.object({ journal: z.array(z.unknown()) });

const runsSince = ({ withStore }: World, last: number): Promise<Recorded[]> =>
  withStore(async store => {
    const runs = (await store.runs(10)).filter(({ id }) => id > last).toReversed();
    return Promise.all(runs.map(async run => ({ ...run, journal: await store.journal(run.id) })));
  });

const doneIn = (runs: readonly Recorded[]): string[] =>
  runs
    .flatMap(({ journal }) => journal)
    .flatMap(({ target, change, outcome }) => (outcome?.kind === 'applied' ? [`${target} ${nameOf(change)}`] : []))
    .toSorted();

/** Told the same way whether the account was there when it was planned or not; a key that Jira gave is another one each time. */
function nameOf(change: Change): string {
  const account = 'account' in change ? change.account : undefined;
  const who = account?.kind === 'existing' && !account.id.startsWith('JIRAUSER') ? account.id : account?.username;
  const what = 'responsibility' in change ? change.responsibility.label : 'group' in change ? change.group.name : undefined;
  const made = change.kind === 'createGroup' ? change.name : change.kind === 'createUser' ? change.username : undefined;
  return [change.kind, who, what, made].filter(part => part !== undefined).join(' ');
}

const Plans = z.object({
  plans: z.array(
    z.object({
      stages: z.array(z.object({ changes: z.array(z.object({ id: z.string() })) })),
      held: z.array(z.object({ change: z.object({ id: z.string() }), guard: z.string() })),
    }),
  ),
});

async function nextPlan(world: World): Promise<string[]> {
  const { stdout, exitCode } = await inside(world, 'plan', '--json', '--detailed-exitcode');
  const { plans } = Plans.parse(JSON.parse(stdout));
  return [
    `exit code ${exitCode}`,
    ...plans.flatMap(({ stages }) => stages.flatMap(({ changes }) => changes.map(({ id }) => id))),
    ...plans.flatMap(({ held }) => held.map(({ change, guard }) => `held by ${guard}: ${change.id}`)),
  ];
}

/** All that counts of three systems and a state, whatever numbers and times were given on the way. */
async function everything({ okta, jira, desk, withStore }: World) {
  const provider = providerId(`okta:${new URL(okta.url).host}`);
  const { links, waiting } = await withStore(async store => ({
    links: await store.links(targetName('desk')),
    waiting: await store.waiting(),
  }));
  return {
    ...(await endOf({ jira, provider, withStore, name: targetName('jira') })),
    desk: contentOf(desk),
    deskLinks: links
      .map(({ person, account, status, accessCutAt }) =>
        [splitPersonKey(person).id, account, status, accessCutAt === undefined ? '' : 'cut'].join(' '),
      )
      .toSorted(),
    sessions: [...new Set(desk.endedSessions), ...new Set(jira.endedSessions)],
    waiting: waiting.map(({ target, change, why, guard }) => `${target} ${change.id} ${why} ${guard}`).toSorted(),
  };
}

function difference(is: unknown, should: unknown): string {
  const [here, there] = [linesOf(is), linesOf(should)];
  const [more, less] = [here.filter(line => !there.includes(line)), there.filter(line => !here.includes(line))];
  return [...more.map(line => `+ ${line}`), ...less.map(line => `- ${line}`)].join(' | ') || `${here.length} for ${there.length}`;
}

const linesOf = (value: unknown, at = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => linesOf(each, Array.isArray(value) ? at : `${at}${key}: `))
    : [`${at}${value}`];
