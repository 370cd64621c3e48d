import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  inactive,
  key,
  leads,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { adds, guardInput, handsOver, newcomer, newGroup, removes, switchesOff, switchesOn } from '../../../test/guarding.js';
import { heldBy, idsOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, sync } from '../../../test/rules.js';
import { accountId, targetGroupId } from '../../model/ids.js';
import type { GuardInput } from './guard.js';
import { seats, seatsFreedFirst } from './seats.js';

const pool = (remaining: number | undefined, groups = ['licensed']) => [
  { application: 'jira-software', groups: new Set(groups.map(targetGroupId)), remaining },
];
/** People who should be in `licensed`, and those who are. */
const company = (
  wanted: readonly string[],
  seated: readonly string[],
  remaining: number | undefined,
  more: Partial<Setup> = {},
): Setup => {
  const names = [...new Set([...wanted, ...seated])];
  return {
    pulled: pulled({ people: names.map(name => person(name)), groups: [sourceGroup('A', wanted)] }),
    syncs: [sync({ groups: { manual: [manual('A', 'licensed', { membership: 'managed' })] } })],
    accounts: names.map(name => account(name)),
    links: names.map(name => link(name)),
    groups: [targetGroup('licensed', seated), targetGroup('second', [])],
    managed: [managed('licensed', ['A']), managed('second', ['A'])],
    seats: pool(remaining),
    ...more,
  };
};

describe('seats', () => {
  it('holds what would take a seat that is not there: the last by name, never all', async () => {
    const plan = await planFor(company(['ann', 'bob', 'cid'], [], 2));
    expect(idsOf(plan)).toEqual(['addMember licensed id-ann', 'addMember licensed id-bob']);
    expect(plan.held).toMatchObject([
      {
        guard: 'seats',
        change: { id: 'addMember licensed id-cid' },
        reason: '3 people need a seat of jira-software, 2 are free',
      },
    ]);
  });

  it('who gets in otherwise, where the product tells, has a seat already: it takes none, and its end frees one', async () => {
    const accounts = ['ann', 'bob', 'cid'].map(name => account(name, { hasAccess: name === 'ann' }));
    const full = await planFor(company(['ann', 'bob'], [], 0, { accounts: accounts.slice(0, 2) }));
    expect(idsOf(full)).toEqual(['addMember licensed id-ann']);
    expect(heldBy(full)).toEqual(['seats: addMember licensed id-bob']);

    const changes = [switchesOff('ann'), adds('licensed', 'bob')];
    const input = guardInput({ changes }, { accounts, groups: [targetGroup('licensed', [])], seats: pool(0) });
    expect(seats.check(input).held).toEqual([]);
  });

  it('unlimited seats hold nothing', async () => {
    expect((await planFor(company(['ann', 'bob'], [], undefined))).held).toEqual([]);
  });

  it('who has a seat through another group of the application takes none', async () => {
    const setup = company(['ann'], [], 0, {
      seats: pool(0, ['licensed', 'second']),
      groups: [targetGroup('licensed', []), targetGroup('second', ['ann'])],
    });
    expect((await planFor(setup)).held).toEqual([]);
  });

  it('every way into the application waits with it', async () => {
    const rules = [sync({ groups: { manual: [manual('A', ['licensed', 'second'])] } })];
    const plan = await planFor(company(['ann', 'bob'], [], 1, { syncs: rules, seats: pool(1, ['licensed', 'second']) }));
    expect(heldBy(plan)).toEqual(['seats: addMember licensed id-bob', 'seats: addMember second id-bob']);
  });

  it('priority comes before the name', async () => {
    const high = sync({
      name: 'vip',
      priority: 9,
      users: { filter: expression('z', ({ login }) => login === 'zoe') },
      groups: { manual: [manual('A', 'licensed')] },
    });
    const setup = company(['ann', 'zoe'], [], 1);
    const plan = await planFor({ ...setup, syncs: [...(setup.syncs ?? []), high] });
    expect(heldBy(plan)).toEqual(['seats: addMember licensed id-ann']);
  });

  it('when the net fits, what frees seats goes first', async () => {
    const plan = await planFor(company(['ann'], ['bob'], 0));
    expect(plan.held).toEqual([]);
    expect(idsOf(plan)).toEqual(['removeMember licensed id-bob', 'addMember licensed id-ann']);
  });

  it('U4: also of inferred leavers, but never before what they lead is handed over', async () => {
    const filter = expression('!bob', ({ login }) => login !== 'bob');
    const leavers = { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const rules = [sync({ users: { filter, leavers }, groups: { manual: [manual('A', 'licensed')] } })];
    const plan = await planFor(
      company(['ann'], ['bob'], 0, { syncs: rules, responsibilities: [leads('OPS', 'bob', { kind: 'clear' })] }),
    );
    expect(idsOf(plan)).toEqual(['handOver project:OPS', 'deactivateUser id-bob', 'addMember licensed id-ann']);
  });

  it('a seat whose freeing is held is not free', async () => {
    const plan = await planFor(company(['ann'], ['bob'], 0, { protectUsers: ['bob'] }));
    expect(heldBy(plan)).toEqual(['protected: removeMember licensed id-bob', 'seats: addMember licensed id-ann']);
  });

  it('who is switched on again takes the seat of the groups that were kept', async () => {
    const setup = company([], ['ann'], 0, {
      accounts: [account('ann', { active: false })],
      links: [link('ann', { deactivatedAt: hoursBefore(9) })],
    });
    const additive = [sync({ groups: { manual: [manual('A', 'licensed', { membership: 'additive' })] } })];
    expect(heldBy(await planFor({ ...setup, syncs: additive }))).toEqual(['seats: reactivateUser id-ann']);
    const all = [...additive, sync({ name: 'all', priority: -1, groups: { allUsers: ['second'] } })];
    expect(heldBy(await planFor({ ...setup, syncs: all }))).toEqual([
      'seats: reactivateUser id-ann',
      'seats: addMember second id-ann',
    ]);
    const free = await planFor({ ...setup, syncs: additive, pulled: pulled({ people: [inactive('ann')] }) });
    expect(free.held).toEqual([]);
  });
});

describe('seats: who takes one, who frees one, and who neither', () => {
  /** `licensed` with ann and bob, and `second` with nobody; cid is switched off. */
  const target = {
    accounts: [...['ann', 'bob', 'dan', 'eve', 'fay'].map(name => account(name)), account('cid', { active: false })],
    groups: [targetGroup('licensed', ['ann', 'bob', 'cid']), targetGroup('second', [])],
  };
  const input = (remaining: number, changes: GuardInput['changes'], special: Partial<GuardInput> = {}): GuardInput =>
    guardInput({ changes, ...special }, { ...target, seats: pool(remaining, ['licensed', 'second', 'gone']) });
  const waiting = (remaining: number, changes: GuardInput['changes'], special: Partial<GuardInput> = {}) =>
    seats.check(input(remaining, changes, special)).held.map(({ change }) => change.id);

  it('the last by name wait, in whatever order the plan has them', () => {
    const three = [adds('licensed', 'fay'), adds('licensed', 'dan'), adds('licensed', 'eve')];
    for (const order of [three, three.toReversed()])
      expect(waiting(1, order)).toEqual(['addMember licensed eve', 'addMember licensed fay']);
  });

  it('an account that is nobody’s has the priority 0, and new people have that of their sync', () => {
    const priorities = new Map([
      [key('eve'), 1],
      [key('new'), 2],
    ]);
    const owners = new Map([[accountId('id-eve'), key('eve')]]);
    const three = [adds('licensed', 'dan'), adds('licensed', 'eve'), adds('licensed', newcomer('new'))];
    expect(waiting(2, three, { priorities, owners })).toEqual(['addMember licensed dan']);
    expect(waiting(1, three, { priorities, owners })).toEqual(['addMember licensed eve', 'addMember licensed dan']);
  });

  it('each new account takes one of its own', () => {
    const two = [adds('licensed', newcomer('xia')), adds('licensed', newcomer('yan'))];
    expect(waiting(1, two)).toEqual(['addMember licensed yan']);
    expect(waiting(2, two)).toEqual([]);
  });

  it('a group that is not made yet, or that the target does not show, gives none', () => {
    expect(waiting(0, [adds(newGroup('licensed'), 'dan')])).toEqual([]);
    expect(waiting(0, [adds('licensed', 'dan')])).toEqual(['addMember licensed dan']);
  });

  it('who is switched off takes none by a group, until switched on', () => {
    expect(waiting(0, [adds('second', 'cid')])).toEqual([]);
    expect(waiting(0, [adds('second', 'cid'), switchesOn('cid')])).toEqual(['addMember second cid', 'reactivateUser cid']);
  });

  it('a leaver without a seat neither takes nor frees one', () => {
    expect(waiting(1, [switchesOff('eve'), adds('licensed', 'dan')])).toEqual([]);
    expect(waiting(0, [switchesOff('eve'), adds('licensed', 'dan')])).toEqual(['addMember licensed dan']);
  });

  it('who goes from one group of the application to another keeps the seat', () => {
    const moving = [removes('licensed', 'ann'), adds('second', 'ann'), adds('licensed', 'dan')];
    expect(waiting(0, moving)).toEqual(['addMember licensed dan']);
  });

  it('U4: what frees a needed seat goes first, with what that leaver hands over, and nothing of anybody else', () => {
    const plan = [adds('licensed', 'dan'), removes('licensed', 'ann'), switchesOff('bob')];
    const handed = [handsOver('OPS', 'bob'), handsOver('DEV', 'eve')];
    expect([...seatsFreedFirst(input(0, [...plan, ...handed]))]).toEqual([
      'removeMember licensed ann',
      'deactivateUser bob',
      'handOver OPS',
    ]);
    expect([...seatsFreedFirst(input(1, [...plan, ...handed]))]).toEqual([]);
    const unlimited = guardInput({ changes: plan }, { ...target, seats: pool(undefined) });
    expect([...seatsFreedFirst(unlimited)]).toEqual([]);
  });
});
