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
  targetGroup,
} from '../../../test/directories.js';
import { adds, guardInput, handsOver, newGroup, removes, switchesOff } from '../../../test/guarding.js';
import { applied, heldBy, idsOf, planFor, type Setup } from '../../../test/planning.js';
import { DEFAULT_GUARDS, expression, manual, sync } from '../../../test/rules.js';
import type { Change } from '../../model/change.js';
import { changesOf, type GuardName, type Plan } from '../../model/plan.js';
import { additionsPerGroup, creations, deactivations, removalsPerGroup } from './counting.js';
import { type GuardInput, shrinkingShare } from './guard.js';

const names = (count: number, prefix = 'p') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const heldOf = (plan: Plan, guard: GuardName) => plan.held.filter(one => one.guard === guard);
const staff = (count: number) => ({
  accounts: names(count).map(name => account(name)),
  links: names(count).map(name => link(name)),
});

/** A group `devs` of so many granted members, of whom so many have left the source group. */
const leavingGroup = (size: number, leaving: number, more: Partial<Setup> = {}): Setup => ({
  ...staff(size),
  pulled: pulled({ people: names(size).map(name => person(name)), groups: [sourceGroup('A', names(size).slice(leaving))] }),
  syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
  groups: [targetGroup('devs', names(size))],
  managed: [managed('devs', ['A'])],
  ledger: names(size).map(name => granted('devs', name)),
  ...more,
});

/** So many linked people, of whom the first are stated leavers, the next inferred ones. */
const leavers = (size: number, stated: number, inferred: number, more: Partial<Setup> = {}): Setup => ({
  ...staff(size),
  pulled: pulled({
    people: names(size).map((name, at) =>
      at < stated ? inactive(name) : person(name, { attributes: { drop: at < stated + inferred } }),
    ),
  }),
  syncs: [
    sync({
      users: {
        filter: expression('!drop', ({ attributes }) => attributes.drop !== true),
        leavers: { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 },
      },
    }),
  ],
  ...more,
});

const newcomers = (there: number, count: number, more: Partial<Setup> = {}): Setup => ({
  accounts: names(there, 'q').map(name => account(name)),
  pulled: pulled({ people: names(count).map(name => person(name)) }),
  ...more,
});

describe('shares shrink with size', () => {
  it('as given of the first 1,000, half of it of the next 9,000, a fifth of it of the rest', () => {
    expect(shrinkingShare(100, 0.1)).toBe(10);
    expect(shrinkingShare(1_000, 0.1)).toBe(100);
    expect(shrinkingShare(2_000, 0.1)).toBe(150);
    expect(shrinkingShare(10_000, 0.1)).toBe(550);
    expect(shrinkingShare(20_000, 0.1)).toBe(750);
  });

  it('a whole percentage of a round number is that number', () => {
    for (let percent = 1; percent <= 100; percent++) expect(shrinkingShare(100, percent / 100)).toBe(percent);
  });
});

describe('a guard that counts trips over both its floor and its share', () => {
  it.each<[GuardName, Setup, Setup]>([
    ['removals', leavingGroup(100, 10), leavingGroup(100, 11)],
    ['removals', leavingGroup(40, 10), leavingGroup(40, 11)],
    ['removals-per-group', leavingGroup(100, 30), leavingGroup(100, 31)],
    ['deactivations', leavers(200, 0, 10), leavers(200, 0, 11)],
    ['deactivations', leavers(20, 0, 5), leavers(20, 0, 6)],
    ['stated-leavers', leavers(200, 40, 0), leavers(200, 41, 0)],
    ['stated-leavers', leavers(40, 20, 0), leavers(40, 21, 0)],
    ['creations', newcomers(299, 60), newcomers(299, 61)],
    ['creations', newcomers(9, 50), newcomers(9, 51)],
  ])('%s', async (guard, under, over) => {
    expect(heldOf(await planFor(under), guard)).toEqual([]);
    expect(heldOf(await planFor(over), guard).length).toBeGreaterThan(0);
  });

  it('a tripped guard holds the changes it speaks of and lets the rest go', async () => {
    const plan = await planFor(leavers(40, 1, 6));
    expect(idsOf(plan)).toEqual(['deactivateUser id-p0']);
    expect(heldBy(plan)).toEqual(
      names(7)
        .slice(1)
        .map(name => `deactivations: deactivateUser id-${name}`),
    );
  });

  it('the reason gives the numbers, and what lifts it', async () => {
    const [held] = heldOf(await planFor(leavingGroup(100, 40)), 'removals-per-group');
    expect(held).toMatchObject({
      reason: '40 removals from devs (40 % of 100); limit 30 (30 %, at least 10)',
      allow: 'jira:removals-per-group=40',
    });
  });

  it('updates are counted per attribute', async () => {
    const old = (count: number, special: object) => names(100).map((name, at) => account(name, at < count ? special : {}));
    const setup = { ...staff(100), pulled: pulled({ people: names(100).map(name => person(name)) }) };
    const mixed = [
      ...old(20, { displayName: 'Old' }).slice(0, 50),
      ...names(100)
        .slice(50)
        .map((name, at) => account(name, at < 20 ? { email: 'o@example.com' } : {})),
    ];
    expect(heldOf(await planFor({ ...setup, accounts: mixed }), 'updates')).toEqual([]);
    const [held] = heldOf(await planFor({ ...setup, accounts: old(21, { displayName: 'Old' }) }), 'updates');
    expect(held?.reason).toBe('21 updates of displayName (21 % of 100); limit 20 (20 %, at least 20)');
  });

  it('renames: 5 %, at least 5', async () => {
    const renamed = (count: number) => ({
      ...staff(100),
      pulled: pulled({
        people: names(100).map((name, at) =>
          person(name, { login: at < count ? `new.${name}` : name, email: `${name}@example.com`, displayName: `The ${name}` }),
        ),
      }),
    });
    expect(heldOf(await planFor(renamed(5)), 'renames')).toEqual([]);
    expect(heldOf(await planFor(renamed(6)), 'renames')).toHaveLength(6);
  });

  it('additions-per-group: doubling, at least 50', async () => {
    const joining = (there: number, coming: number) => {
      const setup = leavingGroup(there + coming, 0);
      return { ...setup, groups: [targetGroup('devs', names(there))], ledger: [] };
    };
    expect(heldOf(await planFor(joining(60, 60)), 'additions-per-group')).toEqual([]);
    expect(heldOf(await planFor(joining(60, 61)), 'additions-per-group')).toHaveLength(61);
    expect(heldOf(await planFor(joining(0, 50)), 'additions-per-group')).toEqual([]);
    expect(heldOf(await planFor(joining(0, 51)), 'additions-per-group')).toHaveLength(51);
  });

  it('deletions: every one', async () => {
    const orphan = {
      ...staff(1),
      pulled: pulled({ people: [person('p0')] }),
      managed: [managed('x', [], { how: 'made' as const })],
      groups: [targetGroup('x', [])],
      attended: true,
    };
    const plan = await planFor({ ...orphan, syncs: [sync({ groups: { orphans: 'delete' } })] });
    expect(heldBy(plan)).toEqual(['deletions: deleteGroup x']);
  });
});

describe('what counts', () => {
  it('a leaver counts once, whatever it takes: memberships of leavers are no removals', async () => {
    const groups = names(8, 'g');
    const setup = leavers(50, 5, 0, {
      groups: groups.map(group => targetGroup(group, names(50))),
      managed: groups.map(group => managed(group)),
      ledger: groups.flatMap(group => names(50).map(name => granted(group, name))),
    });
    const removing = (setup.syncs ?? []).map(one => ({
      ...one,
      users: { ...one.users, leavers: { ...one.users.leavers, action: 'removeGroups' as const } },
    }));
    const plan = await planFor({ ...setup, syncs: removing });
    expect(plan.held).toEqual([]);
    expect(idsOf(plan)).toHaveLength(40);
  });

  it('stated and inferred leavers are counted apart', async () => {
    expect((await planFor(leavers(100, 20, 5))).held).toEqual([]);
  });

  it('this plan plus what was applied in the window, of the base that stood at its start', async () => {
    const earlier = changesOf(await planFor(leavingGroup(106, 6)));
    const setup = leavingGroup(100, 6, { applied: earlier });
    const counts = { people: 106, matched: 106, accounts: 107, activeLinked: 106, managedMemberships: 106 };
    const [held] = heldOf(await planFor({ ...setup, counts }), 'removals');
    expect(held?.reason).toBe(
      '12 removals of managed memberships (11 % of 106), 6 of them in the last 24 h; limit 10 (10 %, at least 10)',
    );
    expect(heldOf(await planFor({ ...leavingGroup(100, 4), counts, applied: earlier }), 'removals')).toEqual([]);
  });

  it('who was cut off within the window, and is switched off now, is one leaver', async () => {
    const applied = changesOf(await planFor(leavers(20, 0, 5)));
    expect(heldOf(await planFor(leavers(20, 0, 5, { applied })), 'deactivations')).toEqual([]);
    expect(heldOf(await planFor(leavers(20, 0, 6, { applied })), 'deactivations')).toHaveLength(6);
  });
});

describe('the first run, and attended ones', () => {
  it('on a first run the counting guards hold whatever an unattended run would do, --allow or not', async () => {
    for (const setup of [leavingGroup(40, 1), leavers(40, 1, 1), newcomers(40, 1)]) {
      const plan = await planFor({
        ...setup,
        everApplied: false,
        allow: { removals: 9, 'stated-leavers': 9, deactivations: 9, creations: 9 },
      });
      expect(idsOf(plan)).toEqual([]);
      expect(plan.held.every(({ reason }) => reason.includes('the first run must be attended'))).toBe(true);
    }
  });

  it('a first run that is attended counts like any other', async () => {
    expect(idsOf(await planFor({ ...newcomers(40, 1), everApplied: false, attended: true }))).toEqual(['createUser p0']);
  });

  it('what a person said yes to is not counted again where guards ask, so that the next newcomer is not held', async () => {
    const yes = await applied(newcomers(9, 51, { attended: true }));
    const people = names(52).map(name => person(name));
    const next = await planFor({ ...yes.next, pulled: pulled({ people }), attended: false, everApplied: true });
    expect(idsOf(next)).toEqual(['createUser p51']);
  });

  it('creations, updates, renames, additions ask in an attended run, with the number', async () => {
    const plan = await planFor(newcomers(9, 51, { attended: true }));
    expect(idsOf(plan)).toHaveLength(51);
    expect(plan.asks).toMatchObject([{ guard: 'creations', n: 51 }]);
  });

  it('destructive guards hold all the same', async () => {
    for (const setup of [leavingGroup(40, 13), leavers(40, 0, 6), leavers(40, 21, 0)]) {
      const plan = await planFor({ ...setup, attended: true });
      expect(idsOf(plan)).toEqual([]);
      expect(plan.asks).toEqual([]);
    }
  });
});

describe('--allow and approvals', () => {
  const eleven = leavers(200, 0, 11);
  const approval = {
    target: JIRA,
    guard: 'deactivations',
    max: undefined,
    names: undefined,
    reason: 'merger',
    expires: hoursBefore(-1),
  } as const;

  it('--allow lifts one guard up to its number', async () => {
    expect(heldOf(await planFor({ ...eleven, allow: { deactivations: 11 } }), 'deactivations')).toEqual([]);
    expect(heldOf(await planFor({ ...eleven, allow: { deactivations: 10 } }), 'deactivations')).toHaveLength(11);
    expect(heldOf(await planFor({ ...eleven, allow: { 'stated-leavers': 99 } }), 'deactivations')).toHaveLength(11);
  });

  it('an approval does the same, up to its max, until it expires, for its target', async () => {
    const held = async (special: object) =>
      heldOf(await planFor({ ...eleven, approvals: [{ ...approval, ...special }] }), 'deactivations').length;
    expect(await held({})).toBe(0);
    expect(await held({ max: 11 })).toBe(0);
    expect(await held({ max: 10 })).toBe(11);
    expect(await held({ expires: hoursBefore(0) })).toBe(11);
    expect(await held({ guard: 'stated-leavers' })).toBe(11);
    expect(await held({ target: 'wiki' })).toBe(11);
  });

  it('an approval with names speaks of those alone', async () => {
    const plan = await planFor({ ...eleven, approvals: [{ ...approval, names: ['P3', 'p4'] }] });
    expect(idsOf(plan)).toEqual(['deactivateUser id-p3', 'deactivateUser id-p4']);
    const tooMany = await planFor({ ...eleven, approvals: [{ ...approval, names: ['p3', 'p4'], max: 1 }] });
    expect(idsOf(tooMany)).toEqual([]);
  });

  it('names of a guard per group are groups', async () => {
    const guard = { ...approval, guard: 'removals-per-group' as const };
    const setup = leavingGroup(40, 13, { allow: { removals: 13 } });
    expect((await planFor({ ...setup, approvals: [{ ...guard, names: ['Devs'] }] })).held).toEqual([]);
    expect((await planFor({ ...setup, approvals: [{ ...guard, names: ['ops'] }] })).held).toHaveLength(13);
  });
});

describe('onTrip, and what depends on what is held', () => {
  it('stop: nothing at all is applied', async () => {
    const plan = await planFor(leavers(40, 1, 6, { onTrip: 'stop' }));
    expect(idsOf(plan)).toEqual([]);
    expect(plan.held).toHaveLength(7);
    expect(plan.held.find(({ change }) => change.id === 'deactivateUser id-p0')?.reason).toContain('onTrip: stop');
  });

  it('stop: nothing is taken up either, such as the link of somebody who was only matched', async () => {
    const unlinked = { links: staff(39).links };
    expect((await planFor(leavers(40, 1, 6, unlinked))).links).toHaveLength(1);
    expect((await planFor(leavers(40, 1, 6, { ...unlinked, onTrip: 'stop' }))).links).toEqual([]);
  });

  it('memberships of an account that is not made wait with it', async () => {
    const all = { syncs: [sync({ groups: { allUsers: ['all'] } })], groups: [targetGroup('all', [])], managed: [managed('all')] };
    const plan = await planFor(newcomers(9, 51, { ...all, allow: { 'additions-per-group': 51 } }));
    expect(idsOf(plan)).toEqual([]);
    expect(heldOf(plan, 'creations')).toHaveLength(102);
  });

  it('members of a group that is not made wait with it', async () => {
    const plan = await planFor({
      ...staff(1),
      pulled: pulled({ people: [person('p0')] }),
      syncs: [sync({ groups: { allUsers: ['all'] } })],
      everApplied: false,
    });
    expect(heldBy(plan).toSorted()).toEqual(['additions-per-group: addMember all id-p0', 'creations: createGroup all']);
  });

  it('the defaults are DESIGN’s', () => {
    expect(
      Object.fromEntries(
        Object.entries(DEFAULT_GUARDS).map(([name, one]) => [name, typeof one === 'number' ? one : [one.share, one.floor]]),
      ),
    ).toEqual({
      removals: [0.1, 10],
      'removals-per-group': [0.3, 10],
      deactivations: [0.05, 5],
      'stated-leavers': [0.2, 20],
      deletions: [0, 0],
      creations: [0.2, 50],
      updates: [0.2, 20],
      renames: [0.05, 5],
      'additions-per-group': [1, 50],
      emptiedGroupFrom: 5,
    });
  });
});

describe('what one guard counts, of what', () => {
  const none = { share: 0, floor: 0, perMs: 3_600_000 };
  const tight = { guards: { 'removals-per-group': none, deactivations: none, 'additions-per-group': none, creations: none } };

  it('neither what is only handed over nor what is deleted later ends somebody a second time', () => {
    const off = switchesOff('ann');
    const deletion: Change = { ...off, kind: 'deleteUser', id: 'deleteUser ann' };
    const check = (...changes: readonly Change[]) => deactivations.check(guardInput({ changes }, tight)).held;
    expect(check(handsOver('OPS', 'ann'))).toEqual([]);
    expect(check(deletion)).toEqual([]);
    expect(check(off, handsOver('OPS', 'bob'), deletion)).toMatchObject([
      { change: off, reason: expect.stringContaining('1 people who seem to have left; limit 0') },
    ]);
  });

  it('removals-per-group: one removal is enough to be called by the group’s name', () => {
    const { held } = removalsPerGroup.check(
      guardInput({ changes: [removes('Devs', 'ann')] }, { ...tight, groups: [targetGroup('Devs', ['ann', 'bob'])] }),
    );
    expect(held).toMatchObject([{ reason: '1 removals from Devs (50 % of 2); limit 0 (0 %, at least 0)' }]);
  });

  it('removals-per-group: of a group that the target does not show any more only the floor counts', () => {
    const gone = (count: number) => guardInput({ changes: names(count).map(name => removes('devs', name)) });
    expect(removalsPerGroup.check(gone(10)).held).toEqual([]);
    expect(removalsPerGroup.check(gone(11)).held[0]?.reason).toBe('11 removals from devs; limit 10 (30 %, at least 10)');
  });

  const joins = (special: Partial<GuardInput>, there: readonly string[] = []) =>
    additionsPerGroup
      .check(guardInput(special, { ...tight, groups: [targetGroup('Devs', there)] }))
      .held.map(({ reason }) => reason);

  it('additions-per-group: one is enough to be called by the group’s name, and a group that is new has no size', () => {
    expect(joins({ changes: [adds('Devs', 'ann')] }, ['bob', 'cid'])).toEqual([
      '1 additions to Devs (50 % of 2); limit 0 (0 %, at least 0)',
    ]);
    expect(joins({ changes: [adds(newGroup('Ops'), 'ann')] })).toEqual(['1 additions to Ops; limit 0 (0 %, at least 0)']);
  });

  it('additions-per-group: with what was added when the group was new, and written otherwise', () => {
    const applied = new Map([['additions-per-group', [adds(newGroup('DEVS'), 'bob')]] as const]);
    expect(joins({ changes: [adds('Devs', 'ann')], applied }, ['bob', 'cid'])).toEqual([
      '2 additions to Devs (200 % of 1), 1 of them in the last 1 h; limit 0 (0 %, at least 0)',
    ]);
    expect(joins({ changes: [adds('Devs', 'ann')], applied })).toEqual([
      '2 additions to Devs, 1 of them in the last 1 h; limit 0 (0 %, at least 0)',
    ]);
  });

  it('creations: where there was no group the number alone is told', () => {
    const group: Change = { kind: 'createGroup', id: 'createGroup ops', name: 'Ops', reasons: [] };
    const { held } = creations.check(guardInput({ changes: [group] }, tight));
    expect(held).toMatchObject([{ reason: '1 new groups; limit 0 (0 %, at least 0)' }]);
  });
});
