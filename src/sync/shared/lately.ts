import type { TargetName } from '../../model/ids.js';
import type { RunRecord, StateStore } from '../../state/store.js';
import type { Lately } from './on-their-way.js';

type Remembered = Pick<StateStore, 'runs' | 'journal'>;

/** What rollcall applied to a target since then (ISO time), with the time of each. */
export async function lately(store: Remembered, target: TargetName, since: string): Promise<readonly Lately[]> {
  const journals = await Promise.all((await runsSince(store, since)).map(({ id }) => store.journal(id)));
  return journals.flat().flatMap(entry => {
    const at = entry.endedAt ?? entry.intendedAt;
    return entry.target === target && entry.outcome?.kind === 'applied' && at >= since ? [{ change: entry.change, at }] : [];
  });
}

/** How far to look back at first; runs come newest first. */
const FEW = 30;

/** A long run may have begun before, and what a dead one did may have been found out since: what counts is when it ended. */
async function runsSince(store: Remembered, since: string): Promise<readonly RunRecord[]> {
  const isLate = ({ endedAt }: RunRecord) => endedAt === undefined || endedAt >= since;
  for (let limit = FEW; ; limit *= 10) {
    const runs = await store.runs(limit);
    // one at a time: those before one that ended earlier ended earlier still
    if (runs.length < limit || !runs.every(isLate)) return runs.filter(isLate);
  }
}
