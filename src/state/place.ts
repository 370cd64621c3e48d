import { mkdir, open, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StateError } from '../errors.js';
import { systemCode, whyNot } from './failures.js';

/** Tells the type of the file system that holds a folder: `f_type` of statfs(2). */
export type FileSystemType = (folder: string) => Promise<number>;

export const fileSystemType: FileSystemType = async folder => (await statfs(folder)).type;

/**
 * File systems of several machines, where SQLite's WAL does not work: its index is memory that all processes share
 * (sqlite.org/wal.html, 2026-11-20). Magic numbers from statfs(2) and linux/magic.h. 9p is what WSL shows of Windows' drives.
 */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'CephFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
]);

/**
 * Makes sure that a state can live there: a local folder of ours alone, and a file that nobody else may read, made before
 * SQLite opens it (its own default is 0644). Throws StateError. `readOnly` makes nothing.
 */
export async function preparePlace(file: string, readOnly: boolean, typeOf: FileSystemType): Promise<void> {
  const folder = dirname(file);
  if (!readOnly) await makeFolder(folder, noFolder);
  const there = await refuseShared(folder, '700');
  if (!there) throw missing(file);
  await refuseNetwork(folder, typeOf);
  if (!readOnly) await makeFile(file);
  if (!(await refuseShared(file, '600'))) throw missing(file);
  for (const companion of [`${file}-wal`, `${file}-shm`]) await refuseShared(companion, '600');
}

const missing = (file: string) =>
  new StateError(
    `there is no state at ${file}`,
    'The first "rollcall apply" makes it. If there was one, check "state:" in the config.',
  );

/**
 * Makes a folder of ours alone (0700), and those above it. Not mkdir's own `recursive`: on a file system that makes nothing, such
 * as /proc, it never returns (Node 24.21). What cannot be made is thrown as `refusal` says.
 */
export async function makeFolder(folder: string, refusal: (folder: string, cause: unknown) => Error): Promise<void> {
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder), refusal);
  await mkdir(folder, { mode: 0o700 }).catch(async (cause: unknown) => {
    if (await isFolder(folder)) return; // another process was faster
    throw refusal(folder, cause);
  });
}

const noFolder = (folder: string, cause: unknown) =>
  new StateError(
    `cannot make the state's folder ${folder}: ${whyNot(cause)}`,
    `The user that runs rollcall needs write permission on ${dirname(folder)}. Or set "state:" to another path.`,
    { cause },
  );

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

async function makeFile(file: string): Promise<void> {
  try {
    await using _made = await open(file, 'wx', 0o600);
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw unwritable(`cannot make the state ${file}`, dirname(file), cause);
    await open(file, 'r+').then(
      handle => handle.close(),
      (refusal: unknown) => Promise.reject(unwritable(`cannot write the state ${file}`, file, refusal)),
    );
  }
}

const unwritable = (what: string, path: string, cause: unknown) =>
  new StateError(
    `${what}: ${whyNot(cause)}`,
    `The user that runs rollcall needs write permission on ${path}. Or set "state:" to another path.`,
    { cause },
  );

async function refuseNetwork(folder: string, typeOf: FileSystemType): Promise<void> {
  const name = networkFileSystems.get((await typeOf(folder)) >>> 0);
  if (name === undefined) return;
  throw new StateError(
    `the state's folder ${folder} is on a network file system (${name}), where SQLite's WAL does not work`,
    'Set "state:" to a path on a local disk of the machine that runs rollcall.',
  );
}

/** Answers whether the path is there. Windows has no such bits: its folders inherit their owner's list. */
async function refuseShared(path: string, mode: '700' | '600'): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw unwritable(`cannot look at ${path}`, path, cause);
  });
  if (found && process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new StateError(
      `${path} is open to other users of this machine (mode ${(found.mode & 0o777).toString(8)}); the state is for one user only`,
      `Run: chmod ${mode} ${path}${mode === '700' ? '   – or set "state:" to a folder of its own' : ''}`,
    );
  return found !== undefined;
}
