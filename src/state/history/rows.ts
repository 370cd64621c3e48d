import { z } from 'zod';
import type { Database } from '../database.js';
import { RunNumber } from '../id-schema.js';
import type { JournalEntry, RunRecord } from '../store.js';
import { JOURNAL_COLUMNS, JournalRow, OPEN } from '../tables/journal.js';
import { PinRow } from '../tables/pins.js';
import { RunRow } from '../tables/runs.js';
import { WAITING_COLUMNS, WaitingRow } from '../tables/waiting.js';
import type { Told } from './recognise.js';

const Numbered = z.object({ id: RunNumber });

/** Every run, one after the other: a history may be larger than the memory. */
export function* everyRun(db: Database): Generator<RunRecord> {
  for (const { id } of db.all(Numbered, 'SELECT id FROM runs ORDER BY id'))
    yield* db.all(RunRow, 'SELECT * FROM runs WHERE id = ?', id);
}

/** Every entry of the journal, run by run. */
export function* everyEntry(db: Database): Generator<JournalEntry> {
  for (const { id } of db.all(Numbered, 'SELECT DISTINCT run AS id FROM changes ORDER BY run'))
    yield* db.all(JournalRow, `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE run = ? ORDER BY seq`, id);
}

export const unsettled = (db: Database): readonly JournalEntry[] =>
  db.all(JournalRow, `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE ${OPEN}`);

/** Everything that the state says of changes, wherever it stands. */
export function* everythingTold(db: Database): Generator<Told> {
  yield* everyEntry(db);
  for (const { summary } of everyRun(db))
    for (const { target, held } of summary?.targets ?? []) for (const { change } of held) yield { target, change };
  yield* db.all(WaitingRow, `SELECT ${WAITING_COLUMNS} FROM waiting`);
  yield* db.all(PinRow, 'SELECT * FROM pins');
}

/** Whether what is stored differs. */
export const differs = (before: unknown, after: unknown): boolean => JSON.stringify(before) !== JSON.stringify(after);
