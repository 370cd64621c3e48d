import { z } from 'zod';
import { exactly } from '../agreement.js';
import type { Database } from '../database.js';
import { SourceNameText, TargetNameText } from '../id-schema.js';
import type { Identity, StateStore } from '../store.js';

export const IdentityRow = exactly<Identity>()(
  z.object({ kind: z.enum(['source', 'target']), name: z.union([SourceNameText, TargetNameText]), identity: z.string() }),
);

/** Which system a name of the config stands for. */
export const identityTable = (db: Database) =>
  ({
    async identities() {
      return db.all(IdentityRow, 'SELECT kind, name, identity FROM identities ORDER BY kind, name');
    },

    async putIdentity(identity) {
      putIdentityRow(db, identity);
    },
  }) satisfies Partial<StateStore>;

export function putIdentityRow(db: Database, { kind, name, identity }: Identity): void {
  db.run('INSERT OR REPLACE INTO identities (kind, name, identity) VALUES (?, ?, ?)', kind, name, identity);
}
