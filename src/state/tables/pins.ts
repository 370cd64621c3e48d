import { z } from 'zod';
import { exactly } from '../agreement.js';
import { ChangeSchema } from '../change-schema.js';
import { json } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, TargetNameText } from '../id-schema.js';
import type { Pin, StateStore } from '../store.js';

export const PinRow = exactly<Pin>()(
  z.object({
    target: TargetNameText,
    key: z.string(),
    change: json(ChangeSchema),
    run: RunNumber,
    undid: RunNumber,
    configFingerprint: z.string(),
    since: z.string(),
  }),
);

/** What `undo` took back and no later plan does again (A8). */
export const pinTable = (db: Database) =>
  ({
    async pins(target) {
      return db.all(PinRow, 'SELECT * FROM pins WHERE target = ? ORDER BY since, key', target);
    },

    async putPins(pins) {
      db.atomically(() => {
        for (const pin of pins) putPinRow(db, pin);
      });
    },

    async dropPins(target, keys) {
      return db.atomically(() =>
        keys.reduce((dropped, key) => dropped + db.run('DELETE FROM pins WHERE target = ? AND key = ?', target, key), 0),
      );
    },
  }) satisfies Partial<StateStore>;

export function putPinRow(db: Database, { target, key, change, run, undid, configFingerprint, since }: Pin): void {
  db.run(
    'INSERT OR REPLACE INTO pins (target, key, change, run, undid, configFingerprint, since) VALUES (?, ?, ?, ?, ?, ?, ?)',
    target,
    key,
    JSON.stringify(change),
    run,
    undid,
    configFingerprint,
    since,
  );
}
