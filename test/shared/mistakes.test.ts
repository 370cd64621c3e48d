import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere } from './beside.js';
import { type RealCompany, realCompany } from './mistakes-company.js';
import { type Mistake, mistakes } from './mistakes-list.js';
import { asksIn, heldIn, lostBetween, possessions, type Row, rowOf, screenOf, tableOf, wantedBy } from './mistakes-seen.js';

/** The first apply of a real organisation, on a slow machine. */
const SETUP_MS = 600_000;
const TEST_MS = 600_000;

describe.runIf(isThere)('the worst mistakes that an admin can make, unnoticed, with 1,509 real people', () => {
  let company: RealCompany;
  const rows: Row[] = [];
  beforeAll(async () => {
    company = await realCompany();
  }, SETUP_MS);
  afterAll(async () => {
    console.log(tableOf(rows));
    await company[Symbol.asyncDispose]();
  });

  for (const mistake of mistakes) it(`${mistake.name}: nothing is lost`, () => live(mistake), TEST_MS);

  async function live(mistake: Mistake): Promise<void> {
    await company.reset();
    const before = await possessions(company);
    const bad = mistake.make(company);
    const days = [];
    for (let day = 0; day < (mistake.days ?? 1); day++) days.push(await company.run(bad));
    const lost = lostBetween(before, await possessions(company));
    const row = rowOf(mistake.name, days, lost);
    rows.push(row);

    expect(lost).toEqual({});
    const last = days.at(-1);
    if (last?.planned === undefined) throw new Error('the last run had no plan');
    expect(row).toMatchObject({ ends: mistake.ends, applied: mistake.applied ?? '–' });
    expect(Object.keys(heldIn(last.planned))).toEqual(mistake.held ?? []);
    expect(screenOf(last.planned)).toMatch(mistake.tells);
    if (mistake.attended !== undefined) {
      const attended = await company.plan(bad);
      expect({ held: Object.keys(heldIn(attended)), asks: asksIn(attended) }).toEqual(mistake.attended);
    }
    await putRight(before);
  }

  /** The config as it was, the next day: nothing is to be done, and all is there. */
  async function putRight(before: ReadonlySet<string>): Promise<void> {
    const { planned, result } = await company.run(company.config);
    expect(planned === undefined ? 'no plan' : wantedBy(planned)).toBe('–');
    expect(result?.record).toBe('done');
    expect(lostBetween(before, await possessions(company))).toEqual({});
  }
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
