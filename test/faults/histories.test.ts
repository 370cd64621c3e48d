import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { seedFrom } from '../chance.js';
import { type History, histories, play } from './histories/history.js';
import type { Figures } from './histories/site.js';

const RUNS = Number(process.env.HISTORY_RUNS ?? 10_000);
const SEED = seedFrom(process.env.HISTORY_SEED);

const none = (): Figures => ({ histories: 0, steps: 0, runs: 0, changes: 0, held: 0, crashes: 0, undos: 0 });
const figures = none();

afterAll(() => {
  const { histories: played, ...rest } = figures;
  const counts = Object.entries(rest).map(([what, n]) => `${n} ${what}`);
  console.log(`histories: ${played}, seed ${SEED}, ${counts.join(', ')}`);
});

/** Each history has a seed of its own, so that a failing one can be had alone. */
async function one(seed: number): Promise<void> {
  let counted = figures;
  const plays = fc.asyncProperty(fc.noBias(histories), async (history: History) => {
    const mine = counted;
    // what is tried to make a failing one shorter does not count
    counted = none();
    await play(history, mine);
  });
  const tried = await fc.check(plays, { seed, numRuns: 1 });
  if (!tried.failed) return;
  const { errorInstance, counterexample } = tried;
  const [history] = counterexample ?? [];
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(
    `HISTORY_SEED=${seed} HISTORY_RUNS=1 plays it again (${history?.state}, ${history?.steps.length} steps)\n\n${said}`,
  );
}

describe('nothing is lost, whatever happens', () => {
  it(`in ${RUNS} random histories`, { timeout: 900_000 }, async () => {
    for (let at = 0; at < RUNS; at++) await one(SEED + at);
  });
});
