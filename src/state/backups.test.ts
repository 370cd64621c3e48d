import { mkdtempDisposable, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepBackup } from './backups.js';
import { loadLinks } from './links-file.js';
import { linksFile } from './test-backup.js';

const at = (day: number) => ({ ...linksFile(), madeAt: `2026-11-${day}T08:15:02.345Z` });
const nameOf = (day: number) => `rollcall-links-2026-11-${day}T081502Z.json`;

describe('state.backup (DESIGN §5)', () => {
  it('makes the folder for its owner only, and names each export by its time', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-backups-'));
    const folder = join(home.path, 'deep', 'kept');

    await keepBackup({ folder, keep: 3 }, at(20));

    expect(await readdir(folder)).toEqual([nameOf(20)]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await loadLinks(join(folder, nameOf(20)))).toEqual(at(20));
  });

  it('keeps the newest and whatever is not its own; where nothing may go, all', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-backups-'));
    const folder = home.path;
    await writeFile(join(folder, 'rollcall-links-mine.json'), '');
    for (const day of [20, 21, 22]) await keepBackup({ folder, keep: undefined }, at(day));
    expect(await readdir(folder)).toHaveLength(4);

    await keepBackup({ folder, keep: 2 }, at(23));

    expect((await readdir(folder)).toSorted()).toEqual([nameOf(22), nameOf(23), 'rollcall-links-mine.json']);
  });

  it('never removes the new one, whatever the clock said before', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-backups-'));
    await keepBackup({ folder: home.path, keep: 1 }, at(25));

    await keepBackup({ folder: home.path, keep: 1 }, at(20));

    expect(await readdir(home.path)).toEqual([nameOf(20)]);
  });

  it('says which folder cannot be made', async () => {
    await expect(keepBackup({ folder: '/proc/rollcall', keep: 1 }, at(20))).rejects.toMatchObject({
      name: 'LinksFileError',
      message: expect.stringContaining('/proc/rollcall'),
      hint: expect.stringContaining('state.backup'),
    });
  });
});
