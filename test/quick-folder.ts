import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux's file system in memory: nothing here depends on a disk, and thousands of runs would wait for it. */
const MEMORY = '/dev/shm';

/** A folder of its own for a state that no test needs to survive. Whoever makes it removes it. */
export const quickFolder = (): Promise<string> => mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'rollcall-test-'));
