import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ExitCode } from '../../errors.js';

const BIN = fileURLToPath(new URL('../../../bin/rollcall.js', import.meta.url));
const Ended = z.tuple([z.int().nullable(), z.string().nullable()]);

export interface Where {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Runs the real program as a person would, on the same terminal; resolves with its exit code. */
export async function runCommand(args: readonly string[], { folder, env, signal }: Where): Promise<number> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: { ...env }, stdio: 'inherit' });
  // Ctrl-C reaches both of us; a signal to us alone is passed on
  const passOn = () => process.stdin.isTTY || child.kill('SIGTERM');
  signal.addEventListener('abort', passOn, { once: true });
  try {
    const [exitCode] = Ended.parse(await once(child, 'close'));
    return exitCode ?? ExitCode.CouldNot;
  } finally {
    signal.removeEventListener('abort', passOn);
  }
}
