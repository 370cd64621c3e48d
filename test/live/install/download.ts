import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { execute } from './execute.js';

/**
 * Fetches a file by curl, which knows the machine's proxies and certificates. Rejects with CannotInstall where it is not to be had,
 * and with a plain error where it is another file than the one that we know.
 */
export async function download(url: string, file: string, sha256: string): Promise<void> {
  await execute('curl', ['-fsSL', '--retry', '2', '--connect-timeout', '20', '--max-time', '900', '-o', file, url]);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const got = hash.digest('hex');
  if (got !== sha256) throw new Error(`${url} has the SHA-256 ${got}, not ${sha256}`);
}
