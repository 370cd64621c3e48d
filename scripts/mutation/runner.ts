import { appendFileSync, readFileSync } from 'node:fs';
import { type RunnerTestCase, TestRunner } from 'vitest';
import { type Finding, parseFindings } from './findings.js';
import { installSwitch } from './switch.js';

const FILE = process.env.MUTATION_FINDINGS ?? '';
const SKIPPED = new Set((process.env.MUTATION_SKIP ?? '').split(',').map(Number));
/** far more than the largest property asks */
const ASKS = 20_000_000;

const state = installSwitch();

/**
 * Runs each test as it is, and then once for each mutant that it reached and that no test has noticed yet. The mutant is noticed
 * when the test fails. There are no hooks to run again: the core's tests have none, they are of values only.
 */
export default class MutationRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    state.active = 0;
    state.reached.clear();
    await run();
    const reached = [...state.reached];
    tell(reached);
    const done = noticed();
    for (const id of reached) {
      if (done.has(id) || SKIPPED.has(id)) continue;
      state.active = id;
      state.left = ASKS;
      try {
        await run();
      } catch {
        note({ kind: 'noticed', id, by: test.name });
      }
    }
    state.active = 0;
  }
}

const told = new Set<number>();

function tell(reached: readonly number[]): void {
  const ids = reached.filter(id => !told.has(id));
  for (const id of ids) told.add(id);
  if (ids.length > 0) note({ kind: 'reached', ids });
}

const note = (finding: Finding): void => appendFileSync(FILE, `${JSON.stringify(finding)}\n`);

/** By any worker, so far. */
const noticed = (): ReadonlySet<number> =>
  new Set(parseFindings(readFileSync(FILE, 'utf8')).flatMap(one => (one.kind === 'noticed' ? [one.id] : [])));
