import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where downloads stay from one run to the next: outside the checkout, as XDG has it. */
const cache = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rollcall-live');

/** A folder of the cache, filled once: one that broke off half-way is never taken for a whole one. `name` may hold slashes. */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache(), name);
  if (await isThere(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const filling = await mkdtemp(`${folder}.`);
  try {
    await fill(filling);
    await rename(filling, folder);
  } finally {
    await rm(filling, { recursive: true, force: true });
  }
  return folder;
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
