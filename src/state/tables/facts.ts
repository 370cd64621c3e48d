import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { StateError } from '../../errors.js';
import { FactSchema } from '../change-schema.js';
import { json } from '../columns.js';
import type { Database } from '../database.js';
import type { StateStore } from '../store.js';

const FactRow = z.object({ fact: json(FactSchema), learnedAt: z.string() });
const KeyRow = z.object({ key: z.instanceof(Uint8Array) });

/** What was learned about the targets by trying (G9, G10). */
export const factTable = (db: Database) =>
  ({
    async facts(target) {
      return db.all(FactRow, 'SELECT fact, learnedAt FROM facts WHERE target = ? ORDER BY fact', target);
    },

    // parsed, so that its fields stand in the schema's order: one fact is one row
    async putFact(target, fact, at) {
      const text = JSON.stringify(FactSchema.parse(fact));
      db.run('INSERT OR REPLACE INTO facts (target, fact, learnedAt) VALUES (?, ?, ?)', target, text, at);
    },
  }) satisfies Partial<StateStore>;

/** The keys of this state. */
export const keyTable = (db: Database, readOnly: boolean) =>
  ({
    async signingKey() {
      // the first of two processes wins, and both use its key
      if (!readOnly) db.run(`INSERT OR IGNORE INTO keys (name, key) VALUES ('plan files', ?)`, randomBytes(32));
      const row = db.get(KeyRow, `SELECT key FROM keys WHERE name = 'plan files'`);
      if (!row)
        throw new StateError(
          `the state ${db.file} has no signing key yet`,
          'Open it for writing once: save a plan or run apply.',
        );
      return row.key;
    },
  }) satisfies Partial<StateStore>;
