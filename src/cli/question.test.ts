import { describe, expect, it } from 'vitest';
import type { Change, LinkWrite } from '../model/change.js';
import { accountId, personId, personKey, providerId, syncName, targetGroupId, targetName } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import { questionOf } from './question.js';

const change: Change = { kind: 'createGroup', id: 'createGroup devs', name: 'devs', reasons: [] };
const link: LinkWrite = {
  person: personKey(providerId('okta'), personId('1')),
  account: { kind: 'existing', id: accountId('7'), username: 'ann', displayName: 'Ann' },
  owner: syncName('staff'),
  how: 'matched',
  isActive: true,
  standing: 'active',
  values: {},
};
const plan = (parts: Partial<Plan>): Plan => ({
  version: 1,
  target: targetName('jira'),
  product: { name: 'Jira', version: '10.3.24', url: 'https://jira.example.com' },
  firstRun: false,
  counts: { people: 0, matched: 0, accounts: 0, activeLinked: 0, managedMemberships: 0 },
  ...{ stages: [], held: [], asks: [], notes: [], links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } },
  ...parts,
});

describe('the question of an attended apply', () => {
  it('has in it the numbers that a guard would rather ask than hold (DESIGN §4, guards)', () => {
    const asked = questionOf([
      plan({
        stages: [{ name: 'create groups', changes: [change, change] }],
        asks: [{ guard: 'creations', n: 106, reason: '106 new accounts; limit 76' }],
      }),
    ]);

    expect(asked).toContain('Apply 2 changes to jira?');
    expect(asked).toContain('creations: 106 new accounts; limit 76');
  });

  it('is also asked for what is only remembered: links, and groups that were there (C4, G5)', () => {
    const take = { id: targetGroupId('devs'), name: 'devs', how: 'adopted', known: false, from: [] } as const;

    expect(questionOf([plan({ links: [link] })])).toContain('1 person is linked with accounts that are there');
    expect(questionOf([plan({ takes: [take] })])).toContain("1 group that was there already: rollcall's business");
  });

  it('is not asked where there is nothing to say yes to', () => {
    expect(questionOf([plan({}), plan({ held: [{ change, guard: 'deletions', reason: '' }] })])).toBeUndefined();
  });
});
