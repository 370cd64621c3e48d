import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../errors.js';
import { SavedBitbucket } from '../../sandbox/bitbucket-dc/saved.js';
import { SavedConfluence } from '../../sandbox/confluence-dc/saved.js';
import { SavedJira } from '../../sandbox/jira-dc/saved.js';
import { SavedOrg } from '../../sandbox/okta/saved.js';

const Port = z.int().min(1).max(65_535);

/** What `--file` keeps: all that the emulators hold, and where they were, so that a config for them stays good. */
const SavedSandbox = z.object({
  format: z.literal('rollcall-sandbox'),
  version: z.literal(1),
  okta: z.object({ port: Port, token: z.string(), holds: SavedOrg }),
  jira: z.object({ port: Port, token: z.string(), version: z.string(), holds: SavedJira }),
  confluence: z.object({ port: Port, token: z.string(), version: z.string(), holds: SavedConfluence }),
  bitbucket: z.object({ port: Port, password: z.string(), version: z.string(), holds: SavedBitbucket }),
});
export type SavedSandbox = z.output<typeof SavedSandbox>;
export type SavedSandboxText = z.input<typeof SavedSandbox>;

/** undefined: there is no such file yet. Throws ConfigError for a file that is something else, which is then left alone. */
export async function readSaved(file: string): Promise<SavedSandbox | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new ConfigError(`${file} cannot be read: ${cause.message}`, 'Name another with --file.', [], { cause });
  });
  if (text === undefined) return undefined;
  const parsed = SavedSandbox.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `${file} holds no sandbox: ${z.prettifyError(parsed.error)}`,
    'It was left as it is. Name another with --file, or correct it.',
    [],
    { cause: parsed.error },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which the schema then refuses
  }
}

/** Replaces the file as a whole, for its owner only. */
export async function writeSaved(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await rm(fresh, { force: true });
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
    await rename(fresh, file);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new ConfigError(`${file} cannot be written: ${cause.message}`, 'Name another with --file.', [], { cause });
  }
}
