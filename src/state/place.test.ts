import { chmod, mkdir, mkdtempDisposable, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StateError } from '../errors.js';
import { openStore } from './sqlite.js';

const now = () => new Date('2026-11-20T10:00:00.000Z');
const folder = () => mkdtempDisposable(join(tmpdir(), 'rollcall-place-'));
const bits = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

/** What an admin gets to read. */
async function refusal(file: string, options: Partial<Parameters<typeof openStore>[1]> = {}): Promise<StateError> {
  const failure = await openStore(file, { now, ...options }).then(
    store => store[Symbol.asyncDispose]().then(() => undefined),
    (cause: unknown) => cause,
  );
  if (failure instanceof StateError) return failure;
  throw new Error(`no StateError but ${failure}`, { cause: failure });
}

describe('the state file is one user’s alone (§5)', () => {
  it('is made with mode 0600 in a folder of 0700, its -wal and -shm too, whatever the umask', async () => {
    await using home = await folder();
    const umask = process.umask(0);
    try {
      await using store = await openStore(join(home.path, 'a/b/state.db'), { now });
      await store.signingKey();

      expect(await readdir(join(home.path, 'a/b'))).toEqual(['state.db', 'state.db-shm', 'state.db-wal']);
      for (const name of await readdir(join(home.path, 'a/b'))) expect(await bits(join(home.path, 'a/b', name))).toBe('600');
      for (const made of ['a', 'a/b']) expect(await bits(join(home.path, made))).toBe('700');
    } finally {
      process.umask(umask);
    }
  });

  it.each([
    ['a folder', '.', 0o755, 'chmod 700'],
    ['a file', 'state.db', 0o640, 'chmod 600'],
    ['a -wal file', 'state.db-wal', 0o604, 'chmod 600'],
  ])('%s that others may read is refused, with the chmod to run', async (_, name, mode, chmodToRun) => {
    await using home = await folder();
    const file = join(home.path, 'state.db');
    await using _store = await openStore(file, { now });
    await chmod(join(home.path, name), mode);

    const { message, hint } = await refusal(file);

    expect(message).toContain(`${join(home.path, name)} is open to other users of this machine (mode ${mode.toString(8)})`);
    expect(hint).toContain(`${chmodToRun} ${join(home.path, name)}`);
  });
});

describe('a place that cannot be written is told in one line (§5)', () => {
  it('a folder below a file', async () => {
    await using home = await folder();
    await writeFile(join(home.path, 'file'), '');

    const { message, hint, exitCode } = await refusal(join(home.path, 'file/state/state.db'));

    expect(message).toBe(`cannot make the state's folder ${join(home.path, 'file')}: there is a file of that name (EEXIST)`);
    expect(hint).toContain('set "state:" to another path');
    expect(exitCode).toBe(1);
  });

  it('a folder where the file should be', async () => {
    await using home = await folder();
    await mkdir(join(home.path, 'state.db'), { mode: 0o700 });
    expect((await refusal(join(home.path, 'state.db'))).message).toContain('state.db: it is a folder (EISDIR)');
  });

  it('a file system that makes nothing', async () => {
    expect((await refusal('/proc/rollcall/state.db')).message).toContain("cannot make the state's folder /proc/rollcall: ");
  });

  it.each([
    ['nothing is there yet', false, 'cannot make the state'],
    ['a state is there', true, 'cannot be written'],
  ])('a folder without the right to write, where %s', async (_, made, message) => {
    await using home = await folder();
    const file = join(home.path, 'own/state.db');
    await mkdir(join(home.path, 'own'), { mode: 0o700 });

    const { message: told, hint } = await asOrdinaryUser(home.path, async () => {
      if (made) await (await openStore(file, { now }))[Symbol.asyncDispose]();
      await chmod(join(home.path, 'own'), 0o500);
      return await refusal(file);
    });

    expect(told).toContain(message);
    expect(told).toContain(join(home.path, 'own'));
    expect(hint).toMatch(/write/);
  });
});

describe('a file system of several machines is refused (A6)', () => {
  it.each([
    ['NFS', 0x6969],
    ['SMB', 0xfe534d42],
    ['CIFS', 0xff534d42],
    ['CIFS', 0xff534d42 | 0], // as a signed number
    ['9p', 0x01021997],
  ])('%s (%i)', async (name, type) => {
    await using home = await folder();

    const { message, hint } = await refusal(join(home.path, 'state.db'), { fileSystemType: async () => type });

    expect(message).toContain(`${home.path} is on a network file system (${name})`);
    expect(hint).toContain('local disk');
    expect(await readdir(home.path)).toEqual([]);
  });

  it('ext4 is not', async () => {
    await using home = await folder();
    await using store = await openStore(join(home.path, 'state.db'), { now, fileSystemType: async () => 0xef53 });
    expect(await store.runs(1)).toEqual([]);
  });
});

describe('a reader', () => {
  it('makes nothing, and says when there is no state', async () => {
    await using home = await folder();

    expect((await refusal(join(home.path, 'state.db'), { readOnly: true })).message).toBe(
      `there is no state at ${home.path}/state.db`,
    );
    expect((await refusal(join(home.path, 'not/state.db'), { readOnly: true })).message).toContain('there is no state at');
    expect(await readdir(home.path)).toEqual([]);
  });
});

describe('a damaged state is told, and left as it is (§5)', () => {
  it('a file that is no database', async () => {
    await using home = await folder();
    const file = join(home.path, 'state.db');
    await writeFile(file, 'Dear diary, '.repeat(500), { mode: 0o600 });

    const { message, hint } = await refusal(file);

    expect(message).toBe(`${file} is not a state of rollcall: it is no SQLite database`);
    expect(hint).toContain('Restore the state from a backup');
    expect(await readFile(file, 'utf8')).toBe('Dear diary, '.repeat(500));
  });

  it('a database with a hole', async () => {
    await using home = await folder();
    const file = join(home.path, 'state.db');
    await (await openStore(file, { now }))[Symbol.asyncDispose]();
    const content = await readFile(file);
    await writeFile(file, content.fill(0xa5, 4096));

    const { message, hint } = await readAll(file);

    expect(message).toBe(`the state ${file} is damaged: SQLite cannot read it`);
    expect(hint).toContain('Restore it from a backup');
    expect(await readFile(file)).toEqual(content);
  });
});

/** Damage shows where it is read, at the latest. */
async function readAll(file: string): Promise<StateError> {
  try {
    await using store = await openStore(file, { now });
    await store.runs(10);
  } catch (cause) {
    if (cause instanceof StateError) return cause;
    throw cause;
  }
  throw new Error('nothing was wrong with it');
}

/** Root may write everywhere; for the time of the work we are somebody else, who owns the folder. */
async function asOrdinaryUser<T>(home: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await work();
  const { chown } = await import('node:fs/promises');
  await chown(home, 65_534, 65_534);
  await chown(join(home, 'own'), 65_534, 65_534);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
