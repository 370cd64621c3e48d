import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
} from '../../test/directories.js';
import { heldBy, idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { manual, onTheFly, sync, targetRules } from '../../test/rules.js';
import type { Fact } from '../model/change.js';
import { accountId, targetGroupId } from '../model/ids.js';
import { changesOf } from '../model/plan.js';
import { privilegedIn } from './privileged.js';
import { scope } from './scope.js';

const company = (group: string) => pulled({ people: [person('ann')], groups: [sourceGroup(group, ['ann'])] });
const there = { accounts: [account('ann')], links: [link('ann')] };
const everything = [sync({ groups: { onTheFly: [onTheFly('.*')] } })];

describe('G2: privileged groups', () => {
  it.each([
    'jira-administrators',
    'JIRA-Administrators',
    '\uff4aira-administrators',
    'jira\u200d-administrators',
    'jira-administrators ',
  ])('no pattern reaches one, also not as %j', async name => {
    const plan = await planFor({
      ...there,
      pulled: company(name),
      syncs: everything,
      groups: [targetGroup('jira-administrators', [])],
      administratorGroups: ['jira-administrators'],
      attended: true,
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'privilegedPattern')).toHaveLength(1);
  });

  it('a protected pattern is compared after NFKC and case folding too', async () => {
    const plan = await planFor({
      ...there,
      pulled: company('\uff41dmins-eu'),
      syncs: everything,
      protectGroups: ['/^admins/'],
      attended: true,
    });
    expect(idsOf(plan)).toEqual([]);
  });

  const spelled: Setup = {
    ...there,
    pulled: company('Ops'),
    syncs: [sync({ groups: { manual: [manual('Ops', 'vault')] } })],
    groups: [targetGroup('vault', [])],
    managed: [managed('vault', ['Ops'])],
    protectGroups: ['vault'],
  };

  it('a manual rule that spells it can; its additions need an attended run', async () => {
    expect(heldBy(await planFor(spelled))).toEqual(['privileged-additions: addMember vault id-ann']);
    expect(idsOf(await planFor({ ...spelled, attended: true }))).toEqual(['addMember vault id-ann']);
  });

  it('where a pattern and a spelled rule meet, only the spelled one gives', async () => {
    const rules = sync({ groups: { manual: [manual('Ops', 'vault')], onTheFly: [onTheFly('x-(?<to>.*)', '{to}')] } });
    const groups = [sourceGroup('Ops', []), sourceGroup('x-vault', ['ann'])];
    const plan = await planFor({
      ...spelled,
      syncs: [rules],
      pulled: pulled({ people: [person('ann')], groups }),
      attended: true,
    });
    expect(idsOf(plan)).toEqual([]);
  });
});

describe('G10: read-only groups', () => {
  const setup: Setup = {
    ...there,
    pulled: company('devs'),
    syncs: everything,
    managed: [managed('devs', ['devs'], { how: 'made' })],
  };
  const fact = (hours: number) => [
    { fact: { kind: 'readOnlyGroup', group: targetGroupId('devs') } as const, learnedAt: hoursBefore(hours) },
  ];

  it('nothing is planned on one that the target tells', async () => {
    const plan = await planFor({ ...setup, groups: [targetGroup('devs', [], { readOnly: 'from LDAP' })] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'readOnlyGroup')).toMatchObject([{ group: 'devs', why: 'from LDAP' }]);
  });

  it('nor on one that the target writes in another case', async () => {
    const plan = await planFor({ ...setup, groups: [targetGroup('DEVS', [], { readOnly: 'from LDAP' })] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'readOnlyGroup')).toMatchObject([{ group: 'devs', why: 'from LDAP' }]);
  });

  it('what a failed write taught is believed for a week, and tried again then', async () => {
    const groups = [targetGroup('devs', [])];
    expect(idsOf(await planFor({ ...setup, groups, facts: fact(7 * 24 - 1) }))).toEqual([]);
    expect(idsOf(await planFor({ ...setup, groups, facts: fact(7 * 24) }))).toEqual(['addMember devs id-ann']);
  });

  it('it is no orphan: nothing is emptied or deleted because it cannot be written', async () => {
    const orphans = [sync({ groups: { onTheFly: [onTheFly('.*')], orphans: 'delete' } })];
    const plan = await planFor({
      ...setup,
      syncs: orphans,
      groups: [targetGroup('devs', ['ann'])],
      ledger: [granted('devs', 'ann', ['staff onTheFly 1'])],
      facts: fact(1),
      attended: true,
    });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
    expect(notesOf(plan, 'orphanGroup')).toEqual([]);
  });

  it('a leaver keeps a membership that cannot be written, and it is told', async () => {
    const leave = { action: 'removeGroups', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const plan = await planFor({
      ...setup,
      pulled: pulled({}, { ann: { kind: 'deleted' } }),
      syncs: [sync({ users: { leavers: leave } })],
      groups: [targetGroup('devs', ['ann'])],
      ledger: [granted('devs', 'ann')],
      facts: fact(1),
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'readOnlyGroup')).toHaveLength(1);
  });
});

describe('ignored groups and members', () => {
  it('an ignored group is never changed', async () => {
    const plan = await planFor({
      ...there,
      pulled: company('devs'),
      syncs: everything,
      groups: [targetGroup('devs', [])],
      ignoreGroups: ['devs'],
      attended: true,
    });
    expect(idsOf(plan)).toEqual([]);
  });

  it('an ignored member stays, also in a strict group', async () => {
    const rules = [sync({ groups: { manual: [manual('devs', 'devs', { membership: 'strict' })] } })];
    const plan = await planFor({
      ...there,
      pulled: company('devs'),
      syncs: rules,
      accounts: [account('ann'), account('bot'), account('zoe')],
      groups: [targetGroup('devs', ['ann', 'bot', 'zoe'])],
      ignoreUsers: ['bot'],
      attended: true,
    });
    expect(idsOf(plan)).toEqual(['removeMember devs id-zoe']);
  });
});

describe('ignored accounts are in no group', () => {
  const rules = targetRules({ ignoreUsers: ['bot'] });
  const [ann, bot] = [account('ann'), account('bot')];
  const ids = new Set([ann.id, bot.id]);

  it.each(['read', 'some'] as const)('of whose members were %s', kind => {
    const group = { ...targetGroup('devs', []), members: { kind, ids } };
    const actual = targetDirectory({ accounts: [ann, bot], groups: [group] });
    const desired = { people: new Map(), groups: new Map(), moves: [] };
    const scoped = scope({ desired, actual, rules, privileged: privilegedIn(actual, rules), facts: [] });
    expect(scoped.actual.groups.get(group.id)?.members).toEqual({ kind, ids: new Set([ann.id]) });
  });

  it.each([{ kind: 'notRead' }, { kind: 'unknown', why: 'page 2' }] as const)(
    'of whose members is $kind nothing is known',
    members => {
      const group = { ...targetGroup('devs', []), members };
      const actual = targetDirectory({ accounts: [ann, bot], groups: [group] });
      const desired = { people: new Map(), groups: new Map(), moves: [] };
      const scoped = scope({ desired, actual, rules, privileged: privilegedIn(actual, rules), facts: [] });
      expect(scoped.actual.groups.get(group.id)?.members).toEqual(members);
    },
  );

  it('a group is emptied when none but they are left', async () => {
    const names = ['p0', 'p1', 'p2', 'p3', 'p4'];
    const plan = await planFor({
      pulled: pulled({ people: names.map(name => person(name)), groups: [sourceGroup('A', [])] }),
      syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
      accounts: [...names, 'bot'].map(name => account(name)),
      links: names.map(name => link(name)),
      groups: [targetGroup('devs', [...names, 'bot'])],
      managed: [managed('devs', ['A'])],
      ledger: names.map(name => granted('devs', name)),
      ignoreUsers: ['bot'],
    });
    expect(heldBy(plan)).toEqual(names.map(name => `emptied-group: removeMember devs id-${name}`));
  });
});

describe('G2: what a spelled rule gives of a privileged group, beside patterns that are refused', () => {
  const vault = {
    ...there,
    groups: [targetGroup('vault', [])],
    managed: [managed('vault')],
    protectGroups: ['vault'],
    attended: true,
  };
  const groups = [sourceGroup('Ops', ['ann']), sourceGroup('x-vault', ['ann'])];
  const flying = onTheFly('x-(?<to>.*)', '{to}', { id: 'manual 1' });

  it('who is in it by both ways is there for the spelled one alone', async () => {
    const rules = sync({ groups: { manual: [manual('Ops', 'vault')], onTheFly: [onTheFly('x-(?<to>.*)', '{to}')] } });
    const plan = await planFor({ ...vault, syncs: [rules], pulled: pulled({ people: [person('ann')], groups }) });
    expect(changesOf(plan).map(({ reasons }) => reasons)).toMatchObject([[{ kind: 'rule', rule: { rule: 'manual 1' } }]]);
    expect(plan.takes).toMatchObject([{ from: [{ name: 'Ops' }] }]);
  });

  it('who is in it as everybody is stays so', async () => {
    const rules = sync({ groups: { allUsers: ['vault'], onTheFly: [onTheFly('x-(?<to>.*)', '{to}')] } });
    const plan = await planFor({ ...vault, syncs: [rules], pulled: pulled({ people: [person('ann')], groups }) });
    expect(changesOf(plan).map(({ reasons }) => reasons)).toMatchObject([[{ kind: 'default', list: 'allUsers' }]]);
  });

  it('a rule of another sync is another rule, also under the same name', async () => {
    const rules = [
      sync({ groups: { manual: [manual('Ops', 'vault')] } }),
      sync({ name: 'other', groups: { onTheFly: [flying] } }),
    ];
    const plan = await planFor({ ...vault, syncs: rules, pulled: pulled({ people: [person('ann')], groups }) });
    expect(idsOf(plan)).toContain('addMember vault id-ann');
  });
});

describe('G10: what was learned of one group', () => {
  const setup: Setup = {
    ...there,
    pulled: company('devs'),
    syncs: everything,
    groups: [targetGroup('devs', [])],
    managed: [managed('devs', ['devs'])],
  };
  const learned = (fact: Fact) => [{ fact, learnedAt: hoursBefore(1) }];

  it('says nothing of another, and a nested member does not make it read-only', async () => {
    for (const fact of [
      { kind: 'readOnlyGroup', group: targetGroupId('other') } as const,
      { kind: 'nestedMember', group: targetGroupId('devs'), account: accountId('id-zoe') } as const,
    ])
      expect(idsOf(await planFor({ ...setup, facts: learned(fact) }))).toEqual(['addMember devs id-ann']);
  });

  it('the target’s own word comes first', async () => {
    const groups = [targetGroup('devs', [], { readOnly: 'synced from LDAP' })];
    const facts = learned({ kind: 'readOnlyGroup', group: targetGroupId('devs') });
    expect(notesOf(await planFor({ ...setup, groups, facts }), 'readOnlyGroup')).toMatchObject([{ why: 'synced from LDAP' }]);
  });
});
