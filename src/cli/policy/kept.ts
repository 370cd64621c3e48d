import type { Config } from '../../config/config.js';
import type { FromRun, PolicyTest } from '../../model/policy.js';
import { loadSnapshot, snapshotFolder } from '../../state/snapshots/folder.js';
import type { About } from '../../state/snapshots/snapshot.js';
import { keptWorld } from '../../sync/policy/kept.js';
import type { PolicyWorld } from '../../sync/policy/world.js';

interface Kept {
  /** by how the tests name the run */
  readonly worlds: ReadonlyMap<FromRun['run'], PolicyWorld>;
  readonly about: readonly About[];
}

/** What the runs kept whose people the tests take; `instead`: this run, whichever they name. Throws SnapshotError. */
export async function keptFor(
  tests: readonly PolicyTest[],
  { stateFile, ...rules }: Config,
  instead: FromRun['run'] | undefined,
): Promise<Kept> {
  const named = new Set(tests.flatMap(({ given }) => given.flatMap(one => (one.kind === 'fromRun' ? [one.run] : []))));
  const worlds = new Map<FromRun['run'], PolicyWorld>();
  const about: About[] = [];
  for (const run of named) {
    const snapshot = await loadSnapshot(snapshotFolder(stateFile), instead ?? run);
    worlds.set(run, keptWorld(snapshot, rules));
    if (!about.some(one => one.run === snapshot.about.run)) about.push(snapshot.about);
  }
  return { worlds, about };
}
