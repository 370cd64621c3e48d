import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file that only its owner may read (0600): whole and durable, or not at all. Throws the system's own error. */
export async function writePrivate(file: string, content: Content): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    await writeDurably(draft, content);
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined); // the first failure is the one to tell
    throw cause;
  }
}

/** Text, or bytes as they come. */
type Content = string | AsyncIterable<Uint8Array>;

async function writeDurably(file: string, content: Content): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(content);
  await handle.sync();
}

/**
 * Reads a file, and tells its mode where others may do anything with it. Windows has no such bits: a file there inherits its
 * folder's list. Throws the system's own error.
 */
export async function readPrivate(file: string): Promise<{ readonly text: string; readonly openAs: string | undefined }> {
  await using handle = await open(file);
  const text = await handle.readFile('utf8');
  const { mode } = await handle.stat();
  const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
  return { text, openAs: isOpen ? (mode & 0o777).toString(8) : undefined };
}
