import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from './directories.js';
import { expectedEnd } from './expected/index.js';
import { expectedEndOf, type Realm } from './expected/several/index.js';
import { planFor } from './planning.js';
import { realmSetup } from './realm-setup.js';
import { asRealm, realms, type Shape } from './realms.js';
import { directoryOf, endOf, sortedEnd, worlds } from './worlds.js';

const shapes: readonly [string, Shape][] = [
  ['two sources', 'twoSources'],
  ['several syncs of one source', 'oneSource'],
];

const always = (arbitrary: fc.Arbitrary<Realm>, holds: (realm: Realm) => Promise<void>, numRuns = 400) =>
  fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns });

describe('the rules for several sources and syncs, written down once more', () => {
  it('say of one source and one sync what the rules for one say', () => {
    fc.assert(
      fc.property(worlds, world => {
        expect(sortedEnd(expectedEndOf(asRealm(world)))).toEqual(sortedEnd(expectedEnd(world)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(shapes)('are what a plan reaches: %s', async (_, shape) => {
    await always(realms(shape), async realm => {
      const plan = await planFor(await realmSetup(realm));
      expect(endOf(replay(plan, directoryOf(realm)))).toEqual(sortedEnd(expectedEndOf(realm)));
    });
  });
});
