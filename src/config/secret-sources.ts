import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bad, type Checked, ok } from './complaint.js';

export const schemes = ['env', 'file', 'command', 'credential'] as const;
export type Scheme = (typeof schemes)[number];

export interface SecretContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** relative paths start here, and commands run here */
  readonly baseDir: string;
}

const COMMAND_TIMEOUT = 20_000;

/** The text behind `${scheme:name}`, never empty. What went wrong never quotes what was read. */
export async function openReference(scheme: Scheme, name: string, context: SecretContext): Promise<Checked<string>> {
  switch (scheme) {
    case 'env':
      return fromEnvironment(name, context);
    case 'file':
      return fromFile(resolve(context.baseDir, name), 'file');
    case 'credential':
      return fromCredential(name, context);
    case 'command':
      return fromCommand(name, context);
  }
}

function fromEnvironment(name: string, { env }: SecretContext): Checked<string> {
  const text = env[name];
  if (text === undefined)
    return bad(`the environment variable ${name} is not set`, `Set ${name} for the account that runs rollcall.`);
  return text === '' ? bad(`the environment variable ${name} is empty`, `Give ${name} the secret.`) : ok(text);
}

async function fromFile(path: string, what: string): Promise<Checked<string>> {
  try {
    const text = (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
    return text === '' ? bad(`the ${what} ${path} is empty`, 'Write the secret into it.') : ok(text);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return bad(`the ${what} ${path} cannot be read (${why})`, 'Check the path, and let the account that runs rollcall read it.');
  }
}

async function fromCredential(name: string, { env }: SecretContext): Promise<Checked<string>> {
  const folder = env.CREDENTIALS_DIRECTORY;
  const hint = `Run rollcall from a systemd unit with LoadCredential=${name}:….`;
  if (folder === undefined || folder === '') return bad('CREDENTIALS_DIRECTORY is not set, so there are no credentials', hint);
  if (name.includes('/') || name === '..')
    return bad(`"${name}" is not the name of a credential`, 'Write the name alone, no path.');
  return fromFile(join(folder, name), 'credential');
}

async function fromCommand(line: string, { env, baseDir }: SecretContext): Promise<Checked<string>> {
  const words = commandWords(line);
  if (words.kind === 'bad') return words;
  const [program = '', ...args] = words.value;
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: baseDir, env: { ...env }, timeout: COMMAND_TIMEOUT });
    const first = stdout.split(/\r?\n/, 1)[0] ?? '';
    return first === '' ? bad(`the command ${program} printed nothing`, 'Its first line must be the secret.') : ok(first);
  } catch (cause) {
    return bad(
      `the command ${program} ${failure(cause)}`,
      'Run it yourself, as the account that runs rollcall. There is no shell: no pipes, no variables.',
    );
  }
}

function failure(cause: unknown): string {
  if (!(cause instanceof Error) || !('code' in cause)) return 'failed';
  if ('killed' in cause && cause.killed === true) return `did not end within ${COMMAND_TIMEOUT / 1000} s`;
  return cause.code === 'ENOENT' ? 'was not found' : `failed (${String(cause.code)})`;
}

/** Splits at spaces; '…' and "…" keep theirs. No shell is involved, so nothing else has a meaning. */
function commandWords(line: string): Checked<readonly string[]> {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word);
  if (words.length === 0) return bad('the command is empty', `Write \${command:PROGRAM ARGUMENTS}.`);
  if (line.replace(/"[^"]*"|'[^']*'/g, '').match(/["']/)) return bad('a quote of the command is not closed', 'Close it.');
  return ok(
    words.map(word => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? '')),
  );
}
