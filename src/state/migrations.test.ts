import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StateError } from '../errors.js';
import { personId, personKey, providerId, syncName } from '../model/ids.js';
import { Database } from './database.js';
import { migrate, migrations, requireCurrent, versionOf } from './migrations.js';
import { openStore } from './sqlite.js';

const now = () => new Date('2026-11-20T10:00:00.000Z');
const okta = providerId('okta:example');
const sighting = {
  person: personKey(okta, personId('ann')),
  sync: syncName('staff'),
  since: '2026-11-20',
  reads: 1,
  why: 'gone',
};

/** A state as the first release left it, with something in it. */
async function firstState() {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-migrations-'));
  const file = join(home.path, 'state.db');
  await using store = await openStore(file, { now });
  await store.putSightings(okta, [sighting]);
  return { file, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

function edit(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe('schema versions (§5)', () => {
  it('goes on from version 1, step by step, and keeps what is there', async () => {
    await using state = await firstState();
    const steps = [...migrations, 'ALTER TABLE sightings ADD COLUMN seen TEXT', `UPDATE sightings SET seen = since`];
    const db = new Database(state.file, { readOnly: false });

    expect(versionOf(db)).toBe(1);
    migrate(db, steps);
    migrate(db, steps);

    expect(versionOf(db, 3)).toBe(3);
    expect(db.all(z.object({ seen: z.string() }), 'SELECT seen FROM sightings')).toEqual([{ seen: '2026-11-20' }]);
    db.close();
  });

  it('is all or nothing: a step that fails leaves the state as it was', async () => {
    await using state = await firstState();
    const db = new Database(state.file, { readOnly: false });

    expect(() => migrate(db, [...migrations, 'DELETE FROM sightings', 'no such statement'])).toThrow(/syntax error/);
    db.close();

    await using store = await openStore(state.file, { now });
    expect(await store.sightings(okta)).toEqual([sighting]);
  });

  it('refuses a newer state, and says which', async () => {
    await using state = await firstState();
    edit(state.file, 'PRAGMA user_version = 7');

    const opening = openStore(state.file, { now });

    await expect(opening).rejects.toThrow(StateError);
    await expect(opening).rejects.toMatchObject({
      message: `the state ${state.file} was made by a newer rollcall (schema 7; this one knows 1)`,
      hint: expect.stringContaining('that version of rollcall'),
    });
  });

  it('refuses the database of another program, and changes nothing in it', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-migrations-'));
    const file = join(home.path, 'state.db');
    const umask = process.umask(0o077);
    edit(file, 'CREATE TABLE bookmarks (url TEXT)');
    process.umask(umask);

    await expect(openStore(file, { now })).rejects.toMatchObject({
      name: 'StateError',
      message: `${file} is the database of another program`,
    });

    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'bookmarks' }]);
    db.close();
  });

  it('a reader does not migrate, and says what does', async () => {
    await using state = await firstState();
    const db = new Database(state.file, { readOnly: true });

    expect(() => requireCurrent(db, 2)).toThrow(`the state ${state.file} was made by an older rollcall (schema 1 of 2)`);
    requireCurrent(db, 1);
    db.close();
  });

  it('a reader is told when the process that made the file died before it filled it', async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), 'rollcall-migrations-'));
    const file = join(home.path, 'state.db');
    await writeFile(file, '', { mode: 0o600 });

    await expect(openStore(file, { now, readOnly: true })).rejects.toMatchObject({
      message: `there is nothing in the state ${file} yet`,
    });
  });
});
