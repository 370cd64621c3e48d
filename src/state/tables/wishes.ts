import { z } from 'zod';
import { nameKeyOf } from '../../model/ids.js';
import type { SyncWishes } from '../../model/plan.js';
import { exactly } from '../agreement.js';
import { json } from '../columns.js';
import type { Database } from '../database.js';
import { SyncNameText } from '../id-schema.js';
import type { StateStore } from '../store.js';

const NameKeyText = z.string().transform(nameKeyOf);
const wishes = { sync: SyncNameText, readAt: z.string(), rules: z.string() };

/** As a plan file holds them. */
export const SyncWishesSchema = exactly<SyncWishes>()(z.object({ ...wishes, groups: z.array(NameKeyText) }));
const WishesRow = exactly<SyncWishes>()(z.object({ ...wishes, groups: json(z.array(NameKeyText)) }));

/** What each sync's patterns named when its source was last read whole (DESIGN §2). */
export const wishesTable = (db: Database) =>
  ({
    async wishes(target) {
      return db.all(WishesRow, 'SELECT sync, readAt, rules, groups FROM wishes WHERE target = ? ORDER BY sync', target);
    },

    async putWishes(target, all) {
      db.atomically(() => {
        for (const { sync, readAt, rules, groups } of all)
          db.run(
            `INSERT INTO wishes (target, sync, readAt, rules, groups) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (target, sync) DO UPDATE SET readAt = excluded.readAt, rules = excluded.rules,
               groups = excluded.groups WHERE excluded.readAt >= wishes.readAt`,
            target,
            sync,
            readAt,
            rules,
            JSON.stringify(groups),
          );
      });
    },
  }) satisfies Partial<StateStore>;
