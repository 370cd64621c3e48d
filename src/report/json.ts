import { SyncError } from '../errors.js';
import { type PersonKey, splitPersonKey } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import type { Following } from '../model/shared-directory.js';
import type { JournalEntry, Link, Purged, ReadRecord, RunRecord } from '../state/store.js';
import type { RunResult } from '../sync/apply-run.js';
import type { RunEvent } from '../sync/events.js';
import type { Explanation, GroupExplanation } from '../sync/explain/explanation.js';
import type { TestResult } from '../sync/policy/run.js';
import type { PlannedRun } from '../sync/run.js';
import type { ReadBy, Status, SystemStatus } from '../sync/status.js';
import { jsonText } from './clean.js';
import type { SystemFindings } from './text/findings.js';
import type { FromRun } from './text/from.js';
import type { NamedLink } from './text/links.js';
import { hasPassed } from './text/policy.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
/** What `--json` prints. `version` rises when a field changes its meaning or goes; names stand as they are, JSON escapes them. */
export type Document = { readonly version: 1; readonly kind: string } & { readonly [name: string]: Json };

const documentOf = (kind: string, fields: { readonly [name: string]: Json }): Document => ({ version: 1, kind, ...fields });

/** `from`: of which run's data, where that is not what was just read. */
export const plansJson = (
  { plans, problems, reads, unfed = [], shared = [] }: Pick<PlannedRun, 'plans' | 'problems' | 'reads' | 'unfed' | 'shared'>,
  from?: FromRun,
): Document =>
  documentOf('plan', {
    ...(from === undefined ? {} : { from: plain(from) }),
    ...{ problems: plain(problems), reads: plain(reads) },
    ...(unfed.length > 0 ? { unfed: plain(unfed) } : {}),
    plans: plans.map(planFields),
    ...(shared.length > 0 ? { shared: plain(shared) } : {}),
  });

/** Per target every change with its outcome, and what was held. */
export const resultJson = (
  { problems, reads, shared = [] }: Pick<PlannedRun, 'problems' | 'reads' | 'shared'>,
  { run, record, applied }: RunResult,
): Document =>
  documentOf('result', {
    problems: plain(problems),
    reads: plain(reads),
    run: plain(run),
    result: record,
    targets: applied.map(({ plan, changes }) => ({
      target: plain(plan.target),
      changes: plain(changes),
      held: plain(plan.held),
    })),
    ...(shared.length > 0 ? { shared: plain(shared) } : {}),
  });

export const historyJson = (runs: readonly RunRecord[]): Document => documentOf('history', { runs: plain(runs) });

export const runJson = (run: RunRecord, journal: readonly JournalEntry[], reads: readonly ReadRecord[]): Document =>
  documentOf('run', { run: plain(run), reads: plain(reads), journal: plain(journal) });

/** `systems`: what each of them said when it was asked, with `--online`. The lists of a read are in the run's own document. */
export const statusJson = (status: Status, systems: readonly SystemFindings[]): Document =>
  documentOf('status', { ...fieldsOf(withoutLists(status)), online: plain(systems) });

function withoutLists({ sources, targets, sharing, ...status }: Status): object {
  const bare = (by: ReadBy | undefined) => {
    if (by === undefined || by.read.result.kind === 'failed') return by;
    const { lists: _, ...result } = by.read.result;
    return { run: by.run, read: { ...by.read, result } };
  };
  const brief = <S extends SystemStatus>({ newest, whole, ...system }: S) => ({
    ...system,
    ...{ newest: bare(newest), whole: bare(whole) },
  });
  return { ...status, sources: sources.map(brief), targets: targets.map(brief), sharing: sharing.map(brief) };
}

/** What was taken out of the history, and the links that stay. */
export const purgeJson = (purged: Purged & { readonly snapshots: number }, linked: readonly Link[]): Document =>
  documentOf('purge', { purged: plain(purged), linked: plain(linked) });

/** Why somebody has what they have: one explanation, and of each target what its steps said. */
export const explanationJson = (
  explanation: Explanation,
  problems: PlannedRun['problems'],
  following: readonly Following[] = [],
): Document => documentOf('explanation', { ...fieldsOf(explanation), problems: plain(problems), ...followingFields(following) });

/** What makes a group, in each target. */
export const groupExplanationJson = (
  groups: readonly GroupExplanation[],
  problems: PlannedRun['problems'],
  following: readonly Following[] = [],
): Document =>
  documentOf('groupExplanation', { groups: plain(groups), problems: plain(problems), ...followingFields(following) });

const followingFields = (following: readonly Following[]): { readonly [name: string]: Json } =>
  following.length > 0 ? { following: following.map(({ name, of }) => ({ target: plain(name), of: plain(of) })) } : {};

export const findingsJson = (systems: readonly SystemFindings[]): Document => documentOf('check', { systems: plain(systems) });

/** Per test whether it passed; per person who is not as expected what was, what came of it, and what each sync said. */
export const testsJson = (
  results: readonly TestResult[],
  from: readonly { readonly run: number; readonly at: string }[],
): Document =>
  documentOf('test', {
    ...(from.length > 0 ? { from: from.map(({ run, at }) => ({ run, at })) } : {}),
    passed: results.filter(hasPassed).length,
    failed: results.filter(result => !hasPassed(result)).length,
    tests: results.map(result => ({
      ...{ name: result.test.name, file: result.test.file, line: result.test.line, passed: hasPassed(result) },
      problems: result.problems,
      wrong: result.wrong.map(({ login, target, failures, outcome: { account, groups }, words, unmapped }) => ({
        ...{
          login,
          target,
          failures: plain(failures),
          account: plain(account),
          groups: plain(groups),
          words: plain(words),
          unmapped: plain(unmapped),
        },
      })),
    })),
  });

export const linksJson = (links: readonly NamedLink[]): Document => documentOf('links', { links: plain(links) });

/** Per target what an access review must look at; `from`: of which run's data. */
export const reviewsJson = ({ reviews = [], problems }: Pick<PlannedRun, 'reviews' | 'problems'>, from?: FromRun): Document =>
  documentOf('review', {
    ...(from === undefined ? {} : { from: plain(from) }),
    problems: plain(problems),
    targets: plain(reviews),
  });

/** What an import took in. */
export const importJson = (madeAt: string, counts: object): Document => documentOf('import', { madeAt, taken: plain(counts) });

/** A failure that we understand, or a bug; no stack: that is for `--verbose` on stderr. */
export const errorJson = (error: unknown): Document =>
  documentOf('error', {
    error:
      error instanceof SyncError
        ? {
            name: error.name,
            message: error.message,
            hint: error.hint,
            exitCode: error.exitCode,
            mistakes: 'mistakes' in error ? plain(error.mistakes) : [],
          }
        : { name: 'Bug', message: error instanceof Error ? error.message : String(error), hint: '', exitCode: 1, mistakes: [] },
  });

/** One event as one line. */
export const eventLine = (event: RunEvent, time: string): string => {
  const { kind, ...fields } = event;
  return jsonText({ time, kind, ...fieldsOf(fields) });
};

function planFields({
  target,
  product,
  firstRun,
  counts,
  stages,
  held,
  asks,
  notes,
  links,
  closedLinks,
  takes,
  ledger,
  undoes,
}: Plan): Json {
  return {
    ...(undoes === undefined ? {} : { undoes: plain(undoes) }),
    target: plain(target),
    product: plain(product),
    firstRun,
    counts: plain(counts),
    stages: plain(stages),
    held: plain(held),
    asks: plain(asks),
    notes: plain(notes),
    links: plain(links),
    closedLinks: closedLinks.map(personOf),
    takes: plain(takes),
    ledger: plain(ledger),
  };
}

/** Any value as JSON: maps become objects, sets lists, people their provider and id; what is undefined is left out. */
function plain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Map) return fieldsOf(Object.fromEntries(value));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(plain);
  return typeof value === 'object' ? fieldsOf(value) : null;
}

const fieldsOf = (value: object): { readonly [name: string]: Json } =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, isPerson(name, field) ? personOf(field) : plain(field)]),
  );

const isPerson = (name: string, field: unknown): field is PersonKey => name === 'person' && typeof field === 'string';

const personOf = (key: PersonKey): Json => {
  const { provider, id } = splitPersonKey(key);
  return { provider, id };
};
