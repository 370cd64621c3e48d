import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SnapshotError } from '../../errors.js';
import { type RunId, runId } from '../../model/ids.js';
import { systemCode, whyNot } from '../failures.js';
import { makeFolder } from '../place.js';
import { readSnapshot, writeSnapshot } from './file.js';
import type { Snapshot } from './snapshot.js';

export interface SnapshotPlace {
  readonly folder: string;
  /** of how many runs; 0: of none */
  readonly keep: number;
}

/** Beside the state, whose folder is its owner's alone. */
export const snapshotFolder = (stateFile: string): string => `${stateFile}.snapshots`;

const NAME = /^([1-9]\d*)\.jsonl\.gz$/;
/** of a run that died while it wrote */
const DRAFT = /^\.\d+\.jsonl\.gz\..+\.tmp$/;
const fileOf = (folder: string, run: RunId): string => join(folder, `${run}.jsonl.gz`);

/** Keeps a run's snapshot and removes what is too old. Throws SnapshotError. */
export async function keepSnapshot({ folder, keep }: SnapshotPlace, snapshot: Snapshot): Promise<void> {
  const { run } = snapshot.about;
  try {
    await makeFolder(folder, (_path, cause) => (cause instanceof Error ? cause : new Error(String(cause))));
    await writeSnapshot(fileOf(folder, run), snapshot);
  } catch (cause) {
    throw refused(`cannot keep the snapshot of run ${run} in ${folder}`, cause);
  }
  await pruneSnapshots({ folder, keep }, run);
}

/**
 * Removes all but the newest, up to that run's: one of a later run is of a state that was lost, to whose number this one would
 * count up. Throws SnapshotError.
 */
export async function pruneSnapshots({ folder, keep }: SnapshotPlace, run: RunId): Promise<void> {
  try {
    const kept = await keptRuns(folder);
    const stay = new Set(kept.filter(other => other <= run).slice(0, keep));
    for (const other of kept) if (!stay.has(other)) await rm(fileOf(folder, other), { force: true });
    await dropDrafts(folder);
  } catch (cause) {
    throw refused(`cannot remove old snapshots from ${folder}`, cause);
  }
}

const refused = (what: string, cause: unknown) =>
  new SnapshotError(
    `${what}: ${whyNot(cause)}`,
    'The user that runs rollcall needs write permission and room there. Or set retention.snapshots to 0.',
    { cause },
  );

/** The runs of which there is a snapshot, newest first. */
export async function keptRuns(folder: string): Promise<readonly RunId[]> {
  const numbers = (await namesIn(folder)).flatMap(name => NAME.exec(name)?.[1] ?? []);
  return numbers
    .map(Number)
    .toSorted((a, b) => b - a)
    .map(runId);
}

/** The snapshot of a run, or of the last that has one. Throws SnapshotError: none there, or it cannot be used. */
export async function loadSnapshot(folder: string, which: RunId | 'last'): Promise<Snapshot> {
  const kept = await keptRuns(folder).catch((cause: unknown) => {
    throw new SnapshotError(`cannot read ${folder}: ${whyNot(cause)}`, 'Check the permissions of the folder.', { cause });
  });
  const run = which === 'last' ? kept[0] : kept.find(each => each === which);
  if (run !== undefined) return readSnapshot(fileOf(folder, run));
  const [newest] = kept;
  throw new SnapshotError(
    which === 'last' ? 'no run has left a snapshot yet' : `there is no snapshot of run ${which}`,
    newest === undefined
      ? 'Runs of sync leave one, and of apply without a plan file, unless retention.snapshots is 0.'
      : `There are those of: ${kept.join(', ')}. How many are kept says retention.snapshots.`,
  );
}

export const snapshotFiles = async (folder: string): Promise<readonly string[]> =>
  (await keptRuns(folder)).map(run => fileOf(folder, run));

/** Removes the snapshots of which that holds, and what runs that died left of theirs; how many. Throws SnapshotError. */
export async function dropSnapshots(folder: string, isMeant: (file: string) => Promise<boolean>): Promise<number> {
  let dropped = 0;
  try {
    await dropDrafts(folder);
    for (const file of await snapshotFiles(folder)) {
      if (!(await isMeant(file))) continue;
      await rm(file, { force: true });
      dropped += 1;
    }
  } catch (cause) {
    throw new SnapshotError(
      `cannot remove snapshots from ${folder}: ${whyNot(cause)}`,
      'The user that runs rollcall needs write permission there. Then ask again.',
      { cause },
    );
  }
  return dropped;
}

async function dropDrafts(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) if (DRAFT.test(name)) await rm(join(folder, name), { force: true });
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  });
