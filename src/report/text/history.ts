import type { JournalEntry, ReadRecord, RunRecord, RunSummary } from '../../state/store.js';
import { clean, cleanLine } from '../clean.js';
import { describe, describeOutcome } from '../describe.js';
import { counted, duration, moment, number } from '../numbers.js';
import { describeReasons } from '../reasons.js';
import { pad, widthOf } from '../width.js';
import { paragraph, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import { heldLines } from './held.js';
import { type Paper, paint, type Tone } from './paper.js';
import { readLines } from './reads.js';
import { type Counts, countsText, resultText, resultTone } from './result.js';
import { sharedHead } from './shared.js';

/** Runs as a table, newest first; the reason and what went wrong stand below their run. */
export function renderHistory(runs: readonly RunRecord[], paper: Paper): string {
  if (runs.length === 0) return 'no runs yet';
  const cells = runs.map(run => [String(run.id), moment(run.startedAt), run.command, clean(run.by), run.result]);
  const widths = cells.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, widthOf(cell))), []);
  return runs
    .flatMap((run, at) => {
      const row = (cells[at] ?? []).map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ');
      const head = `${row}  ${summaryText(run.summary)}`.trimEnd();
      const [first = '', ...more] = paragraph(head, 0, paper, resultTone(run.result));
      return [
        first,
        ...more.map(line => `    ${line}`),
        ...(run.reason === undefined ? [] : paragraph(clean(run.reason), 4, paper, 'faint')),
      ];
    })
    .join('\n');
}

function summaryText(summary: RunSummary | undefined): string {
  const targets = summary?.targets ?? [];
  const one = targets.length === 1;
  return targets.map(target => (one ? '' : `${clean(target.target)}: `) + countsText(countsOf(target))).join(' · ');
}

const countsOf = ({ held, ...counts }: RunSummary['targets'][number]): Counts => ({
  ...counts,
  held: new Set(held.map(({ change }) => change.id)).size,
});

const MOST = 25;

/** One run: who, when and why, how each system was read, what each change was for and how it ended, what was held. */
export function renderRun(run: RunRecord, journal: readonly JournalEntry[], reads: readonly ReadRecord[], paper: Paper): string {
  const targets = grouped(journal, ({ target }) => target).map(entries =>
    [paint(paper, 'strong', clean(entries[0].target)), ...entryLines(entries, paper)].join('\n'),
  );
  const held = (run.summary?.targets ?? []).filter(target => target.held.length > 0);
  return [
    headLines(run, paper).join('\n'),
    ...(reads.length === 0 ? [] : [[paint(paper, 'strong', 'read'), ...readLines(reads, paper)].join('\n')]),
    ...(run.summary?.shared ?? []).map(one => sharedHead(one, paper).join('\n')),
    ...(journal.length === 0 ? ['no change was sent'] : targets),
    ...held.map(target => [paint(paper, 'held', `held in ${clean(target.target)}`), ...heldLines(target.held, paper)].join('\n')),
  ].join('\n\n');
}

function headLines(run: RunRecord, paper: Paper): string[] {
  const took = run.endedAt === undefined ? '' : `, ${duration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`;
  const attended = run.attended ? 'attended' : 'unattended';
  return [
    ...paragraph(`run ${run.id} · ${run.command} (${attended}) · ${resultText(run.result)}`, 0, paper, resultTone(run.result)),
    ...paragraph(`${moment(run.startedAt)}${took} · by ${clean(run.by)} · rollcall ${clean(run.toolVersion)}`, 2, paper, 'plain'),
    ...(run.reason === undefined ? [] : paragraph(`reason: ${clean(run.reason)}`, 2, paper, 'plain')),
    ...(run.summary?.targets ?? []).flatMap(target =>
      paragraph(`${clean(target.target)}: ${countsText(countsOf(target))}`, 2, paper, 'plain'),
    ),
    ...(run.summary?.problems ?? []).flatMap(problem => paragraph(`! ${cleanLine(problem)}`, 2, paper, 'alarm')),
  ];
}

/** Trouble first and whole; of what went well the first few, unless all is asked for. */
function entryLines(entries: readonly JournalEntry[], paper: Paper): string[] {
  const trouble = entries.filter(({ outcome }) => outcome?.kind !== 'applied' && outcome?.kind !== 'alreadySo');
  const { shown, hidden } = fold(
    entries.filter(entry => !trouble.includes(entry)),
    MOST,
    paper,
  );
  const listed = paper.full ? entries : [...trouble, ...shown];
  const blocks = listed.map(({ seq, change, outcome }) => ({
    ...entryMark(outcome),
    subject: number(seq),
    rows: [
      { what: describe(change), why: describeReasons(change.reasons) },
      ...(outcome?.kind === 'applied' && outcome.details === undefined ? [] : outcomeRows(outcome)),
    ],
  }));
  const rest =
    hidden.length > 0 ? [paint(paper, 'faint', `    … ${counted(hidden.length, 'more change')} (--full shows all)`)] : [];
  return [...renderBlocks(blocks, 2, paper), ...rest];
}

function entryMark(outcome: JournalEntry['outcome']): { mark: string; tone: Tone } {
  switch (outcome?.kind) {
    case 'applied':
    case 'alreadySo':
      return { mark: '✓', tone: 'plain' };
    case 'failed':
      return { mark: '✗', tone: 'removed' };
    case 'notRun':
    case 'stale':
      return { mark: '-', tone: 'changed' };
    case undefined:
      return { mark: '?', tone: 'changed' };
  }
}

function outcomeRows(outcome: JournalEntry['outcome']): { what: string; tone: Tone }[] {
  if (outcome === undefined) return [{ what: 'nobody knows yet whether it happened; the next run looks', tone: 'changed' }];
  if (outcome.kind === 'alreadySo') return [{ what: describeOutcome(outcome), tone: 'faint' }];
  const hint = outcome.kind === 'failed' ? [{ what: `→ ${cleanLine(outcome.hint)}`, tone: 'hint' as const }] : [];
  return [{ what: describeOutcome(outcome), tone: outcome.kind === 'applied' ? 'faint' : 'plain' }, ...hint];
}
