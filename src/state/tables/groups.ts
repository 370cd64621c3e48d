import { z } from 'zod';
import { exactly } from '../agreement.js';
import { json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { AccountIdText, ProviderIdText, RunNumber, TargetGroupIdText, TargetNameText } from '../id-schema.js';
import type { LedgerRow, ManagedGroup, StateStore } from '../store.js';

export const GroupRow = exactly<ManagedGroup>()(
  z.object({
    target: TargetNameText,
    group: TargetGroupIdText,
    name: z.string(),
    how: z.enum(['made', 'adopted']),
    from: json(z.array(z.object({ provider: ProviderIdText, id: z.string(), name: z.string() }))),
    run: orNothing(RunNumber),
    since: z.string(),
  }),
);

export const MembershipRow = exactly<LedgerRow>()(
  z.object({ target: TargetNameText, group: TargetGroupIdText, account: AccountIdText, by: json(z.array(z.string())) }),
);

/** The groups that are rollcall's business (G5), and the memberships that it granted: the ledger. */
export const groupTables = (db: Database) =>
  ({
    async managedGroups(target) {
      return db.all(GroupRow, 'SELECT * FROM managedGroups WHERE target = ? ORDER BY name', target);
    },

    async putManagedGroup(group) {
      putGroupRow(db, group);
    },

    async releaseGroup(target, group) {
      return db.atomically(() => {
        db.run('DELETE FROM ledger WHERE target = ? AND "group" = ?', target, group);
        return db.run('DELETE FROM managedGroups WHERE target = ? AND "group" = ?', target, group) > 0;
      });
    },

    async ledger(target) {
      return db.all(MembershipRow, 'SELECT * FROM ledger WHERE target = ?', target);
    },

    async putLedger(rows) {
      db.atomically(() => {
        for (const row of rows) putMembershipRow(db, row);
      });
    },

    async dropLedger(target, rows) {
      db.atomically(() => {
        for (const { group, account } of rows)
          db.run('DELETE FROM ledger WHERE target = ? AND "group" = ? AND account = ?', target, group, account);
      });
    },
  }) satisfies Partial<StateStore>;

export function putGroupRow(db: Database, { target, group, name, how, from, run, since }: ManagedGroup): void {
  db.run(
    'INSERT OR REPLACE INTO managedGroups (target, "group", name, how, "from", run, since) VALUES (?, ?, ?, ?, ?, ?, ?)',
    target,
    group,
    name,
    how,
    JSON.stringify(from),
    run ?? null,
    since,
  );
}

export function putMembershipRow(db: Database, { target, group, account, by }: LedgerRow): void {
  db.run(
    'INSERT OR REPLACE INTO ledger (target, "group", account, "by") VALUES (?, ?, ?, ?)',
    target,
    group,
    account,
    JSON.stringify(by),
  );
}
