import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './lab.js';
import { MISFORTUNES } from './misfortune.js';
import { type Sample, sampleOf } from './sample.js';
import { morning, type Story } from './story.js';
import { type Reference, tryOut, undisturbed } from './trial.js';

const HOUR = 3_600_000;

/** Everything that can go wrong with every request of a run, or a sample of so many cases. */
export function faultsSuite(title: string, story: Story, size: number): void {
  describe(`${title}: whatever goes wrong with a request, at most three runs end in the same state`, () => {
    let lab: Lab;
    let reference: Reference;
    let sample: Sample;
    let passed = 0;

    beforeAll(async () => {
      lab = await morning(story);
      reference = await undisturbed(lab);
      sample = sampleOf(reference.places, size, process.env);
    }, 60_000);
    afterAll(async () => {
      await lab[Symbol.asyncDispose]();
      const { cases, all, seed } = sample;
      console.log(`faults, ${title}: ${passed} of ${cases.length} (of ${all}), seed ${seed}`);
    });

    it.each(MISFORTUNES.map(misfortune => [misfortune.name, misfortune] as const))(
      '%s',
      async (_, misfortune) => {
        const failures: string[] = [];
        for (const one of sample.cases.filter(each => each.misfortune === misfortune)) {
          const problems = await tryOut(lab, reference, one).catch(error => [String(error)]);
          if (problems.length === 0) passed += 1;
          else failures.push(`case ${one.number} (${one.place.request}): ${problems.join('\n    ')}`);
        }
        expect(failures, `FAULT_SEED=${sample.seed}`).toEqual([]);
      },
      HOUR,
    );
  });
}
