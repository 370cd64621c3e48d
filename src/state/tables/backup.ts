import { z } from 'zod';
import { StateError } from '../../errors.js';
import type { Database } from '../database.js';
import type { RunLock } from '../lock.js';
import type { Backup, StateStore } from '../store.js';
import { GroupRow, MembershipRow, putGroupRow, putMembershipRow } from './groups.js';
import { IdentityRow, putIdentityRow } from './identities.js';
import { LinkRow, putLinkRow } from './links.js';
import { PauseRow, putPauseRow } from './pauses.js';
import { PinRow, putPinRow } from './pins.js';

const Numbered = z.object({ seq: z.int() });
const Counted = z.object({ n: z.int() });

/** Each with what a person calls its rows. A pause is none of them: who pauses before an import keeps the pause. */
const tables = [
  ['links', 'links'],
  ['managedGroups', 'groups'],
  ['ledger', 'memberships'],
  ['identities', 'names of systems'],
  ['pins', 'pins'],
] as const;

/** What cannot be read again, as one value (DESIGN §5). */
export const backupTables = (db: Database, lock: RunLock) =>
  ({
    async backup() {
      return db.consistently(() => ({
        links: db.all(LinkRow, 'SELECT * FROM links ORDER BY target, person'),
        groups: db.all(GroupRow, 'SELECT * FROM managedGroups ORDER BY target, "group"'),
        ledger: db.all(MembershipRow, 'SELECT * FROM ledger ORDER BY target, "group", account'),
        identities: db.all(IdentityRow, 'SELECT * FROM identities ORDER BY kind, name'),
        pauses: db.all(PauseRow, 'SELECT * FROM pauses ORDER BY target'),
        pins: db.all(PinRow, 'SELECT * FROM pins ORDER BY target, key'),
        lastRun: db.get(Numbered, `SELECT seq FROM sqlite_sequence WHERE name = 'runs'`)?.seq ?? 0,
      }));
    },

    async restore(backup, { replace }) {
      db.atomically(() => {
        lock.confirm();
        if (replace) for (const [table] of tables) db.run(`DELETE FROM ${table}`);
        else refuseRemembered(db);
        putAll(db, backup);
      });
    },
  }) satisfies Partial<StateStore>;

function refuseRemembered(db: Database): void {
  const found = tables.flatMap(([table, word]) => {
    const { n } = db.get(Counted, `SELECT count(*) AS n FROM ${table}`) ?? { n: 0 };
    return n > 0 ? [`${word} (${n})`] : [];
  });
  if (found.length === 0) return;
  throw new StateError(
    `the state ${db.file} is not empty: it remembers ${found.join(', ')}`,
    'To put the file in its place, keep what is there (rollcall links export OTHER-FILE), then import with --replace.',
  );
}

function putAll(db: Database, { links, groups, ledger, identities, pauses, pins, lastRun }: Backup): void {
  for (const link of links) putLinkRow(db, link);
  for (const group of groups) putGroupRow(db, group);
  for (const row of ledger) putMembershipRow(db, row);
  for (const identity of identities) putIdentityRow(db, identity);
  for (const pin of pins) putPinRow(db, pin);
  const here = new Set(db.all(PauseRow, 'SELECT * FROM pauses').map(({ target }) => target));
  for (const pause of pauses) if (!here.has(pause.target)) putPauseRow(db, pause);
  // groups and pins tell of runs by their numbers: no run to come may have one of those
  db.run(`UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'runs'`, lastRun);
}
