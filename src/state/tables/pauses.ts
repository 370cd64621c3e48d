import { z } from 'zod';
import { exactly } from '../agreement.js';
import { orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { TargetNameText } from '../id-schema.js';
import type { Pause, StateStore } from '../store.js';

export const PauseRow = exactly<Pause>()(
  z.object({
    target: orNothing(TargetNameText),
    level: z.enum(['destructive', 'everything']),
    until: orNothing(z.string()),
    reason: orNothing(z.string()),
    by: z.string(),
    since: z.string(),
  }),
);

/** Pauses. They need no run lock, so that a run at work can be paused: each is one short transaction, which waits for its turn. */
export const pauseTable = (db: Database) =>
  ({
    async pauses() {
      return db.all(PauseRow, 'SELECT * FROM pauses ORDER BY target');
    },

    async putPause(pause) {
      putPauseRow(db, pause);
    },

    async dropPause(target) {
      return db.run('DELETE FROM pauses WHERE target IS ?', target ?? null) > 0;
    },
  }) satisfies Partial<StateStore>;

export function putPauseRow(db: Database, { target, level, until, reason, by, since }: Pause): void {
  db.run(
    'INSERT OR REPLACE INTO pauses (target, level, until, reason, "by", since) VALUES (?, ?, ?, ?, ?, ?)',
    target ?? null,
    level,
    until ?? null,
    reason ?? null,
    by,
    since,
  );
}
