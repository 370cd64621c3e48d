import type { Database } from '../database.js';
import type { RunRecord, RunSummary } from '../store.js';
import { maskChange, maskOutcome } from './mask-change.js';
import { differs, everyEntry, everyRun } from './rows.js';
import type { Somebody } from './somebody.js';

/** Takes somebody out of the journal. Returns how many entries spoke of them. */
export function cleanJournal(db: Database, who: Somebody): number {
  let cleaned = 0;
  for (const { run, seq, target, change, outcome } of everyEntry(db)) {
    const changeLeft = maskChange(change, target, who);
    const outcomeLeft = outcome && maskOutcome(outcome, target, who);
    if (!differs([change, outcome], [changeLeft, outcomeLeft])) continue;
    cleaned += db.run(
      'UPDATE changes SET change = ?, outcome = ? WHERE run = ? AND seq = ?',
      JSON.stringify(changeLeft),
      outcomeLeft ? JSON.stringify(outcomeLeft) : null,
      run,
      seq,
    );
  }
  return cleaned;
}

/** Takes somebody out of the records of runs: who ran them and why, what was held, what went wrong. */
export function cleanRuns(db: Database, who: Somebody): number {
  let cleaned = 0;
  for (const run of everyRun(db)) {
    const { by, reason, summary } = maskRun(run, who);
    if (!differs([run.by, run.reason, run.summary], [by, reason, summary])) continue;
    cleaned += db.run(
      'UPDATE runs SET "by" = ?, reason = ?, summary = ? WHERE id = ?',
      by,
      reason ?? null,
      summary ? JSON.stringify(summary) : null,
      run.id,
    );
  }
  return cleaned;
}

const maskRun = ({ by, reason, summary }: RunRecord, who: Somebody) => ({
  by: who.text(by),
  reason: reason === undefined ? undefined : who.text(reason),
  summary: summary && maskSummary(summary, who),
});

const maskSummary = ({ targets, problems, ...rest }: RunSummary, who: Somebody): RunSummary => ({
  ...rest,
  targets: targets.map(one => ({
    ...one,
    held: one.held.map(held => ({
      ...held,
      change: maskChange(held.change, one.target, who),
      reason: who.text(held.reason),
    })),
  })),
  problems: problems.map(who.text),
});
