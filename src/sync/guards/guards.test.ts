import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  inactive,
  JIRA,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
} from '../../../test/directories.js';
import { heldBy, idsOf, planFor, type Setup } from '../../../test/planning.js';
import { DEFAULT_GUARDS, manual, sync } from '../../../test/rules.js';
import { targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import { allowance, shrinkingShare } from './guard.js';

const names = (count: number, prefix = 'p') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const staff = (count: number): Setup => ({
  pulled: pulled({ people: names(count).map(name => person(name)) }),
  accounts: names(count).map(name => account(name)),
  links: names(count).map(name => link(name)),
});
/** Two groups of so many, fed by A and B, which have lost so many of them each. */
const twoGroups = (size: number, lost: number, more: Partial<Setup> = {}): Setup => ({
  ...staff(size),
  pulled: pulled({
    people: names(size).map(name => person(name)),
    groups: ['A', 'B'].map(name => sourceGroup(name, names(size).slice(lost))),
  }),
  syncs: [sync({ groups: { manual: [manual('A', 'devs'), manual('B', 'ops')] } })],
  groups: [targetGroup('Devs', names(size)), targetGroup('ops', names(size))],
  managed: [managed('devs', ['A']), managed('ops', ['B'])],
  ledger: ['devs', 'ops'].flatMap(group => names(size).map(name => granted(group, name))),
  allow: { removals: 999 },
  ...more,
});

describe('a share shrinks at 1,000 and at 10,000', () => {
  it.each([
    [1_000, 1_000],
    [1_001, 1_000],
    [1_002, 1_001],
    [10_000, 5_500],
    [10_004, 5_500],
    [10_005, 5_501],
  ])('100 %% of %i is %i', (base, share) => expect(shrinkingShare(base, 1)).toBe(share));

  it('and not before: 90 % of 1 is none', () => expect(shrinkingShare(1, 0.9)).toBe(0));
});

describe('removals-per-group: each group by itself', () => {
  it('names the group, and counts what was taken out of it within the window, of the size it had then', async () => {
    const applied = changesOf(await planFor(twoGroups(60, 10))).filter(change => change.id.includes(' devs '));
    const plan = await planFor(twoGroups(50, 10, { applied }));
    expect(heldBy(plan)).toHaveLength(10);
    expect(plan.held[0]).toMatchObject({
      reason: '20 removals from Devs (33 % of 60), 10 of them in the last 24 h; limit 18 (30 %, at least 10)',
    });
  });
});

describe('additions-per-group: each group by itself', () => {
  const joining = (there: number, coming: number, more: Partial<Setup> = {}) =>
    twoGroups(there + coming, 0, {
      groups: [targetGroup('Devs', names(there)), targetGroup('ops', names(there + coming))],
      ledger: [],
      ...more,
    });

  it('names the group, and counts what was added within the window, to the size it had then', async () => {
    const applied = changesOf(await planFor(joining(60, 40)));
    const plan = await planFor(joining(100, 40, { applied }));
    expect(plan.held[0]).toMatchObject({
      guard: 'additions-per-group',
      reason: '80 additions to Devs (133 % of 60), 40 of them in the last 24 h; limit 60 (100 %, at least 50)',
    });
  });

  it('a group whose members were not there to count is as one that is new: without a percentage', async () => {
    const plan = await planFor(joining(0, 51));
    expect(plan.held[0]?.reason).toBe('51 additions to Devs; limit 50 (100 %, at least 50)');
  });
});

describe('the numbers of a reason', () => {
  it('a group of one has a percentage, and one change within the window is told', async () => {
    const people = names(52).map(name => person(name));
    const plan = (members: readonly string[], applied: Setup['applied'] = []) =>
      planFor({
        ...staff(52),
        pulled: pulled({ people, groups: [sourceGroup('A', names(52))] }),
        syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
        groups: [targetGroup('devs', members)],
        managed: [managed('devs', ['A'])],
        applied,
      });
    expect((await plan(['p0'])).held[0]?.reason).toBe('51 additions to devs (5100 % of 1); limit 50 (100 %, at least 50)');
    const [first] = changesOf(await plan(names(51)));
    expect(first?.id).toBe('addMember devs id-p51');
    const then = await plan(['p51'], first === undefined ? [] : [first]);
    expect(then.held[0]?.reason).toBe('52 additions to devs, 1 of them in the last 24 h; limit 50 (100 %, at least 50)');
  });
});

describe('`per`: the window as the config has it', () => {
  it.each([
    ['24 h', 24 * 60],
    ['1 h', 60],
    ['90 min', 90],
    ['20 min', 20],
  ])('is told as %s', async (text, minutes) => {
    const updates = { ...DEFAULT_GUARDS.updates, perMs: minutes * 60_000 };
    const setup = (count: number): Setup => ({
      ...staff(count),
      accounts: names(count).map(name => account(name, { displayName: 'Old' })),
      guards: { updates },
    });
    const applied = changesOf(await planFor(setup(1)));
    const plan = await planFor({ ...setup(30), applied });
    expect(plan.held[0]?.reason).toContain(`, 1 of them in the last ${text};`);
  });
});

describe('a plan without such a change', () => {
  it('asks nothing, however many were made within the window', async () => {
    const making = { pulled: pulled({ people: names(60).map(name => person(name)) }), guards: {} };
    const applied = changesOf(await planFor({ ...making, allow: { creations: 60 } }));
    expect(applied).toHaveLength(60);
    const nothing: Setup = { ...staff(60), applied, attended: true };
    expect((await planFor(nothing)).asks).toEqual([]);
  });
});

describe('creations: new groups', () => {
  const making = (there: number, coming: number, more: Partial<Setup> = {}): Setup => ({
    pulled: pulled({ groups: names(coming, 'g').map(name => sourceGroup(name, [])) }),
    syncs: [sync({ groups: { manual: names(coming, 'g').map((name, at) => manual(name, name, { id: `rule ${at}` })) } })],
    groups: names(there, 'old').map(name => targetGroup(name, [])),
    ...more,
  });

  it('of the groups that were there when the window opened', async () => {
    const applied = changesOf(await planFor(making(0, 50)));
    expect(applied).toHaveLength(50);
    const plan = await planFor(making(350, 11, { applied }));
    expect(plan.held[0]?.reason).toBe('61 new groups (20 % of 300), 50 of them in the last 24 h; limit 60 (20 %, at least 50)');
  });

  it('are a kind of their own: 50 people and 50 groups are not 100', async () => {
    const people = names(50).map(name => person(name));
    const groups = names(50, 'g').map(name => sourceGroup(name, []));
    expect((await planFor({ ...making(0, 50), pulled: pulled({ people, groups }) })).held).toEqual([]);
  });
});

describe('approvals in the config', () => {
  const approval = {
    target: JIRA,
    guard: 'creations',
    max: undefined,
    names: undefined,
    reason: 'merger',
    expires: hoursBefore(-1),
  } as const;
  const people = (count: number) => pulled({ people: names(count).map(name => person(name)) });

  it('with names: new accounts by their username, up to its max, in whatever case', async () => {
    const setup = { pulled: people(51), approvals: [{ ...approval, names: ['P1', 'p2'], max: 2 }] };
    expect(idsOf(await planFor(setup))).toEqual(['createUser p1', 'createUser p2']);
  });

  it('that are not there lift nothing', () => {
    expect(allowance({ allow: new Map(), approvals: [] }, 'deletions', undefined)).toBe(0);
  });

  it('with names: groups to be deleted by theirs', async () => {
    const setup: Setup = {
      pulled: pulled({}),
      syncs: [sync({ groups: { orphans: 'delete' } })],
      groups: ['devs', 'ops'].map(name => targetGroup(name, [])),
      managed: ['devs', 'ops'].map(name => managed(name, ['A'], { how: 'made' })),
      attended: true,
    };
    const approvals = [{ ...approval, guard: 'deletions', names: ['DEVS'] } as const];
    const plan = await planFor({ ...setup, approvals });
    expect(idsOf(plan)).toEqual(['deleteGroup devs']);
    expect(heldBy(plan)).toEqual(['deletions: deleteGroup ops']);
  });

  it('with names: new groups by theirs; and not for another guard', async () => {
    const groups = names(51, 'g').map(name => sourceGroup(name, []));
    const rules = names(51, 'g').map((name, at) => manual(name, name, { id: `rule ${at}` }));
    const setup = { pulled: pulled({ groups }), syncs: [sync({ groups: { manual: rules } })] };
    const named = { ...approval, names: ['G7'] };
    expect(idsOf(await planFor({ ...setup, approvals: [named] }))).toEqual(['createGroup g7']);
    expect(idsOf(await planFor({ ...setup, approvals: [{ ...named, guard: 'renames' }] }))).toEqual([]);
  });
});

describe('protected', () => {
  it('nobody is renamed to a protected name', async () => {
    const renamed = pulled({
      people: [person('ann', { login: 'breakglass', email: 'ann@example.com', displayName: 'The ann' })],
    });
    const setup = { pulled: renamed, accounts: [account('ann')], links: [link('ann')], protectUsers: ['breakglass'] };
    expect(heldBy(await planFor(setup))).toEqual(['protected: renameUser id-ann']);
  });

  it('a protected group is not deleted, whoever left', async () => {
    const orphan: Setup = {
      ...staff(1),
      groups: [targetGroup('vault', [])],
      managed: [managed('vault', [], { how: 'made' })],
      syncs: [sync({ groups: { orphans: 'delete' } })],
      protectGroups: ['vault'],
      allow: { deletions: 1 },
      attended: true,
    };
    expect(heldBy(await planFor(orphan))).toEqual(['protected: deleteGroup vault']);
  });

  it('where we sign in as an application, which is no account, nobody new is taken for ourselves', async () => {
    const { self: _, ...actual } = targetDirectory({ groups: [targetGroup('devs', [])] });
    const setup: Setup = {
      pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', ['ann'])] }),
      syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
      managed: [managed('devs', ['A'])],
      ...{ actual, attended: true },
    };
    expect(heldBy(await planFor(setup))).toEqual([]);
  });

  it('administrators: a removal from their own group ends one, a removal from another group does not', async () => {
    const admins: Setup = {
      ...twoGroups(2, 2),
      groups: [targetGroup('devs', names(2)), targetGroup('ops', names(2)), targetGroup('Admins', names(2))],
      administratorGroups: ['admins'],
      guards: { emptiedGroupFrom: 99 },
    };
    expect((await planFor(admins)).held).toEqual([]);
    const theirs = {
      ...admins,
      syncs: [sync({ groups: { manual: [manual('A', 'Admins')] } })],
      managed: [managed('admins', ['A'])],
      ledger: names(2).map(name => granted('admins', name)),
    };
    expect(heldBy(await planFor(theirs))).toEqual(names(2).map(name => `protected: removeMember admins id-${name}`));
  });

  it('of three administrators one may go, and nobody is asked while none does', async () => {
    const three = (leaving: number): Setup => ({
      ...staff(3),
      pulled: pulled({ people: names(3).map((name, at) => (at < leaving ? inactive(name) : person(name))) }),
      groups: [targetGroup('admins', names(3))],
      administratorGroups: ['admins'],
    });
    expect(idsOf(await planFor(three(1)))).toEqual(['deactivateUser id-p0']);
    const one: Setup = { ...staff(2), groups: [targetGroup('admins', ['p0'])], administratorGroups: ['admins'] };
    const gone = pulled({ people: [person('p0'), inactive('p1')] });
    expect(idsOf(await planFor({ ...one, pulled: gone }))).toEqual(['deactivateUser id-p1']);
  });
});

describe('emptied-group', () => {
  it('what is added to another group does not fill it', async () => {
    const setup = twoGroups(5, 5, {
      pulled: pulled({ people: names(6).map(name => person(name)), groups: [sourceGroup('A', []), sourceGroup('B', names(6))] }),
      accounts: names(6).map(name => account(name)),
      links: names(6).map(name => link(name)),
    });
    const plan = await planFor(setup);
    expect(idsOf(plan)).toEqual(['addMember ops id-p5']);
    expect(plan.held).toHaveLength(5);
    expect(plan.held[0]?.reason).toBe('Devs would lose all of its 5 members');
  });
});

describe('legacy-leavers', () => {
  it('hold what takes away from them, and nothing of anybody else', async () => {
    const people = [inactive('old'), inactive('p0'), person('p1')];
    const setup: Setup = {
      ...staff(2),
      pulled: pulled({ people, groups: [sourceGroup('A', ['p1'])] }),
      accounts: [...names(2), 'old'].map(name => account(name)),
      syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
      groups: [targetGroup('devs', [])],
      managed: [managed('devs', ['A'])],
    };
    const plan = await planFor(setup);
    expect(heldBy(plan)).toEqual(['legacy-leavers: deactivateUser id-old']);
    expect(idsOf(plan)).toEqual(['deactivateUser id-p0', 'addMember devs id-p1']);
  });
});

describe('onTrip: stop', () => {
  it('stops nothing while no guard trips', async () => {
    const plan = await planFor({ pulled: pulled({ people: [person('ann')] }), onTrip: 'stop' });
    expect(idsOf(plan)).toEqual(['createUser ann']);
  });

  it('stops all for one change that is held', async () => {
    const people = pulled({ people: [person('ann'), person('breakglass')] });
    const plan = await planFor({ pulled: people, protectUsers: ['breakglass'], onTrip: 'stop' });
    expect(idsOf(plan)).toEqual([]);
    expect(heldBy(plan)).toEqual(['protected: createUser breakglass', 'protected: createUser ann']);
  });
});

describe('what an admin approves by the name of a group', () => {
  it('is that group’s, in whatever case, and nobody else’s', async () => {
    const approval = {
      target: JIRA,
      guard: 'removals-per-group',
      max: undefined,
      reason: 'move',
      expires: hoursBefore(-1),
    } as const;
    const plan = await planFor(twoGroups(40, 13, { approvals: [{ ...approval, names: ['DEVS'] }] }));
    expect(plan.held.map(({ change }) => change.id.split(' ')[1])).toEqual(Array.from({ length: 13 }, () => 'ops'));
    const members = await planFor(twoGroups(40, 13, { approvals: [{ ...approval, names: ['p0', 'p1'] }] }));
    expect(members.held).toHaveLength(26);
  });
});

describe('a first run that nobody attends', () => {
  it('makes no group and switches nobody on, of the kinds that no guard counts either', async () => {
    const back = [link('p0', { deactivatedAt: hoursBefore(9) })];
    const setup: Setup = { ...staff(1), accounts: [account('p0', { active: false })], links: back, everApplied: false };
    expect(heldBy(await planFor(setup))).toEqual(['creations: reactivateUser id-p0']);
    expect(idsOf(await planFor({ ...setup, attended: true }))).toEqual(['reactivateUser id-p0']);
  });
});

describe('seats', () => {
  const pool = (application: string, remaining: number | undefined, ...groups: readonly string[]) => ({
    ...{ application, remaining },
    groups: new Set(groups.map(targetGroupId)),
  });

  it('U4: the seat of a leaver who is only cut off is free; what somebody else leads is handed over in its turn', async () => {
    const company: Setup = {
      ...staff(3),
      pulled: pulled({ people: [inactive('p0'), person('p1'), person('p2')], groups: [sourceGroup('A', ['p1'])] }),
      syncs: [sync({ groups: { manual: [manual('A', 'licensed')] } })],
      groups: [targetGroup('licensed', ['p0'])],
      managed: [managed('licensed', ['A'])],
      seats: [pool('jira', 0, 'licensed')],
      responsibilities: [{ id: 'project:OPS', label: 'OPS', holder: link('p0').account, successor: { kind: 'none', why: 'x' } }],
    };
    expect(idsOf(await planFor(company))).toEqual(['cutAccess id-p0', 'addMember licensed id-p1']);
  });

  it('as many as are free may come; a group of another application takes none', async () => {
    const joining: Setup = {
      ...staff(2),
      pulled: pulled({
        people: names(2).map(name => person(name)),
        groups: [sourceGroup('A', names(2)), sourceGroup('B', names(2))],
      }),
      syncs: [sync({ groups: { manual: [manual('A', 'licensed'), manual('B', 'devs')] } })],
      groups: [targetGroup('licensed', []), targetGroup('devs', [])],
      managed: [managed('licensed', ['A']), managed('devs', ['B'])],
    };
    expect((await planFor({ ...joining, seats: [pool('jira', 2, 'licensed')] })).held).toEqual([]);
    expect(heldBy(await planFor({ ...joining, seats: [pool('jira', 0, 'licensed')] }))).toEqual(
      names(2).map(name => `seats: addMember licensed id-${name}`),
    );
  });

  it('who leaves one of two groups of an application keeps the seat', async () => {
    const moving: Setup = {
      ...staff(2),
      pulled: pulled({
        people: names(2).map(name => person(name)),
        groups: [sourceGroup('A', ['p1']), sourceGroup('B', ['p0'])],
      }),
      syncs: [sync({ groups: { manual: [manual('A', 'licensed', { membership: 'managed' }), manual('B', 'second')] } })],
      groups: [targetGroup('licensed', ['p0']), targetGroup('second', ['p0'])],
      managed: [managed('licensed', ['A']), managed('second', ['B'])],
      seats: [pool('jira', 0, 'licensed', 'second')],
    };
    expect(heldBy(await planFor(moving))).toEqual(['seats: addMember licensed id-p1']);
  });

  it('what frees a seat goes first only where the seat is needed', async () => {
    const order = async (remaining: number) => {
      const moving: Setup = {
        ...staff(2),
        pulled: pulled({ people: names(2).map(name => person(name)), groups: [sourceGroup('A', ['p1'])] }),
        syncs: [sync({ groups: { manual: [manual('A', 'licensed', { membership: 'managed' })] } })],
        groups: [targetGroup('licensed', ['p0'])],
        managed: [managed('licensed', ['A'])],
        seats: [pool('jira', remaining, 'licensed')],
      };
      return idsOf(await planFor(moving));
    };
    const [out, into] = ['removeMember licensed id-p0', 'addMember licensed id-p1'];
    expect(await order(0)).toEqual([out, into]);
    expect(await order(1)).toEqual([into, out]);
  });
});
