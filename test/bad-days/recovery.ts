import { expect } from 'vitest';
import type { RunId } from '../../src/model/ids.js';
import type { JournalEntry, RunRecord } from '../../src/state/store.js';
import type { Company } from './company.js';
import { endOf } from './memory.js';
import { wishedBy } from './runs.js';
import { KINDS_OF_CHANGE, unrest } from './unrest.js';

interface Recorded {
  readonly runs: number;
  readonly record: RunRecord | undefined;
  readonly journal: readonly JournalEntry[];
}

/** A run's record and journal: the newest one's, unless told. */
export const recorded = ({ withStore }: Pick<Company, 'withStore'>, id?: RunId): Promise<Recorded> =>
  withStore(async store => {
    const runs = await store.runs(10);
    const record = id === undefined ? runs[0] : await store.run(id);
    return { runs: runs.length, record, journal: record === undefined ? [] : await store.journal(record.id) };
  });

/** Where it ends up when nothing disturbs; made once for each file of tests. */
let undisturbed: ReturnType<typeof undisturbedEnd> | undefined;

async function undisturbedEnd() {
  await using company = await unrest();
  const ran = await company.run();
  expect(new Set(wishedBy(ran).map(id => id.split(' ')[0]))).toEqual(new Set(KINDS_OF_CHANGE));
  const end = await endOf(company);
  expect(wishedBy(await company.run())).toEqual([]);
  return end;
}

/** The run after a broken one reaches what an undisturbed one reaches. */
export async function expectRecovered(company: Company): Promise<void> {
  undisturbed ??= undisturbedEnd();
  const next = await company.run();
  expect(next.result?.record).toBe('done');
  expect(await endOf(company)).toEqual(await undisturbed);
}
