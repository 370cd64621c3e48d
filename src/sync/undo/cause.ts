import type { Change } from '../../model/change.js';
import { type RunId, runId, type TargetName } from '../../model/ids.js';
import type { RunRecord, StateStore } from '../../state/store.js';

/**
 * Which of these changes of a run came with a changed config: the source never said anything, so that it has nothing against
 * taking them back (A8). They were planned by the first run that had the run's config: by the run itself, or held from then on.
 */
export async function cameWithConfig(
  store: Pick<StateStore, 'run'>,
  target: TargetName,
  run: RunId,
  changes: readonly Change[],
): Promise<ReadonlySet<string>> {
  let open = new Set(changes.map(({ id }) => id));
  const config = (await store.run(run))?.configFingerprint;
  for (let before = run - 1; before >= 1 && open.size > 0; before -= 1) {
    const record = await store.run(runId(before));
    const planned = record === undefined ? undefined : heldIn(record, target);
    if (record === undefined || planned === undefined) continue;
    if (record.configFingerprint !== config) return open;
    open = open.intersection(planned);
  }
  return new Set();
}

/** What a run that compared this target with its sources wanted and held; undefined: it did not, or not whole. */
function heldIn({ command, result, summary }: RunRecord, target: TargetName): ReadonlySet<string> | undefined {
  if ((command !== 'apply' && command !== 'sync') || result === 'could not' || result === 'open') return undefined;
  const mine = summary?.targets.find(one => one.target === target);
  return mine === undefined ? undefined : new Set(mine.held.map(({ change }) => change.id));
}
