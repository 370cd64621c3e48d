import { access } from 'node:fs/promises';
import { z } from 'zod';
import { orNothing } from './columns.js';
import { Database } from './database.js';
import { lifeOf } from './process-mark.js';
import type { LockOwner } from './store.js';

/** Who holds the lock of a state, as far as this machine can tell. */
export interface LockHolder extends LockOwner {
  /** ISO time of its last sign of life */
  readonly beatAt: string;
  /** `gone`: the process died, and the next run takes the lock over; `unknown`: it is another machine's */
  readonly life: 'alive' | 'gone' | 'unknown';
}

const Row = z.object({
  host: z.string(),
  pid: z.int(),
  command: z.string(),
  since: z.string(),
  beatAt: z.string(),
  world: orNothing(z.string()),
  started: orNothing(z.string()),
});

/** Who runs at this moment (A6); asks only, and changes nothing. undefined: nobody, or there is no state yet. Throws StateError. */
export async function lockHolder(file: string): Promise<LockHolder | undefined> {
  if (!(await exists(file))) return undefined;
  const db = new Database(file, { readOnly: true });
  try {
    const holder = db.get(Row, 'SELECT host, pid, command, since, beatAt, world, started FROM lock');
    if (holder === undefined) return undefined;
    const { world, started, ...owner } = holder;
    return { ...owner, life: lifeOf(owner.pid, { world, started }) };
  } finally {
    db.close();
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
