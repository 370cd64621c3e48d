import { z } from 'zod';
import { exactly } from '../agreement.js';
import { ChangeSchema } from '../change-schema.js';
import { json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, TargetNameText } from '../id-schema.js';
import { GuardText } from '../plan-schema.js';
import type { StateStore, Waiting } from '../store.js';

export const WaitingRow = exactly<Waiting>()(
  z.object({
    target: TargetNameText,
    change: json(ChangeSchema),
    why: z.enum(['held', 'failed', 'notRun', 'stale']),
    guard: orNothing(GuardText),
    reason: z.string(),
    allow: orNothing(z.string()),
    since: z.string(),
    run: RunNumber,
  }),
);

export const WAITING_COLUMNS = 'target, change, why, guard, reason, allow, since, run';

/** What runs wanted and did not do. */
export const waitingTable = (db: Database) =>
  ({
    async waiting() {
      return db.all(WaitingRow, `SELECT ${WAITING_COLUMNS} FROM waiting ORDER BY since, target, seq`);
    },

    async putWaiting(target, waiting) {
      db.atomically(() => {
        const since = sinceWhen(db, target);
        db.run('DELETE FROM waiting WHERE target = ?', target);
        for (const [seq, row] of waiting.entries())
          db.run(
            `INSERT INTO waiting (target, seq, changeId, change, why, guard, reason, allow, since, run)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            target,
            seq,
            row.change.id,
            JSON.stringify(row.change),
            row.why,
            row.guard ?? null,
            row.reason,
            row.allow ?? null,
            since.get(row.change.id) ?? row.since,
            row.run,
          );
      });
    },
  }) satisfies Partial<StateStore>;

function sinceWhen(db: Database, target: string): ReadonlyMap<string, string> {
  const rows = db.all(
    z.object({ changeId: z.string(), since: z.string() }),
    'SELECT changeId, min(since) AS since FROM waiting WHERE target = ? GROUP BY changeId',
    target,
  );
  return new Map(rows.map(({ changeId, since }) => [changeId, since]));
}
