import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  inactive,
  key,
  link,
  managed,
  OKTA,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../../test/directories.js';
import { applied, heldBy, idsOf, memoryTarget, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, onTheFly, type SyncText, sync } from '../../../test/rules.js';
import { accountId, providerId, syncName, targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import type { Membership } from '../../model/wish.js';

const NAMES = ['ann', 'bob', 'cid'];
const people = NAMES.map(name => person(name));
const there = { accounts: NAMES.map(name => account(name)), links: NAMES.map(name => link(name)) };
const team = (members: readonly string[] | 'unknown') => pulled({ people, groups: [sourceGroup('A', members)] });
const toDevs = (membership: Membership = 'granted', text: SyncText['groups'] = {}) => [
  sync({ groups: { manual: [manual('A', 'devs', { membership })], ...text } }),
];
const ours: Setup = {
  ...there,
  pulled: team(['ann']),
  syncs: toDevs(),
  managed: [managed('devs', ['A'])],
  groups: [targetGroup('devs', [])],
};

describe('G3, G4: groups and members that are missing', () => {
  it('a member is added, with the reason', async () => {
    expect(changesOf(await planFor(ours))).toMatchObject([
      {
        id: 'addMember devs id-ann',
        reasons: [{ kind: 'rule', rule: { sync: 'staff', rule: 'manual 1' }, group: { name: 'A' } }],
      },
    ]);
  });

  it('a missing group is made and is ours from then on', async () => {
    const { plan, store, next } = await applied({ ...ours, groups: [], managed: [] });
    expect(idsOf(plan)).toEqual(['createGroup devs', 'addMember devs id-ann']);
    expect(await store.managedGroups(plan.target)).toMatchObject([
      { group: 'devs', how: 'made', from: [{ id: 'g-A', name: 'A' }] },
    ]);
    expect(await store.ledger(plan.target)).toMatchObject([{ account: 'id-ann', by: ['staff manual 1'] }]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('with create: false its rule is unmet', async () => {
    const plan = await planFor({ ...ours, groups: [], managed: [], syncs: toDevs('granted', { create: false }) });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unmetRule')).toMatchObject([{ why: 'the target has no group devs, and may not create it' }]);
  });

  it('a group that nothing known fills is not made', async () => {
    const syncs = [sync({ groups: { manual: [manual('Missing', 'devs')] } })];
    expect(idsOf(await planFor({ ...ours, groups: [], managed: [], syncs }))).toEqual([]);
  });

  it('U8: a name that the target cannot have is unmet; one that it stores otherwise is found', async () => {
    const named = (name: string) => [sync({ groups: { manual: [manual('A', name)] } })];
    expect(notesOf(await planFor({ ...ours, syncs: named('a<b') }), 'unmetRule')).toHaveLength(1);
    expect(idsOf(await planFor({ ...ours, syncs: named('devs ') }))).toEqual(['addMember devs id-ann']);
  });
});

describe('G5: what each mode removes', () => {
  const setup: Setup = {
    ...ours,
    accounts: [...NAMES, 'zoe', 'breakglass'].map(name => account(name)),
    groups: [targetGroup('devs', ['ann', 'bob', 'cid', 'zoe', 'breakglass', 'rollcall'])],
    ledger: [granted('devs', 'bob')],
    protectUsers: ['breakglass'],
  };
  it.each<[Membership, string[]]>([
    ['additive', []],
    ['granted', ['removeMember devs id-bob']],
    ['managed', ['removeMember devs id-bob', 'removeMember devs id-cid']],
    ['strict', ['removeMember devs id-bob', 'removeMember devs id-cid', 'removeMember devs id-zoe']],
  ])('%s', async (mode, removed) => {
    const plan = await planFor({ ...setup, syncs: toDevs(mode) });
    expect(idsOf(plan)).toEqual(removed);
    expect(plan.held).toEqual([]);
  });

  it('who is in it and wanted is taken up by the ledger, and who has gone by hand leaves it', async () => {
    const { plan } = await applied({ ...setup, ledger: [granted('devs', 'gone')] });
    expect(plan.ledger).toEqual({
      add: [{ group: 'devs', account: 'id-ann', by: ['staff manual 1'] }],
      drop: [{ group: 'devs', account: 'id-gone' }],
    });
  });
});

describe('§2: unknown is never "not wanted"', () => {
  const full: Setup = {
    ...ours,
    syncs: toDevs('strict'),
    groups: [targetGroup('devs', NAMES)],
    ledger: NAMES.map(name => granted('devs', name)),
  };

  it.each<[string, Partial<Setup>]>([
    ['a group whose members could not be read', { pulled: team('unknown') }],
    ['a source that could not be read', { pulled: unread() }],
    ['a source group that is not there', { pulled: pulled({ people }) }],
    [
      'two source groups of one name',
      { pulled: pulled({ people, groups: [sourceGroup('A', ['ann'], 'g1'), sourceGroup('a', [], 'g2')] }) },
    ],
  ])('%s removes nobody', async (_, change) => {
    const plan = await planFor({ ...full, ...change, attended: true });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
  });

  it('a person who is unknown stays', async () => {
    const staged = NAMES.map(name => person(name, { standing: { kind: 'pending', status: 'STAGED' } }));
    expect(
      idsOf(await planFor({ ...full, pulled: pulled({ people: staged, groups: [sourceGroup('A', [])] }), attended: true })),
    ).toEqual([]);
  });

  it('who may still be wanted by another sync stays', async () => {
    const broken = expression<boolean>('boom', () => {
      throw new Error('boom');
    });
    const second = sync({ name: 'second', users: { filter: broken }, groups: { manual: [manual('A', 'devs')] } });
    const plan = await planFor({ ...full, pulled: team([]), syncs: [...toDevs('managed'), second], attended: true });
    expect(idsOf(plan)).toEqual([]);
  });

  it('while a row is set aside, an account that nobody claims may be that person’s', async () => {
    const strict = {
      ...full,
      links: [],
      ledger: [],
      pulled: team([]),
      accounts: [account('zoe')],
      groups: [targetGroup('devs', ['zoe'])],
      attended: true,
    };
    const aside = pulled({ people, groups: [sourceGroup('A', [])], quarantined: [{ where: 'row 1', problem: 'no login' }] });
    expect(idsOf(await planFor(strict))).toContain('removeMember devs id-zoe');
    expect(idsOf(await planFor({ ...strict, pulled: aside }))).not.toContain('removeMember devs id-zoe');
  });

  it('a target group whose members could not be read is left alone', async () => {
    const plan = await planFor({
      ...full,
      groups: [{ ...targetGroup('devs', []), members: { kind: 'unknown', why: 'page 2' } }],
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownGroup')).toMatchObject([{ group: 'devs', why: 'page 2' }]);
  });
});

describe('G5: adoption', () => {
  const foreign: Setup = { ...ours, managed: [] };

  it('an unattended run changes nothing in a group that was there before, and does not take it', async () => {
    const { plan } = await applied(foreign);
    expect(heldBy(plan)).toEqual(['adoption: addMember devs id-ann']);
    expect(plan.takes).toEqual([]);
  });

  it('an attended run adopts what its plan shows', async () => {
    const { plan, next } = await applied({ ...foreign, attended: true });
    expect(idsOf(plan)).toEqual(['addMember devs id-ann']);
    expect(plan.takes).toMatchObject([{ id: 'devs', how: 'adopted', from: [{ group: 'g-A' }] }]);
    const later = await planFor({ ...next, attended: false, pulled: team(['bob']) });
    expect(idsOf(later)).toEqual(['addMember devs id-bob', 'removeMember devs id-ann']);
  });

  it('adopt: auto lets an unattended run do so, for the groups of that sync', async () => {
    const auto = sync({ name: 'auto', groups: { adopt: 'auto', manual: [manual('A', 'devs')] } });
    const plan = await planFor({
      ...foreign,
      syncs: [auto, sync({ groups: { manual: [manual('A', 'ops')] } })],
      groups: [targetGroup('devs', []), targetGroup('ops', [])],
    });
    expect(idsOf(plan)).toEqual(['addMember devs id-ann']);
    expect(heldBy(plan)).toEqual(['adoption: addMember ops id-ann']);
  });
});

describe('G7: defaults', () => {
  const syncs = [sync({ groups: { newUsers: ['jira/licensed'], allUsers: ['everybody'] } })];
  const setup: Setup = {
    syncs,
    pulled: pulled({ people: [person('ann')] }),
    groups: [targetGroup('licensed', []), targetGroup('everybody', [])],
    managed: [managed('licensed'), managed('everybody')],
  };

  it('newUsers are owed to an account that rollcall makes; allUsers are wanted always', async () => {
    const { plan, next } = await applied(setup);
    const id = 'okta.example.com\u001fann';
    expect(idsOf(plan)).toEqual(['createUser ann', `addMember everybody ${id}`, `addMember licensed ${id}`]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('newUsers are not owed to an account that was there', async () => {
    expect(idsOf(await planFor({ ...setup, accounts: [account('ann')] }))).toEqual(['addMember everybody id-ann']);
  });

  it('afterwards they are neither wanted nor unwanted: who left is not put back, who is in is not put out', async () => {
    const { next, actual } = await applied({
      ...setup,
      syncs: [sync({ groups: { newUsers: ['licensed'], manual: [manual('A', 'licensed', { membership: 'managed' })] } })],
    });
    expect(
      idsOf(await planFor({ ...next, pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', [])] }) })),
    ).toEqual([]);
    const left = { ...actual, groups: new Map(actual.groups).set(targetGroupId('licensed'), targetGroup('licensed', [])) };
    expect(idsOf(await planFor({ ...next, target: memoryTarget({}, left) }))).toEqual([]);
  });

  it('are owed until done: what was held, or a broken run left, is done by a later one', async () => {
    const owed = { ...setup, accounts: [account('ann')], links: [link('ann', { how: 'created', owed: ['licensed'] })] };
    const { plan, next } = await applied(owed);
    expect(idsOf(plan)).toContain('addMember licensed id-ann');
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('is done too when the membership is there already, and is not owed again', async () => {
    const groups = [targetGroup('licensed', ['ann']), targetGroup('everybody', ['ann'])];
    const { store, plan } = await applied({
      ...setup,
      accounts: [account('ann')],
      groups,
      links: [link('ann', { how: 'created', owed: ['licensed'] })],
    });
    expect(await store.links(plan.target)).toMatchObject([{ owed: [] }]);
  });
});

describe('G8: the source group behind a target group', () => {
  const syncs = [sync({ groups: { onTheFly: [onTheFly('.*')] } })];
  const taken = { ...ours, syncs, managed: [managed('a', ['A'])], groups: [targetGroup('a', [])] };

  it('renamed: the link stays on the old name at every run, not only at the first', async () => {
    const renamed = pulled({ people, groups: [sourceGroup('B', ['ann'], 'g-A')] });
    const { plan, next } = await applied({ ...taken, pulled: renamed });
    expect(idsOf(plan)).toEqual(['addMember a id-ann']);
    const second = await planFor(next);
    expect(idsOf(second)).toEqual([]);
    expect(notesOf(second, 'renamedGroup')).toMatchObject([{ group: 'a', was: 'A', now: 'B' }]);
  });

  const replacing = pulled({ people, groups: [sourceGroup('A', ['ann'], 'g-new')] });

  it('replaced: what it would add needs an attended run, however often the unattended one comes by', async () => {
    const { plan, next } = await applied({ ...taken, pulled: replacing });
    expect(notesOf(plan, 'replacedGroup')).toMatchObject([{ group: 'a', was: 'g-A', now: 'g-new' }]);
    expect(heldBy(plan)).toEqual(['adoption: addMember a id-ann']);
    expect(heldBy(await planFor(next))).toEqual(['adoption: addMember a id-ann']);
    expect(idsOf(await planFor({ ...next, attended: true }))).toEqual(['addMember a id-ann']);
  });

  it('replaced is also a name that was passed on while its old owner lives under another', async () => {
    const passedOn = pulled({ people, groups: [sourceGroup('A', ['ann'], 'g-new'), sourceGroup('B', ['bob'], 'g-A')] });
    expect(heldBy(await planFor({ ...taken, pulled: passedOn }))).toContain('adoption: addMember a id-ann');
  });
});

describe('G9: nested target groups', () => {
  const setup: Setup = { ...ours, pulled: team([]), groups: [targetGroup('devs', ['ann'])], ledger: [granted('devs', 'ann')] };

  it('a target that cannot tell direct members removes nobody, and says so', async () => {
    const plan = await planFor({ ...setup, capabilities: { directMembers: false } });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers')).toEqual([{ kind: 'nestedMembers', group: 'devs', accounts: ['ann'] }]);
  });

  it('who was learned to come through nesting is not removed again for a week', async () => {
    const facts = [
      {
        fact: { kind: 'nestedMember', group: targetGroupId('devs'), account: accountId('id-ann') } as const,
        learnedAt: hoursBefore(1),
      },
    ];
    expect(idsOf(await planFor({ ...setup, facts }))).toEqual([]);
    expect(idsOf(await planFor(setup))).toEqual(['removeMember devs id-ann']);
  });
});

describe('C4: groups of several syncs', () => {
  it('are the union; two providers that feed one group do not undo each other', async () => {
    const other = providerId('idp2');
    const second = sync({ name: 'second', from: 'idp2', groups: { manual: [manual('A', 'devs', { membership: 'managed' })] } });
    const plan = await planFor({
      ...ours,
      pulled: [
        pulled({ people: [person('ann')], groups: [sourceGroup('A', ['ann'])] }),
        pulled({ people: [person('bob')], groups: [sourceGroup('A', ['bob'])], provider: other }, {}, 'idp2'),
      ],
      syncs: [...toDevs('managed'), second],
      links: [link('ann'), link('bob', { person: key('bob', other), owner: syncName('second') })],
      accounts: [account('ann'), account('bob')],
      groups: [targetGroup('devs', ['ann', 'bob'])],
    });
    expect(idsOf(plan)).toEqual([]);
  });

  it('G7: the defaults of every sync that wants the person are given', async () => {
    const rules = [
      sync({ groups: { newUsers: ['one'] } }),
      sync({ name: 'second', groups: { newUsers: ['two'], allUsers: ['all'] } }),
    ];
    const plan = await planFor({ syncs: rules, pulled: pulled({ people: [person('ann'), inactive('bob')] }) });
    expect(
      idsOf(plan)
        .filter(id => id.startsWith('addMember'))
        .map(id => id.split(' ')[1]),
    ).toEqual(['all', 'one', 'two']);
  });
});

describe('G6: a group that rules want is no orphan', () => {
  const kept: Setup = {
    ...ours,
    syncs: toDevs('granted', { orphans: 'empty' }),
    managed: [managed('devs', ['A'], { how: 'made' })],
    groups: [targetGroup('devs', ['ann'])],
    ledger: [granted('devs', 'ann')],
    attended: true,
    guards: { emptiedGroupFrom: 9 },
  };
  const touched = async (setup: Setup) => {
    const plan = await planFor(setup);
    return [...idsOf(plan), ...heldBy(plan), ...notesOf(plan, 'orphanGroup')];
  };

  it('U8: also when the target writes its name otherwise', async () => {
    const syncs = [sync({ groups: { manual: [manual('A', 'Devs ')], orphans: 'empty' } })];
    expect(await touched({ ...kept, syncs })).toEqual([]);
  });

  it('U8: nor one that is there, under a name that could not be made', async () => {
    const syncs = [sync({ groups: { manual: [manual('A', 'a<b')], orphans: 'empty' } })];
    const there = { managed: [managed('a<b', ['A'], { how: 'made' as const })], groups: [targetGroup('a<b', ['ann'])] };
    expect(await touched({ ...kept, ...there, syncs, ledger: [granted('a<b', 'ann')] })).toEqual([]);
  });

  it('G8: nor one whose members are taken along to another, in whatever case it is written', async () => {
    const syncs = [sync({ groups: { onTheFly: [onTheFly('.*')], onRename: 'move', orphans: 'empty' } })];
    const moving: Setup = {
      ...kept,
      syncs,
      pulled: pulled({ people, groups: [sourceGroup('B', ['ann'], 'g-A')] }),
      managed: [managed('DEVS', ['devs'], { how: 'made', from: [{ provider: OKTA, id: 'g-A', name: 'DEVS' }] })],
      groups: [targetGroup('DEVS', ['ann'])],
      ledger: [granted('devs', 'ann', ['staff onTheFly 1'])],
    };
    expect(await touched(moving)).toEqual(['createGroup b', 'addMember b id-ann']);
  });
});

describe('R3: a group whose members were not read', () => {
  it('is left alone, and told', async () => {
    const plan = await planFor({ ...ours, groups: [targetGroup('devs', undefined)] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownGroup')).toEqual([{ kind: 'unknownGroup', group: 'devs', why: 'its members were not read' }]);
  });
});
