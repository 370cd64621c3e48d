import { readFileSync, readlinkSync } from 'node:fs';
import { systemCode } from './failures.js';

/**
 * What tells a process from a later one that got its pid. `world`: the boot and the pid namespace in which the pid counts, so
 * that two containers of one host name are not taken for each other. `started`: clock ticks from boot to start. Both only on Linux.
 */
export interface ProcessMark {
  readonly world: string | undefined;
  readonly started: string | undefined;
}

export const markOf = (pid: number): ProcessMark => ({ world: world(), started: statOf(pid)?.started });

/** Whether the process that had this pid and mark still runs; `unknown` where the system does not tell. */
export function lifeOf(pid: number, mark: ProcessMark): 'alive' | 'gone' | 'unknown' {
  if (mark.world !== world()) return 'unknown';
  if (!answers(pid)) return 'gone';
  const now = statOf(pid);
  if (now === undefined || mark.started === undefined) return 'unknown';
  return now.started === mark.started && !now.ended ? 'alive' : 'gone';
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return systemCode(cause) !== 'ESRCH'; // EPERM: it is there, and somebody else's
  }
}

const world = () =>
  orUndefined(() => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`);

/** proc_pid_stat(5): the name in brackets may hold anything; after it come the state and, 19 fields on, the start. */
const statOf = (pid: number) =>
  orUndefined(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: fields[19], ended: fields[0] === 'Z' || fields[0] === 'X' };
  });

/** Not every system has /proc, and not every /proc shows other users' processes. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
