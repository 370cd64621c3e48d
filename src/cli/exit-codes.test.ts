import { describe, expect, it } from 'vitest';
import type { Change } from '../model/change.js';
import { sourceName, targetName } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import { exitCodeOfPlan, exitCodeOfRun } from './exit-codes.js';

const change: Change = { kind: 'createGroup', id: 'createGroup devs', name: 'devs', reasons: [] };
const plan = ({ changes = 0, held = 0 }): Plan => ({
  version: 1,
  target: targetName('jira'),
  product: { name: 'Jira', version: '10.3.24', url: 'https://jira.example.com' },
  firstRun: false,
  counts: { people: 0, matched: 0, accounts: 0, activeLinked: 0, managedMemberships: 0 },
  stages: [{ name: 'create groups', changes: Array.from({ length: changes }, () => change) }],
  held: Array.from({ length: held }, () => ({ change, guard: 'deletions', reason: '' })),
  ...{ asks: [], notes: [], links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } },
});
const problem = { system: sourceName('okta'), problem: 'unread', hint: '' };

describe('exit codes (DESIGN §8)', () => {
  it.each([
    ['nothing to do', [plan({})], 0],
    ['changes', [plan({}), plan({ changes: 1 })], 2],
    ['changes, some of them held', [plan({ changes: 1 }), plan({ held: 1 })], 3],
  ])('plan --detailed-exitcode: %s', (_, plans, exitCode) => {
    expect(exitCodeOfPlan({ plans, problems: [] }, true)).toBe(exitCode);
    expect(exitCodeOfPlan({ plans, problems: [] }, false)).toBe(0);
  });

  it('an unread source is 1, whatever else there is', () => {
    expect(exitCodeOfPlan({ plans: [plan({ changes: 1, held: 1 })], problems: [problem] }, true)).toBe(1);
    expect(exitCodeOfPlan({ plans: [], problems: [problem] }, false)).toBe(1);
  });

  it.each([
    ['done', 0],
    ['could not', 1],
    ['held', 3],
    ['failed', 4],
    ['interrupted', 130],
  ] as const)('a run that ended as "%s" ends with %i', (record, exitCode) => {
    expect(exitCodeOfRun({ record })).toBe(exitCode);
  });
});
