import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder } from './lock-holder.js';
import { openStore } from './sqlite.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-holder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const now = () => new Date();
const owner = { host: hostname(), pid: process.pid, command: 'sync', since: '2026-11-22T08:00:00.000Z' };

describe('who holds the lock (A6)', () => {
  it('is told while it is held, and not before or after', async () => {
    const file = join(folder, 'state', 'state.db');
    expect(await lockHolder(file)).toBeUndefined(); // no state yet, and none is made
    await using store = await openStore(file, { now });
    expect(await lockHolder(file)).toBeUndefined();

    const lock = await store.lock(owner);
    expect(await lockHolder(file)).toMatchObject({ ...owner, life: 'alive' });

    await lock[Symbol.asyncDispose]();
    expect(await lockHolder(file)).toBeUndefined();
  });

  it('tells a process that has died from one that runs', async () => {
    const file = join(folder, 'state', 'state.db');
    await using store = await openStore(file, { now });
    await store.lock({ ...owner, pid: 2 ** 22 + 1 }); // beyond what Linux gives

    expect(await lockHolder(file)).toMatchObject({ life: 'gone' });
  });
});
