import type { Outcome } from '../../model/change.js';
import { heldCount } from '../../model/plan.js';
import type { RunRecord } from '../../state/store.js';
import type { Applied } from '../../sync/apply.js';
import type { RunResult } from '../../sync/apply-run.js';
import { clean, cleanLine } from '../clean.js';
import { describe } from '../describe.js';
import { counted, number } from '../numbers.js';
import { paragraph } from './blocks.js';
import { fold, grouped } from './fold.js';
import { heldLines } from './held.js';
import { type Paper, paint, type Tone } from './paper.js';

/** How an apply ended: per target the numbers, every failure with what to do, what did not run and why; then where to look. */
export function renderResult(result: RunResult, paper: Paper): string {
  const targets = result.applied.map(({ plan, changes }) =>
    [
      paragraph(`${clean(plan.target)} · ${outcomeCounts(changes, heldCount(plan))}`, 0, paper, 'strong').join('\n'),
      ...troubleLines(changes, paper),
      ...(plan.held.length > 0 ? [paint(paper, 'held', '  held'), ...heldLines(plan.held, paper)] : []),
    ].join('\n'),
  );
  const closing = `run ${result.run}: ${resultText(result.record)} · rollcall show ${result.run}`;
  return [...targets, paragraph(closing, 0, paper, resultTone(result.record)).join('\n')].join('\n\n');
}

/** `26 applied, 2 already so, 1 failed, 3 not run, 214 held` */
export function outcomeCounts(changes: readonly { readonly outcome: Outcome }[], held: number): string {
  const of = (...kinds: Outcome['kind'][]) => changes.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  return countsText({
    applied: of('applied'),
    alreadySo: of('alreadySo'),
    failed: of('failed'),
    notRun: of('notRun', 'stale'),
    held,
  });
}

export function countsText({ applied, alreadySo, failed, notRun, held }: Counts): string {
  const some = [
    [alreadySo, 'already so'],
    [failed, 'failed'],
    [notRun, 'not run'],
    [held, 'held'],
  ] as const;
  return [`${number(applied)} applied`, ...some.flatMap(([n, what]) => (n > 0 ? [`${number(n)} ${what}`] : []))].join(', ');
}

export interface Counts {
  readonly applied: number;
  readonly alreadySo: number;
  readonly failed: number;
  readonly notRun: number;
  readonly held: number;
}

const MOST = 5;

/** Failures by problem, then what did not run by cause; each with a few of the changes. */
export function troubleLines(changes: readonly Applied[], paper: Paper): string[] {
  const troubles = changes.flatMap(({ change, outcome }) => {
    const trouble = troubleOf(outcome);
    return trouble === undefined ? [] : [{ change, ...trouble }];
  });
  const failures = troubles.filter(({ title }) => title === 'failed');
  const waiting = troubles.filter(({ title }) => title !== 'failed');
  return [...failures, ...waiting].length === 0
    ? []
    : grouped([...failures, ...waiting], ({ title, problem, hint }) => [title, problem, hint].join('\n')).flatMap(same => {
        const [{ title, problem, hint }] = same;
        const { shown, hidden } = fold(same, MOST, paper);
        return [
          ...paragraph(`✗ ${title}: ${problem}`, 2, paper, title === 'failed' ? 'alarm' : 'changed'),
          ...shown.flatMap(({ change }) => paragraph(describe(change), 6, paper, 'plain')),
          ...(hidden.length > 0 ? [paint(paper, 'faint', `      … ${counted(hidden.length, 'more change')}`)] : []),
          ...(hint === '' ? [] : paragraph(`→ ${hint}`, 4, paper, 'hint')),
        ];
      });
}

function troubleOf(outcome: Outcome): { title: string; problem: string; hint: string } | undefined {
  switch (outcome.kind) {
    case 'applied':
    case 'alreadySo':
      return undefined;
    case 'failed':
      return { title: 'failed', problem: cleanLine(outcome.problem), hint: cleanLine(outcome.hint) };
    case 'notRun':
      return { title: 'not run', problem: cleanLine(outcome.because), hint: '' };
    case 'stale':
      return { title: 'moved since the plan was made', problem: cleanLine(outcome.found), hint: 'Plan again.' };
  }
}

/** A run's end as a person says it. */
export function resultText(result: RunRecord['result']): string {
  switch (result) {
    case 'open':
      return 'not finished';
    case 'done':
      return 'done';
    case 'held':
      return 'done, but for what is held';
    case 'failed':
      return 'some changes failed or did not run';
    case 'could not':
      return 'not everything could be read or applied';
    case 'interrupted':
      return 'interrupted';
  }
}

export function resultTone(result: RunRecord['result']): Tone {
  switch (result) {
    case 'done':
      return 'added';
    case 'open':
    case 'held':
    case 'interrupted':
      return 'changed';
    case 'failed':
    case 'could not':
      return 'alarm';
  }
}
