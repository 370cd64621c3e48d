import { z } from 'zod';
import { exactly } from '../agreement.js';
import { ChangeSchema, OutcomeSchema } from '../change-schema.js';
import { json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, TargetNameText } from '../id-schema.js';
import type { RunLock } from '../lock.js';
import type { JournalEntry, StateStore } from '../store.js';

const count = z.int().nonnegative();

export const JournalRow = exactly<JournalEntry>()(
  z.object({
    run: RunNumber,
    seq: count,
    target: TargetNameText,
    change: json(ChangeSchema),
    intendedAt: z.string(),
    outcome: orNothing(json(OutcomeSchema)),
    endedAt: orNothing(z.string()),
  }),
);
/** Of which nobody knows what became: without an outcome, or with one that says so. */
export const OPEN = `(ended IS NULL OR ended = 'uncertain')`;
export const JOURNAL_COLUMNS = 'run, seq, target, change, intendedAt, outcome, endedAt';

/** The journal of A2. Each write is on the disk when its promise resolves (WAL with synchronous = FULL). */
export const journalTable = (db: Database, lock: RunLock) =>
  ({
    async intend(run, target, change, at) {
      return db.atomically(() => {
        lock.confirm();
        const row = db.get(
          z.object({ seq: count }),
          `INSERT INTO changes (run, seq, target, change, intendedAt)
           SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4 FROM changes WHERE run = ?1 RETURNING seq`,
          run,
          target,
          JSON.stringify(change),
          at,
        );
        if (!row) throw new Error('SQLite gave no number to a journal entry');
        return row.seq;
      });
    },

    async settle(run, seq, outcome, at) {
      const touched = db.run(
        `UPDATE changes SET ended = ?, outcome = ?, endedAt = ? WHERE run = ? AND seq = ? AND ${OPEN}`,
        outcome.kind === 'failed' && outcome.uncertain === true ? 'uncertain' : outcome.kind,
        JSON.stringify(outcome),
        at,
        run,
        seq,
      );
      if (touched === 0) throw new Error(`entry ${seq} of run ${run} is not in the journal, or already settled`);
    },

    async journal(run) {
      return db.all(JournalRow, `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE run = ? ORDER BY seq`, run);
    },

    async appliedSince(target, since) {
      const rows = db.all(
        z.object({ change: json(ChangeSchema) }),
        `SELECT change FROM changes WHERE target = ? AND ended = 'applied' AND endedAt >= ? ORDER BY endedAt, run, seq`,
        target,
        since,
      );
      return rows.map(row => row.change);
    },

    async appliedAfter(target, run) {
      return db.all(
        JournalRow,
        `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE target = ? AND run > ? AND ended = 'applied' ORDER BY run, seq`,
        target,
        run,
      );
    },

    async journalAbout(target, { accounts, people }) {
      return db.all(
        JournalRow,
        `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE target = ?1
           AND (change ->> '$.account.id' IN (SELECT value FROM json_each(?2))
             OR change ->> '$.account.person' IN (SELECT value FROM json_each(?3))
             OR change ->> '$.person' IN (SELECT value FROM json_each(?3)))
         ORDER BY run, seq`,
        target,
        JSON.stringify(accounts),
        JSON.stringify(people),
      );
    },

    async closeInterrupted(at, current) {
      if (!lock.isHeld()) throw new Error('closeInterrupted needs the lock: an open run may be at work');
      return db.atomically(() => {
        db.run(`UPDATE runs SET result = 'interrupted', endedAt = ? WHERE result = 'open' AND id IS NOT ?`, at, current ?? null);
        return db.all(
          JournalRow,
          `SELECT ${JOURNAL_COLUMNS} FROM changes WHERE ${OPEN} AND run IS NOT ? ORDER BY run, seq`,
          current ?? null,
        );
      });
    },
  }) satisfies Partial<StateStore>;
