import { z } from 'zod';
import { StateError } from '../errors.js';
import type { Database } from './database.js';
import { damaged } from './failures.js';
import { firstSchema } from './first-schema.js';

/** Step n takes a state from schema n to n + 1. Released steps never change; a new one is added at the end. */
export const migrations: readonly string[] = [firstSchema];

/** `roll` in ASCII, in the file's header: tells our files from other programs' databases. */
const OURS = 0x726f6c6c;

/** Brings the schema up to date in one transaction. Throws StateError for another program's database and a newer rollcall's. */
export function migrate(db: Database, steps: readonly string[] = migrations): void {
  if (versionOf(db, steps.length) === steps.length) return;
  db.atomically(() => {
    // looked at again: another process may have done it meanwhile
    for (const step of steps.slice(versionOf(db, steps.length))) db.script(step);
    db.script(`PRAGMA application_id = ${OURS}; PRAGMA user_version = ${steps.length}`);
  });
}

/** For a reader, which may not migrate. */
export function requireCurrent(db: Database, known = migrations.length): void {
  const version = versionOf(db, known);
  if (version === 0) throw new StateError(`there is nothing in the state ${db.file} yet`, 'The first "rollcall apply" fills it.');
  if (version < known)
    throw new StateError(
      `the state ${db.file} was made by an older rollcall (schema ${version} of ${known})`,
      'The next apply or sync brings it up to date; run one first.',
    );
}

/** The file's schema; 0: a new file. Throws StateError when it is not ours, or newer than the schemas we know. */
export function versionOf(db: Database, known = migrations.length): number {
  const { version, owner, tables } = db.get(Header, HEADER) ?? { version: 0, owner: 0, tables: 0 };
  if (owner !== OURS && (tables > 0 || version > 0))
    throw new StateError(
      `${db.file} is the database of another program`,
      'Set "state:" to a path of its own. The file was left as it is.',
    );
  if (version > known)
    throw new StateError(
      `the state ${db.file} was made by a newer rollcall (schema ${version}; this one knows ${known})`,
      'Use that version of rollcall again, or restore a backup that this version made.',
    );
  if (version > 0 && tables === 0) throw damaged(db.file, 'its tables are missing');
  return version;
}

/** In one statement, so that it is of one moment: another process may be making the very same file. */
const HEADER = `SELECT (SELECT user_version FROM pragma_user_version) AS version,
  (SELECT application_id FROM pragma_application_id) AS owner, count(*) AS tables FROM sqlite_schema`;

const Header = z.object({ version: z.int(), owner: z.int(), tables: z.int() });
