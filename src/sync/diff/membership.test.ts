import { describe, expect, it } from 'vitest';
import { account, granted, key, link, managed, person, pulled, sourceGroup, targetGroup } from '../../../test/directories.js';
import { idsOf, notesOf, planFor, type Setup, traceFor } from '../../../test/planning.js';
import { expression, manual, type SyncText, sync } from '../../../test/rules.js';
import { accountId, providerId, targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import type { Membership } from '../../model/wish.js';

const NAMES = ['ann', 'bob'];
const people = NAMES.map(name => person(name));
const devs = (membership: Membership, text: SyncText['groups'] = {}) => [
  sync({ groups: { manual: [manual('A', 'devs', { membership })], ...text } }),
];
/** ann and bob are linked, wanted, and in `devs`; A has nobody. */
const there: Setup = {
  pulled: pulled({ people, groups: [sourceGroup('A', [])] }),
  syncs: devs('granted'),
  accounts: NAMES.map(name => account(name)),
  links: NAMES.map(name => link(name)),
  groups: [targetGroup('devs', NAMES)],
  managed: [managed('devs', ['A'])],
  attended: true,
};
const reasonsOf = async (setup: Setup) => changesOf(await planFor(setup)).map(({ reasons }) => reasons);

describe('G5: why somebody is removed', () => {
  const ann: Setup = { ...there, groups: [targetGroup('devs', ['ann'])] };

  it('left every source group behind it, each named once', async () => {
    const groups = [sourceGroup('B', []), sourceGroup('A', [])];
    const syncs = [sync({ groups: { manual: [manual(['B', 'A'], 'devs'), manual('A', 'devs', { id: 'again' })] } })];
    const setup = { ...ann, syncs, ledger: [granted('devs', 'ann')], pulled: pulled({ people, groups }) };
    expect(await reasonsOf(setup)).toEqual([[{ kind: 'leftSourceGroups', source: 'okta', groups: ['A', 'B'] }]]);
  });

  it('was never granted it: not wanted there', async () => {
    const notWanted = [[{ kind: 'notWantedHere', membership: 'managed' }]];
    expect(await reasonsOf({ ...ann, syncs: devs('managed') })).toEqual(notWanted);
    const strict = [sync({ groups: { allUsers: ['devs'], membership: 'strict' } })];
    const stranger = {
      ...ann,
      syncs: strict,
      accounts: [account('ann'), account('zoe')],
      groups: [targetGroup('devs', ['zoe'])],
    };
    expect((await reasonsOf(stranger)).at(-1)).toEqual([{ kind: 'notWantedHere', membership: 'strict' }]);
  });

  it('no source group is behind the group: not wanted there', async () => {
    const leavers = { action: 'keep', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const nobody = { filter: expression('false', () => false), leavers };
    const syncs = [sync({ users: nobody, groups: { allUsers: ['devs'] } }), sync({ name: 'second' })];
    const ledger = [granted('devs', 'ann', ['staff defaults.allUsers'])];
    expect(await reasonsOf({ ...ann, syncs, ledger })).toEqual([[{ kind: 'notWantedHere', membership: 'granted' }]]);
  });

  it('G11: the rule that granted it is gone', async () => {
    const setup = { ...ann, syncs: devs('granted', { onRetire: 'revoke' }), ledger: [granted('devs', 'ann', ['staff old'])] };
    expect(await reasonsOf(setup)).toEqual([[{ kind: 'retired', rules: ['staff old'] }]]);
  });
});

describe('G5: who stays', () => {
  it('granted: a row of the ledger for an account that nobody holds any more removes nobody', async () => {
    const ledger = NAMES.map(name => granted('devs', name));
    const syncs = [sync({ users: { match: ['displayName'] }, groups: { manual: [manual('A', 'devs')] } })];
    const accounts = NAMES.map(name => account(name, { displayName: 'unlike' }));
    const plan = await planFor({
      ...there,
      pulled: pulled({ people: [], groups: [sourceGroup('A', [])] }),
      links: [],
      syncs,
      accounts,
      ledger,
    });
    expect(idsOf(plan)).toEqual([]);
  });

  it('§2: strict: a stranger, while a source group is unknown', async () => {
    const setup = {
      ...there,
      syncs: devs('strict'),
      accounts: [account('zoe')],
      links: [],
      groups: [targetGroup('devs', ['zoe'])],
    };
    const known = pulled({ people: [], groups: [sourceGroup('A', [])] });
    const unknown = pulled({ people: [], groups: [sourceGroup('A', 'unknown')] });
    expect(idsOf(await planFor({ ...setup, pulled: known }))).toEqual(['removeMember devs id-zoe']);
    expect(idsOf(await planFor({ ...setup, pulled: unknown }))).toEqual([]);
  });

  it('G5: strict: a member whose account the target does not show may be protected', async () => {
    const setup = { ...there, syncs: devs('strict'), groups: [targetGroup('devs', ['ghost'])], protectUsers: ['breakglass'] };
    expect(idsOf(await planFor(setup))).toEqual([]);
  });

  it('C1: strict: a stranger who may be somebody wanted there, whose match key cannot be read', async () => {
    const syncs = [sync({ users: { match: ['email'] }, groups: { manual: [manual('A', 'devs', { membership: 'strict' })] } })];
    const shy = account('shy', { email: undefined });
    const setup = { ...there, syncs, accounts: [shy], links: [], groups: [targetGroup('devs', ['shy'])] };
    const wanted = (names: readonly string[]) => pulled({ people, groups: [sourceGroup('A', names)] });
    expect(idsOf(await planFor({ ...setup, pulled: wanted(['ann']) }))).toEqual([]);
    expect(idsOf(await planFor({ ...setup, pulled: wanted([]) }))).toEqual(['removeMember devs id-shy']);
  });

  it('G11: whom no sync speaks of any more loses only what a rule granted that is gone and revokes', async () => {
    const gone = NAMES.map(name => link(name, { person: key(name, providerId('old-idp')) }));
    const setup = { ...there, links: gone, pulled: pulled({ people: [], groups: [sourceGroup('A', [])] }) };
    const ledger = [granted('devs', 'ann', ['staff old']), granted('devs', 'bob')];
    const syncs = devs('managed', { onRetire: 'revoke' });
    expect(idsOf(await planFor({ ...setup, syncs, ledger }))).toEqual(['removeMember devs id-ann']);
    expect(idsOf(await planFor({ ...setup, syncs: devs('managed'), ledger }))).toEqual([]);
  });

  it('U2: who is in grace, with and without a grant', async () => {
    const leavers = { action: 'deactivate', after: { reads: 9, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const users = { filter: expression('false', () => false), leavers };
    const syncs = devs('managed').map(one => ({ ...one, users: { ...one.users, ...users } }));
    const plan = await planFor({ ...there, syncs, ledger: [granted('devs', 'ann')] });
    expect([...idsOf(plan), ...plan.ledger.add, ...plan.ledger.drop]).toEqual([]);
  });
});

describe('the ledger: what was seen present while wanted, and by which rules', () => {
  const wanted = pulled({ people, groups: [sourceGroup('B', ['ann']), sourceGroup('A', ['ann'])] });
  const twice = [
    sync({ groups: { manual: [manual('B', 'devs', { id: 'second' }), manual(['A', 'B'], 'devs', { id: 'first' })] } }),
  ];
  const setup: Setup = { ...there, pulled: wanted, syncs: twice, groups: [targetGroup('devs', ['ann'])] };
  const added = async (more: Partial<Setup>) => (await planFor({ ...setup, ...more })).ledger.add.map(({ by }) => by);

  it('has each rule once, in order, and is written only when they are others', async () => {
    const by = ['staff first', 'staff second'];
    expect(await added({})).toEqual([by]);
    expect(await added({ ledger: [granted('devs', 'ann', by)] })).toEqual([]);
    expect(await added({ ledger: [granted('devs', 'ann', ['staff first'])] })).toEqual([by]);
    expect(await added({ ledger: [granted('devs', 'ann', ['staff first', 'staff third'])] })).toEqual([by]);
  });

  it('G7: knows `allUsers` as a rule; what new users once were given is not turned into a grant', async () => {
    const syncs = [sync({ groups: { allUsers: ['devs'] } })];
    expect(await added({ syncs })).toEqual([['staff defaults.allUsers']]);
    expect(await added({ syncs, ledger: [granted('devs', 'ann', ['defaults.newUsers'])] })).toEqual([]);
  });

  it('forgets who has gone by hand, but not whom the config ignores', async () => {
    const ledger = [granted('devs', 'ann', ['staff first', 'staff second']), granted('devs', 'bob'), granted('devs', 'svc')];
    const accounts = [...NAMES, 'svc'].map(name => account(name));
    const plan = await planFor({ ...setup, ledger, accounts, ignoreUsers: ['svc'] });
    expect(plan.ledger.drop).toEqual([{ group: 'devs', account: 'id-bob' }]);
  });
});

describe('what is told of a group', () => {
  const names = ['zoe', 'ann', 'bob'];
  const setup: Setup = {
    ...there,
    pulled: pulled({ people: names.map(name => person(name)), groups: [sourceGroup('A', [])] }),
    accounts: names.map(name => account(name)),
    links: names.map(name => link(name)),
    groups: [targetGroup('devs', names)],
    ledger: names.map(name => granted('devs', name)),
  };

  it('G9: who may be there only through nesting, by name; and nothing where nobody is', async () => {
    const plan = await planFor({ ...setup, capabilities: { directMembers: false } });
    expect(notesOf(plan, 'nestedMembers')).toEqual([{ kind: 'nestedMembers', group: 'devs', accounts: ['ann', 'bob', 'zoe'] }]);
    expect((await planFor(setup)).notes).toEqual([]);
  });

  it('G11: what rules that are gone granted, each rule once', async () => {
    const ledger = names.map(name => granted('devs', name, ['staff z', 'staff b']));
    expect(notesOf(await planFor({ ...setup, ledger }), 'retired')).toEqual([
      { kind: 'retired', rules: ['staff b', 'staff z'], memberships: 3, group: 'devs' },
    ]);
  });
});

describe('what is kept for `explain` of everybody who is in a group', () => {
  it('G5: who is wanted is wanted, whatever the mode; of the rest what spares them', async () => {
    const groups = [sourceGroup('A', ['ann'])];
    const verdictsIn = async (membership: Membership) => {
      const { difference } = await traceFor({ ...there, pulled: pulled({ people, groups }), syncs: devs(membership) });
      const verdicts = difference.trace?.verdicts.get(targetGroupId('devs'));
      return NAMES.map(name => verdicts?.get(accountId(`id-${name}`)));
    };
    const wanted = { kind: 'wanted', reasons: [{ kind: 'rule' }] };
    expect(await verdictsIn('additive')).toMatchObject([wanted, { kind: 'spared', because: 'additive' }]);
    expect(await verdictsIn('granted')).toMatchObject([wanted, { kind: 'spared', because: 'notGranted' }]);
    expect(await verdictsIn('managed')).toMatchObject([wanted, { kind: 'notWanted' }]);
  });
});
