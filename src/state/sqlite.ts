import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StateError } from '../errors.js';
import { Database } from './database.js';
import { isBusy } from './failures.js';
import { runLock } from './lock.js';
import { migrate, requireCurrent, versionOf } from './migrations.js';
import { type FileSystemType, fileSystemType, preparePlace } from './place.js';
import type { StateStore } from './store.js';
import { backupTables } from './tables/backup.js';
import { factTable, keyTable } from './tables/facts.js';
import { groupTables } from './tables/groups.js';
import { historyTables } from './tables/history.js';
import { identityTable } from './tables/identities.js';
import { journalTable } from './tables/journal.js';
import { linkTable } from './tables/links.js';
import { pauseTable } from './tables/pauses.js';
import { pinTable } from './tables/pins.js';
import { readTable } from './tables/reads.js';
import { runTable } from './tables/runs.js';
import { sourceTables } from './tables/sources.js';
import { waitingTable } from './tables/waiting.js';
import { wishesTable } from './tables/wishes.js';

export interface OpenOptions {
  /** the clock, for the lock's heartbeat */
  readonly now: () => Date;
  /** for readers: makes no file, changes nothing, and a state that is not there is a StateError */
  readonly readOnly?: boolean;
  /** `f_type` of the file system that holds a folder; statfs(2) unless told */
  readonly fileSystemType?: FileSystemType;
}

/**
 * Opens the state, a SQLite file of its own in a folder of its own; makes and migrates it as needed (DESIGN §5, A6).
 * Throws StateError: unwritable, open to other users, on a network file system, damaged, another program's, a newer rollcall's.
 * Disposing it releases the lock if it is held.
 */
export async function openStore(file: string, { now, readOnly = false, ...options }: OpenOptions): Promise<StateStore> {
  await preparePlace(file, readOnly, options.fileSystemType ?? fileSystemType);
  const db = new Database(file, { readOnly });
  try {
    if (readOnly) requireCurrent(db);
    else await prepare(db);
    return storeOf(db, now, readOnly);
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** For readers where nothing was ever kept: an empty state in memory, which makes no file and is gone when disposed of. */
export function openEmptyStore({ now }: Pick<OpenOptions, 'now'>): StateStore {
  const db = new Database(':memory:', { readOnly: false });
  migrate(db);
  return storeOf(db, now, false);
}

function storeOf(db: Database, now: () => Date, readOnly: boolean): StateStore {
  const lock = runLock(db, now);
  return {
    lock: lock.lock,
    ...runTable(db),
    ...journalTable(db, lock),
    ...linkTable(db),
    ...groupTables(db),
    ...sourceTables(db),
    ...factTable(db),
    ...identityTable(db),
    ...readTable(db),
    ...waitingTable(db),
    ...wishesTable(db),
    ...pauseTable(db),
    ...pinTable(db),
    ...historyTables(db, lock),
    ...backupTables(db, lock),
    ...keyTable(db, readOnly),
    async [Symbol.asyncDispose]() {
      try {
        lock.release();
      } finally {
        db.close();
      }
    },
  };
}

/**
 * FULL: what the journal says was intended has reached the disk before anything is sent (A2). Secure delete: what is forgotten is
 * overwritten in the file, too.
 */
async function prepare(db: Database): Promise<void> {
  versionOf(db); // before anything is written: what is not ours, or newer, is left as it is
  await useWal(db);
  db.script('PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON');
  migrate(db);
}

const Mode = z.object({ journal_mode: z.string() });

/** Two processes that make the file at once: SQLite does not wait for its turn when the mode changes, so we do. */
async function useWal(db: Database): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      if (db.get(Mode, 'PRAGMA journal_mode = WAL')?.journal_mode === 'wal') return;
    } catch (cause) {
      if (!(cause instanceof StateError && isBusy(cause.cause))) throw cause;
    }
    await sleep(50);
  }
  throw new StateError(
    `the state ${db.file} cannot use SQLite's WAL`,
    'Close other programs that use it, or move it to a local disk.',
  );
}
