import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for the demo, here or else where the system keeps temporary files; nothing is ever overwritten. */
export async function newFolder(cwd: string): Promise<string> {
  for (let n = 1; n < 100; n++) {
    const folder = join(cwd, n === 1 ? 'rollcall-demo' : `rollcall-demo-${n}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) break; // not ours to write to
    }
  }
  return mkdtemp(join(tmpdir(), 'rollcall-demo-'));
}

/** Tokens are secrets, also made-up ones: readable for their owner only. */
export const writeSecret = (folder: string, name: string, secret: string) =>
  writeFile(join(folder, name), `${secret}\n`, { mode: 0o600, flag: 'wx' });
