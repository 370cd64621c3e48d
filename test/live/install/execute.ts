import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotInstall } from './cannot-install.js';

interface Options {
  readonly cwd?: string;
  /** instead of our own */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end, without a shell; resolves with its output. Rejects with CannotInstall where it is not there, or fails. */
export async function execute(program: string, args: readonly string[], options: Options = {}): Promise<Output> {
  try {
    return await promisify(execFile)(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.trim().split('\n').at(-1) ?? '') : String(cause);
    throw new CannotInstall(`${program}: ${said}`, { cause });
  }
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}
