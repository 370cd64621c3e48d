import type { PersonId } from '../model/ids.js';
import type { ReadOptions } from '../model/progress.js';
import { eachAlone } from './each.js';
import type { LookedUp } from './source.js';

/** Asks for each of these people by a call of its own; what fails is unknown (R5). */
export async function lookUpEach(
  ids: readonly PersonId[],
  { signal, onProgress }: ReadOptions,
  ask: (id: PersonId) => Promise<LookedUp>,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  let done = 0;
  const answers = await eachAlone(ids, {
    signal,
    failed: (why): LookedUp => ({ kind: 'unknown', why }),
    task: async id => {
      const found = await ask(id);
      done += 1;
      onProgress?.({ what: 'look-ups', done, total: ids.length });
      return found;
    },
  });
  return new Map(ids.map((id, at) => [id, answers[at] ?? { kind: 'unknown', why: 'not asked' }]));
}
