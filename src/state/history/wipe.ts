import { z } from 'zod';
import { StateError } from '../../errors.js';
import type { Database } from '../database.js';

const Checkpoint = z.object({ busy: z.int() });

/**
 * Leaves nothing of what was deleted in the file, its free pages or its WAL: the file is built anew, and the WAL emptied
 * (sqlite.org/lang_vacuum.html, sqlite.org/pragma.html#pragma_wal_checkpoint, 2026-11-22). Throws StateError while another
 * process reads the file.
 */
export function wipe(db: Database): void {
  db.script('PRAGMA secure_delete = ON');
  emptyWal(db); // first, so that a reader is found out before the file is built anew
  db.script('VACUUM');
  emptyWal(db);
}

function emptyWal(db: Database): void {
  if (db.get(Checkpoint, 'PRAGMA wal_checkpoint(TRUNCATE)')?.busy !== 1) return;
  throw new StateError(
    `the history is cleaned, but its old pages are still in ${db.file}-wal: another process reads the state`,
    'Let it end, and purge again.',
  );
}
