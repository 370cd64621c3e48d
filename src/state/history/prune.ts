import { z } from 'zod';
import type { Database } from '../database.js';
import { RunNumber } from '../id-schema.js';
import { OPEN } from '../tables/journal.js';
import { LAST_READS } from '../tables/reads.js';
import { APPROVED } from '../tables/runs.js';

/**
 * Runs that are kept whatever their age: whoever has an entry of which nobody knows yet what became (A2), and of each target the
 * newest with a journal and the newest that was approved, on which `lastApproved` rests.
 */
const KEPT = `
  SELECT run FROM changes WHERE ${OPEN}
  UNION SELECT max(run) FROM changes GROUP BY target
  UNION SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY target ORDER BY at DESC, id DESC) AS place FROM (${APPROVED})
  ) WHERE place = 1`;

/** Forgets the runs that ended before then (ISO), with their journal and reads. Returns how many. For inside a transaction. */
export function prune(db: Database, before: string): number {
  const old = db.all(
    z.object({ id: RunNumber }),
    `SELECT id FROM runs WHERE result <> 'open' AND endedAt < ? AND id NOT IN (${KEPT})`,
    before,
  );
  for (const { id } of old) {
    db.run('DELETE FROM changes WHERE run = ?', id);
    db.run('DELETE FROM runs WHERE id = ?', id);
  }
  db.run(`DELETE FROM reads WHERE run NOT IN (SELECT id FROM runs) AND (run, kind, system) NOT IN (${LAST_READS})`);
  return old.length;
}
