import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { programOf } from '../../../src/cli/program.js';
import { Screen } from '../../../src/cli/screen.js';

export interface Looked {
  readonly exitCode: number | undefined;
  readonly stdout: string;
}

interface Place {
  readonly folder: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** `rollcall …` that only looks, in this process: starting another one takes most of a second. */
export async function inside({ folder: cwd, tokens: env }: Place, ...args: readonly string[]): Promise<Looked> {
  const stream = () => Object.assign(new PassThrough(), { isTTY: false, columns: 0, rows: 0 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  stderr.resume();
  const { signal } = new AbortController();
  const surroundings = {
    screen: new Screen({ stdin, stdout, stderr }, { wanted: false }),
    now: () => new Date(),
    ...{ env, cwd, toolVersion: '0.1.0', by: 'a test', host: 'here', pid: process.pid, signal, inFlight: signal },
  };
  let exitCode: number | undefined;
  const printed = text(stdout);
  await programOf(surroundings, code => {
    exitCode = code;
  }).parseAsync(['node', 'rollcall', ...args]);
  stdout.end();
  return { exitCode, stdout: await printed };
}
