import type { Change } from '../../model/change.js';
import { changesOf, heldCount, isEmpty, type Note, type Plan } from '../../model/plan.js';
import type { PlannedRun } from '../../sync/run.js';
import { clean, cleanLine } from '../clean.js';
import { counted, listed, number } from '../numbers.js';
import { items, paragraph } from './blocks.js';
import { groupLines } from './groups.js';
import { askLines, heldLines } from './held.js';
import { matchCount, matchLines } from './matches.js';
import { noteLines } from './notes.js';
import { type Paper, paint } from './paper.js';
import { evidenceLines } from './reads.js';
import { sharedLines } from './shared.js';
import { totals } from './totals.js';
import { userLines } from './users.js';

/** The plans of all targets, what could not be read first, and how the rest was; no line break at the end. */
export function renderPlans(
  {
    plans,
    problems,
    reads = [],
    unfed = [],
    shared = [],
  }: Pick<PlannedRun, 'plans' | 'problems'> & Partial<Pick<PlannedRun, 'reads' | 'unfed' | 'shared'>>,
  paper: Paper,
): string {
  const evidence = evidenceLines(reads, paper);
  const parts = [
    ...(problems.length > 0 ? [renderProblems(problems, paper)] : []),
    ...(evidence.length > 0 ? [evidence.join('\n')] : []),
    ...(unfed.length > 0 ? [unfed.flatMap(one => unfedLines(one, paper)).join('\n')] : []),
    ...plans.map(plan => renderPlan(plan, paper)),
    ...shared.map(one => sharedLines(one, paper).join('\n')),
    ...(plans.length > 1 ? [items(inAll(plans), 0, paper, 'strong').join('\n')] : []),
  ];
  return parts.join('\n\n');
}

const unfedLines = ({ target, people }: NonNullable<PlannedRun['unfed']>[number], paper: Paper) =>
  paragraph(
    `! no sync feeds ${clean(target)} any more: ${counted(people, 'linked person', 'linked people')} and their memberships are left as they are`,
    0,
    paper,
    'alarm',
  );

/** One target's plan, like a diff: users, groups, what is held or asked, notes, totals. */
export function renderPlan(plan: Plan, paper: Paper): string {
  const changes = plan.undoes === undefined ? changesOf(plan) : changesOf(plan).map(withoutUndo);
  const unread = plan.notes.filter(isUnread);
  const notes = plan.notes.filter(note => !isUnread(note));
  const sections = [
    section(`found by match keys, linked from then on: ${counted(matchCount(plan), 'account')}`, matchLines(plan, paper), paper),
    section('users', userLines(changes, paper), paper),
    section('groups', groupLines(changes, plan.takes, paper), paper),
    section(`held: ${counted(heldCount(plan), 'change')}`, heldLines(plan.held, paper), paper),
    section('to be approved', askLines(plan.asks, paper), paper),
    section('notes', noteLines(notes, paper), paper),
  ].flat();
  const lines = [
    ...headLines(plan, paper),
    ...unread.flatMap(note =>
      paragraph(`! source ${clean(note.source)} was not read: ${cleanLine(note.what)}`, 2, paper, 'alarm'),
    ),
    '',
    ...(sections.length > 0 ? [...sections, ''] : []),
    ...items(closing(plan), 2, paper, 'strong'),
  ];
  return lines.join('\n');
}

/** An undo says once what it is; beside each change stands only what else there is to say. */
const withoutUndo = (change: Change): Change => ({ ...change, reasons: change.reasons.filter(({ kind }) => kind !== 'undo') });

const section = (title: string, lines: readonly string[], paper: Paper): string[] =>
  lines.length === 0 ? [] : [`  ${paint(paper, 'strong', title)}`, ...lines];

type SourceNote = Extract<Note, { kind: 'source' }>;
const isUnread = (note: Note): note is SourceNote => note.kind === 'source' && note.level === 'problem';

function headLines({ target, product, counts, firstRun, stages, undoes, people: asked }: Plan, paper: Paper): string[] {
  const toCreate = stages.flatMap(({ changes }) => changes).filter(({ kind }) => kind === 'createUser').length;
  const people = `${number(counts.matched)} of ${counted(counts.people, 'person', 'people')} matched`;
  const facts = [
    clean(product.url),
    `${clean(product.name)} ${clean(product.version)}`,
    asked !== undefined
      ? `only for ${listed(asked.map(clean))}`
      : undoes === undefined
        ? `${people}${toCreate > 0 ? `, ${number(toCreate)} to create` : ''}`
        : `undo of run ${undoes}`,
    ...(firstRun ? ['first run'] : []),
  ];
  const [first = '', ...more] = items([clean(target), ...facts], 0, paper, 'strong');
  return [first, ...more.map(line => `  ${line}`)];
}

/** What applying does in one sentence; an empty plan says so, and what it would remember all the same. */
function closing(plan: Plan): readonly string[] {
  if (!isEmpty(plan)) return totals([plan]);
  if (plan.held.length > 0) return ['nothing to apply', ...totals([plan])];
  if (plan.undoes !== undefined) return ['nothing to take back'];
  if (plan.people !== undefined) return [`nothing to change for ${listed(plan.people.map(clean))}`];
  const { counts, links, takes } = plan;
  const adopted = takes.filter(({ known }) => !known).length;
  const far = plan.notes.some(isUnread) ? ', as far as could be read' : '';
  const same = `${counted(counts.matched, 'account')} and ${counted(counts.managedMemberships, 'membership')} are as they should be`;
  const remembered = [
    ...(links.length > 0 ? [counted(links.length, 'link')] : []),
    ...(adopted > 0 ? [counted(adopted, 'adopted group')] : []),
    ...(adopted < takes.length ? [`what fills ${counted(takes.length - adopted, 'group')}`] : []),
  ];
  return [`nothing to change${far}`, same, ...(remembered.length > 0 ? [`applying it remembers ${listed(remembered)}`] : [])];
}

function inAll(plans: readonly Plan[]): readonly string[] {
  const [first = '', ...rest] = totals(plans);
  return [`in all: ${first}`, ...rest];
}

/** What could not be read, and what to do about it. */
export const renderProblems = (problems: PlannedRun['problems'], paper: Paper): string =>
  problemLines(problems, paper).join('\n');

function problemLines(problems: PlannedRun['problems'], paper: Paper): string[] {
  return problems.flatMap(({ system, problem, hint }) => [
    ...paragraph(`! ${clean(system)} COULD NOT BE READ: ${cleanLine(problem)}`, 0, paper, 'alarm'),
    ...paragraph(`→ ${cleanLine(hint)}`, 2, paper, 'hint'),
  ]);
}
