import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { type Ended, start } from '../e2e/harness.js';

export interface Measured extends Ended {
  readonly seconds: number;
  /** peak memory in MB, by Linux; 0 elsewhere */
  readonly peak: number;
  /** requests to the sources, as the plan tells them */
  readonly calls: number;
}

/** Runs the real binary, and measures it. */
export async function measured(args: readonly string[], folder: string, env?: Record<string, string>): Promise<Measured> {
  const began = performance.now();
  const { child, ended } = start(args, folder, env);
  const watching = new AbortController();
  const peak = watch(child.pid ?? 0, watching.signal);
  const result = await ended;
  watching.abort();
  const [, calls = '0'] = /in ([\d,]+) calls/.exec(`${result.stdout}${result.stderr}`) ?? [];
  return { ...result, seconds: (performance.now() - began) / 1000, peak: await peak, calls: Number(calls.replaceAll(',', '')) };
}

async function watch(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    await setTimeout(50);
  }
  return Math.round(peak);
}
