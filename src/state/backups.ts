import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LinksFileError } from '../errors.js';
import { whyNot } from './failures.js';
import { saveLinks } from './links-file.js';
import type { LinksFile } from './links-schema.js';
import { makeFolder } from './place.js';

export interface BackupPlace {
  readonly folder: string;
  /** how many files stay, the new one included; undefined: all of them */
  readonly keep: number | undefined;
}

const NAME = /^rollcall-links-\d{4}-\d\d-\d\dT\d{6}Z\.json$/;

/** `rollcall-links-2026-11-22T081502Z.json`: as text in the order of time. */
const nameAt = (iso: string): string => `rollcall-links-${iso.replace(/\.\d+/, '').replaceAll(':', '')}.json`;

/** Saves an export of its own in the folder, which is made if need be, and removes the oldest. Throws LinksFileError. */
export async function keepBackup({ folder, keep }: BackupPlace, content: LinksFile): Promise<void> {
  await makeFolder(folder, (path, cause) => refused(`cannot make the folder of the backups ${path}`, cause));
  const name = nameAt(content.madeAt);
  await saveLinks(join(folder, name), content);
  if (keep === undefined) return;
  try {
    // whatever the clock said before: the new one stays
    const others = (await readdir(folder)).filter(found => NAME.test(found) && found !== name);
    for (const old of others
      .toSorted()
      .toReversed()
      .slice(keep - 1))
      await rm(join(folder, old), { force: true });
  } catch (cause) {
    throw refused(`cannot remove old backups from ${folder}`, cause);
  }
}

const refused = (what: string, cause: unknown) =>
  new LinksFileError(
    `${what}: ${whyNot(cause)}`,
    'The user that runs rollcall needs write permission there. Or set state.backup to another folder.',
    { cause },
  );
