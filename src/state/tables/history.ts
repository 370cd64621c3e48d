import type { Database } from '../database.js';
import { prune } from '../history/prune.js';
import { purge } from '../history/purge.js';
import { wipe } from '../history/wipe.js';
import type { RunLock } from '../lock.js';
import type { StateStore } from '../store.js';

/** How the past is forgotten: by age, and person by person. */
export const historyTables = (db: Database, lock: RunLock) =>
  ({
    async prune(before) {
      return db.atomically(() => {
        lock.confirm();
        return prune(db, before);
      });
    },

    async purge(who) {
      const purged = db.atomically(() => {
        lock.confirm();
        return purge(db, who);
      });
      wipe(db);
      return purged;
    },
  }) satisfies Partial<StateStore>;
