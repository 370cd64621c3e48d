import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JIRA, NOW } from '../../../test/directories.js';
import { planFor, traceFor } from '../../../test/planning.js';
import { companies } from '../../../test/two-sources/company.js';
import { setupOf as setupOfCompany } from '../../../test/two-sources/setup.js';
import { setupOf, worlds } from '../../../test/worlds.js';
import type { Change } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { Subject } from './find.js';
import { explainPerson, personsIn } from './person.js';

const traces = fc.oneof(
  worlds.map(world => setupOf(world)),
  worlds.map(world => ({ ...setupOf(world), attended: false, everApplied: false })),
  companies.twoSources.map(company => setupOfCompany(company)),
  companies.oneSource.map(company => setupOfCompany(company)),
);

const everybody = ({ mapped, whole, correlated }: TargetTrace): Subject[] => [
  ...[...mapped.desired.people.keys()].map(key => ({ name: key, people: [key], accounts: new Map() })),
  ...[...whole.accounts.keys()].flatMap(id =>
    correlated.holders.has(id) ? [] : [{ name: id, people: [], accounts: new Map([[JIRA, id]]) }],
  ),
];

const everyGroup = ({ whole, united }: TargetTrace): string[] => [
  ...new Map([...whole.groups.values(), ...united.desired.groups.values()].map(({ name }) => [nameKey(name), name])).values(),
];

const explain = (trace: TargetTrace, subject: Subject, group?: string) =>
  explainPerson({
    subject,
    traces: [trace],
    waiting: [],
    journal: new Map(),
    group: group === undefined ? undefined : { asked: group, names: new Map([[JIRA, [group]]]) },
    now: NOW,
  }).targets;

const isAboutOne = (change: Change) => change.kind === 'createUser' || 'account' in change;

describe('explain, on any company', () => {
  it('has every change of the plan, and every held one, with the same reasons and the same guards', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async setup => {
        const trace = await traceFor(setup);
        const told = everybody(trace).flatMap(subject => explain(trace, subject));
        const steps = told.flatMap(({ account, memberships }) => [
          ...account.steps,
          ...memberships.flatMap(({ step }) => step ?? []),
        ]);
        const next = new Map(steps.flatMap(({ change, fate }) => (fate.kind === 'next' ? [[change.id, change.reasons]] : [])));
        const held = new Map(steps.flatMap(({ change, fate }) => (fate.kind === 'held' ? [[change.id, fate.holds]] : [])));

        const changes = trace.plan.stages.flatMap(stage => stage.changes).filter(isAboutOne);
        expect(next).toEqual(new Map(changes.map(change => [change.id, change.reasons])));
        const kept = trace.plan.held.filter(({ change }) => isAboutOne(change));
        for (const { change, guard, reason, allow } of kept) expect(held.get(change.id)).toContainEqual({ guard, reason, allow });
        expect(held.size).toBe(new Set(kept.map(({ change }) => change.id)).size);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the rules’ own reasons for every membership that they want', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async setup => {
        const trace = await traceFor(setup);
        for (const subject of everybody(trace))
          for (const { account, memberships } of explain(trace, subject))
            for (const { group, reasons, step } of memberships) {
              if (account.person === undefined) expect(reasons).toEqual([]);
              if (account.person === undefined) continue;
              const wanted = trace.scoped.desired.groups.get(nameKey(group))?.members.get(account.person);
              if (wanted !== undefined) expect(reasons).toEqual(wanted);
              else if (reasons.length > 0) expect(step?.change.reasons).toEqual(reasons);
            }
      }),
      { numRuns: 150 },
    );
  });

  it('has a cause for everybody who is not in a group, and for everybody who is in one that no rule gives', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async setup => {
        const trace = await traceFor(setup);
        for (const subject of everybody(trace))
          for (const group of everyGroup(trace))
            for (const { memberships } of explain(trace, subject, group))
              for (const { isMember, reasons, step, causes } of memberships) {
                const isSaid = step !== undefined || causes.length > 0 || (isMember === true && reasons.length > 0);
                expect({ group, isSaid }).toEqual({ group, isSaid: true });
                // nobody is both wanted there and kept out without a cause
                for (const cause of causes)
                  expect(cause).not.toHaveProperty('why', expect.stringContaining('left out of the plan'));
              }
      }),
      { numRuns: 150 },
    );
  });

  it('speaks of each person once, whichever of their names at several sources is asked', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async setup => {
        const trace = await traceFor(setup);
        for (const subject of everybody(trace)) {
          const [one, ...more] = personsIn(trace, subject);
          expect(more).toEqual([]);
          for (const key of one?.who.people ?? [])
            expect(personsIn(trace, { ...subject, people: [key] })[0]?.main).toBe(one?.main);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not change the plan by being asked', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async setup => {
        expect((await traceFor(setup)).plan).toEqual(await planFor(setup));
      }),
      { numRuns: 100 },
    );
  });
});
