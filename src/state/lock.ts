import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LockHeld, StateError } from '../errors.js';
import { orNothing } from './columns.js';
import type { Database } from './database.js';
import { lifeOf, markOf } from './process-mark.js';
import type { LockOwner, StateStore } from './store.js';

/** Milliseconds between two signs of life, and how long without one until an owner that cannot be looked at counts as dead. */
const BEAT = 5_000;
const SILENCE = 60_000;

const Holder = z.object({
  token: z.string(),
  host: z.string(),
  pid: z.int(),
  command: z.string(),
  since: z.string(),
  world: orNothing(z.string()),
  started: orNothing(z.string()),
  beatAt: z.string(),
});
type Holder = z.output<typeof Holder>;

export interface RunLock {
  readonly lock: StateStore['lock'];
  /** Throws LockHeld when another run took our lock over meanwhile: nothing more may be sent. Call it inside a transaction. */
  confirm(): void;
  /** Whether this store holds the lock. */
  isHeld(): boolean;
  release(): void;
}

/** The lock of A6: one row, taken in a transaction, kept alive by a heartbeat. */
export function runLock(db: Database, now: () => Date): RunLock {
  let held: { readonly token: string; readonly timer: NodeJS.Timeout } | undefined;

  function release(token = held?.token): void {
    if (token === undefined || held?.token !== token) return;
    clearInterval(held.timer);
    held = undefined;
    db.run('DELETE FROM lock WHERE token = ?', token);
  }

  return {
    async lock(owner, options = {}) {
      const token = randomUUID();
      db.atomically(() => take(db, token, owner, options.takeOver, now()));
      held = { token, timer: setInterval(() => beat(db, token, now()), BEAT).unref() };
      return { [Symbol.asyncDispose]: async () => release(token) };
    },

    confirm() {
      if (held && holderOf(db)?.token !== held.token) throw lost(holderOf(db));
    },

    isHeld: () => held !== undefined,
    release: () => release(),
  };
}

const holderOf = (db: Database): Holder | undefined =>
  db.get(Holder, 'SELECT token, host, pid, command, since, world, started, beatAt FROM lock');

function take(db: Database, token: string, owner: LockOwner, takeOver: string | undefined, now: Date): void {
  const holder = holderOf(db);
  if (holder && holder.host !== owner.host && holder.host !== takeOver) throw heldElsewhere(holder);
  if (holder && holder.host === owner.host && isAlive(holder, now)) throw heldHere(holder);
  const { world, started } = markOf(owner.pid);
  db.run(
    'INSERT OR REPLACE INTO lock (id, token, host, pid, command, since, world, started, beatAt) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
    token,
    owner.host,
    owner.pid,
    owner.command,
    owner.since,
    world ?? null,
    started ?? null,
    now.toISOString(),
  );
}

/** The clock may have been set back or forth: what counts is how far apart the two times are. */
function isAlive(holder: Holder, now: Date): boolean {
  const life = lifeOf(holder.pid, holder);
  return life === 'unknown' ? Math.abs(now.getTime() - Date.parse(holder.beatAt)) <= SILENCE : life === 'alive';
}

function beat(db: Database, token: string, now: Date): void {
  try {
    db.run('UPDATE lock SET beatAt = ? WHERE token = ?', now.toISOString(), token);
  } catch (cause) {
    // a beat may be missed, and the write that matters will tell what is wrong with the file
    if (!(cause instanceof StateError)) throw cause;
  }
}

const who = ({ command, pid, host, since }: Holder) => `"rollcall ${command}" (process ${pid} on ${host}, since ${since})`;

const heldHere = (holder: Holder) =>
  new LockHeld(
    `another run holds the lock: ${who(holder)}`,
    `Wait until it has ended, or stop process ${holder.pid}. The lock of a process that died is free by itself, after a minute at most.`,
  );

const heldElsewhere = (holder: Holder) =>
  new LockHeld(
    `another run holds the lock: ${who(holder)}, last heard of at ${holder.beatAt}`,
    `Wait until it has ended. If it is certain that nothing runs on ${holder.host} any more: --take-over ${holder.host}`,
  );

const lost = (holder: Holder | undefined) =>
  new LockHeld(
    `this run lost its lock${holder ? ` to ${who(holder)}` : ''}`,
    'It sends nothing more. What it did is in the journal; run again when the other one has ended.',
  );
