import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from '../../test/directories.js';
import { expectedEnd } from '../../test/expected/index.js';
import { applied, planFor } from '../../test/planning.js';
import { directoryOf, endOf, setupOf, sortedEnd, tidyWorlds, worlds } from '../../test/worlds.js';
import { isEmpty } from '../model/plan.js';

describe('a plan, compared with the rules written down once more', () => {
  it('reaches what the rules want, and leaves the unknown, the unmanaged and the graced as they were', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async world => {
        const plan = await planFor(setupOf(world));
        expect(endOf(replay(plan, directoryOf(world)))).toEqual(sortedEnd(expectedEnd(world)));
      }),
      { numRuns: 300 },
    );
  });

  it('applied, it leaves nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(tidyWorlds, async world => {
        const { next, actual, plan } = await applied(setupOf(world));
        expect(endOf(actual)).toEqual(endOf(replay(plan, directoryOf(world))));
        const second = await planFor(next);
        expect(second.stages.flatMap(({ changes }) => changes)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('comes to rest, also where people stand in each other’s way', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async world => {
        let { next, plan } = await applied(setupOf(world));
        for (let runs = 1; !isEmpty(plan); runs++) {
          expect(runs).toBeLessThan(6);
          ({ next, plan } = await applied(next));
        }
      }),
      { numRuns: 100 },
    );
  });
});
