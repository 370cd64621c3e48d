import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface ServerOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** besides ours */
  readonly env?: Readonly<Record<string, string>>;
  /** whether it takes requests now; asked again and again */
  readonly isReady: () => Promise<boolean>;
  /** milliseconds until it must be ready */
  readonly patience?: number;
}

export interface RunningServer extends AsyncDisposable {
  /** all that it has printed */
  log(): Promise<string>;
}

/** How long a server may take to end when it is asked to, in ms. */
const GRACE = 20_000;

/** Starts a program in a process group of its own and waits until it is ready; when disposed of, that group ends. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-live-log-'));
  const file = join(folder, 'log');
  const output = openSync(file, 'w', 0o600);
  const child = spawn(options.program, options.args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  await once(child, 'spawn');
  const closed = once(child, 'close');
  const log = () => readFile(file, 'utf8');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function stop(): Promise<void> {
    if (!hasEnded()) {
      endGroup(child.pid, 'SIGTERM');
      await Promise.race([closed, setTimeout(GRACE, undefined, { ref: false })]);
    }
    if (!hasEnded()) endGroup(child.pid, 'SIGKILL');
    await closed;
    await rm(folder, { recursive: true });
  }

  const failure = await untilReady(options, hasEnded);
  if (failure === undefined) return { log, [Symbol.asyncDispose]: stop };
  const last = (await log()).split('\n').slice(-30).join('\n');
  await stop();
  throw new Error(`${options.program} ${failure}:\n${last}`);
}

/** Why it will not be ready; undefined: it is. */
async function untilReady({ isReady, patience = 300_000 }: ServerOptions, hasEnded: () => boolean): Promise<string | undefined> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    if (hasEnded()) return 'ended';
    if (await isReady().catch(() => false)) return undefined;
    await setTimeout(300);
  }
  return `is not ready after ${patience / 1000} s`;
}

/** A server's own children too, which would otherwise outlive it. */
function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}
