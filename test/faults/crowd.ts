import { Chalk } from 'chalk';
import { expect } from 'vitest';
import { renderPlans } from '../../src/report/text/plan.js';
import { renderResult } from '../../src/report/text/result.js';
import { endOf } from '../bad-days/memory.js';
import { type Ran, type RunOptions, wishedBy } from '../bad-days/runs.js';
import { manual, onTheFly, sync, targetRules } from '../rules.js';
import { ATTRIBUTES } from './attributes.js';
import { DAY } from './clock.js';
import { type Lab, openLab } from './lab.js';
import { type OktaSide, oktaSide } from './okta-side.js';

/** p000, p001, … */
export const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => `p${String(from + at).padStart(3, '0')}`);

export const CROWD = 100;
export const ENGINEERS = 60;

/**
 * A hundred people, synced once with somebody watching, under the guards as they are by default. There is no grace and the
 * groups are managed: what a lie takes away is kept back by guards and by a second look, or not at all.
 */
export async function crowd(): Promise<Lab<OktaSide>> {
  const lab = await openLab({
    source: clock => oktaSide(clock, 10),
    jira: {},
    pageSize: 50,
    leads: { project: 'admin', component: 'admin' },
    shrunkShare: 0.8,
    target: targetRules(),
    sync: sync({
      users: {
        attributes: ATTRIBUTES,
        leavers: { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1e12 },
      },
      groups: {
        membership: 'managed',
        manual: [manual('Engineering', 'developers')],
        onTheFly: [onTheFly('atl-(?<team>.+)', '{team}')],
      },
    }),
  });
  const { staff, okta } = lab.source;
  for (const who of people(0, CROWD)) okta.addPerson({ id: `00u-${who}`, login: `${who}@example.com`, firstName: who });
  staff.addGroup('Engineering', people(0, ENGINEERS));
  staff.addGroup('atl-red', people(0, 8));
  const first = await lab.run({ attended: true });
  if (first.result?.record !== 'done') throw new Error(`the crowd could not be set up: ${JSON.stringify(first.problems)}`);
  lab.jira.addProject({ key: 'OPS', lead: 'p001' });
  lab.clock.pass(2 * DAY); // the guards measure by the company as it was a day ago
  await lab.run();
  await lab.remember();
  return lab;
}

/** What an admin reads of a run's plan and its end, on one wide line for each sentence. */
export function told(ran: Ran): string {
  const paper = { width: 10_000, full: true, chalk: new Chalk({ level: 0 }) };
  if (ran.planned === undefined) return '';
  const plan = renderPlans(ran.planned, paper);
  return ran.result === undefined ? plan : `${plan}\n${renderResult(ran.result, paper)}`;
}

/** Why and how much was held: `guard` → changes. */
export const heldBy = ({ planned }: Ran): Readonly<Record<string, number>> => {
  const held = (planned?.plans ?? []).flatMap(plan => plan.held);
  return Object.fromEntries([...Map.groupBy(held, ({ guard }) => guard)].map(([guard, all]) => [guard, all.length]));
};

/** Tries a run on which somebody lies; whoever lied tells the truth again afterwards. */
export async function lied(lab: Lab<OktaSide>, lie: () => void, options: RunOptions = {}): Promise<Ran> {
  lie();
  const ran = await lab.run(options);
  lab.calm();
  return ran;
}

/** Nothing was written, nothing forgotten, and when nobody lies any more there is nothing to do. */
export async function expectHarmless(lab: Lab<OktaSide>, lie: () => void, options: RunOptions = {}): Promise<Ran> {
  await lab.again();
  const before = await endOf(lab);
  const ran = await lied(lab, lie, options);
  expect(ran.writes).toEqual([]);
  expect(await endOf(lab)).toEqual(before);
  return ran;
}

export async function expectHonestAgain(lab: Lab<OktaSide>): Promise<void> {
  const ran = await lab.run();
  expect(wishedBy(ran)).toEqual([]);
  expect(ran).toMatchObject({ writes: [], problems: [], result: { record: 'done' } });
}

export const ATTENDANCE = [
  ['unattended', { attended: false }],
  ['attended', { attended: true }],
] as const;
