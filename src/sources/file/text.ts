import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Interrupted, Unavailable } from '../../errors.js';
import { fileProblem } from './raw.js';

/** A text file read whole: rejects when it is missing, not UTF-8, empty, or was written to meanwhile. Without its BOM. */
export async function readText(path: string, signal: AbortSignal): Promise<string> {
  const bytes = await readBytes(path, signal);
  const text = decode(path, bytes);
  if (text.trim() === '')
    throw fileProblem(basename(path), 'the file is empty', 'Whoever writes it may not have finished. Nothing was believed.');
  return text;
}

async function readBytes(path: string, signal: AbortSignal): Promise<Buffer> {
  try {
    await using file = await open(path);
    const before = await file.stat();
    const bytes = await file.readFile({ signal });
    const after = await file.stat();
    if (before.mtimeMs !== after.mtimeMs || before.size !== after.size || after.size !== bytes.byteLength)
      throw fileProblem(
        basename(path),
        'the file changed while it was read',
        'Write to another file and rename it into place. The next run tries again.',
      );
    return bytes;
  } catch (cause) {
    if (signal.aborted) throw new Interrupted('Stopped on request.', 'Run the same command again.', { cause });
    if (!isSystemError(cause)) throw cause;
    throw new Unavailable(
      `${path} could not be read (${cause.code})`,
      'Check the path in the config, and that rollcall may read the file.',
      { cause },
    );
  }
}

const isSystemError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw fileProblem(basename(path), 'the file is not UTF-8', 'Save it as UTF-8 (in Excel: "CSV UTF-8").', cause);
  }
}
