import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
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
import { applied, heldBy, idsOf, memoryTarget, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, type SyncText, sync } from '../../../test/rules.js';
import { syncName } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import type { LeaverRules } from '../../model/rules.js';

const DAY = 24;
const rules = (leavers: Partial<LeaverRules> = {}, text: SyncText = {}) =>
  sync({
    ...text,
    users: {
      ...text.users,
      leavers: {
        action: 'deactivate',
        after: { reads: 2, atLeastMs: DAY * 3_600_000 },
        deleteAfterMs: 30 * DAY * 3_600_000,
        ...leavers,
      },
    },
  });
const gone = pulled({ people: [inactive('ann')] });
const leaving: Setup = { pulled: gone, accounts: [account('ann')], links: [link('ann')] };
const staffOnly = expression('staff', ({ attributes }) => attributes.staff === true);

describe('U2: leavers', () => {
  it('stated ones act at once, with the source’s own reason', async () => {
    const plan = await planFor(leaving);
    expect(changesOf(plan)).toMatchObject([
      { kind: 'deactivateUser', leaver: 'stated', reasons: [{ kind: 'inactive', source: 'okta', status: 'SUSPENDED' }] },
    ]);
  });

  const dropped: Setup = {
    ...leaving,
    pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', ['ann'])] }),
    syncs: [rules({}, { users: { filter: staffOnly }, groups: { manual: [manual('A', 'devs')] } })],
    accounts: [account('ann', { displayName: 'Old' })],
    groups: [targetGroup('devs', ['ann'])],
    managed: [managed('devs', ['A'])],
    ledger: [granted('devs', 'ann')],
  };
  const seen = (reads: number, hours: number) => [
    { person: key('ann'), sync: syncName('staff'), since: hoursBefore(hours), reads, why: '' },
  ];

  it('inferred ones wait in grace, and all that is last known of them stays as it is', async () => {
    const plan = await planFor({ ...dropped, sightings: seen(1, DAY) });
    expect(idsOf(plan)).toEqual([]);
    expect(plan.ledger).toEqual({ add: [], drop: [] });
    expect(notesOf(plan, 'inGrace')).toMatchObject([{ person: key('ann'), reads: 1 }]);
  });

  it('inferred ones act when the grace is over, in reads and in time', async () => {
    expect(changesOf(await planFor({ ...dropped, sightings: seen(2, DAY) }))).toMatchObject([
      { kind: 'deactivateUser', leaver: 'inferred' },
    ]);
    expect(idsOf(await planFor({ ...dropped, sightings: seen(9, DAY - 1) }))).toEqual([]);
  });

  it('a membership that ends while its person is still there acts at once', async () => {
    const left = pulled({ people: [person('ann', { displayName: 'Old' })], groups: [sourceGroup('A', [])] });
    const plan = await planFor({ ...dropped, pulled: left, syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })] });
    expect(idsOf(plan)).toEqual(['removeMember devs id-ann']);
  });
});

describe('U3: what becomes of the account', () => {
  const grants: Setup = {
    ...leaving,
    groups: [targetGroup('devs', ['ann']), targetGroup('own', ['ann'])],
    managed: [managed('devs'), managed('own')],
    ledger: [granted('devs', 'ann')],
  };

  it('keep: nothing', async () => {
    expect(idsOf(await planFor({ ...grants, syncs: [rules({ action: 'keep' })] }))).toEqual([]);
  });

  it('removeGroups: the ledger’s memberships, and no others', async () => {
    const { plan, next } = await applied({ ...grants, syncs: [rules({ action: 'removeGroups' })] });
    expect(changesOf(plan)).toMatchObject([{ id: 'removeMember devs id-ann', leaver: 'stated' }]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('removeGroups: also in a group that no rule names, and that was never taken up', async () => {
    const granted: Setup = { ...grants, managed: [], syncs: [rules({ action: 'removeGroups' })] };
    const plan = await planFor({ ...granted, attended: true });
    expect(changesOf(plan)).toMatchObject([{ id: 'removeMember devs id-ann', leaver: 'stated' }]);
    expect(heldBy(await planFor({ ...granted, attended: false }))).toEqual(['adoption: removeMember devs id-ann']);
  });

  it('removeGroups: one through nesting, or that the target cannot tell, is reported', async () => {
    const plan = await planFor({ ...grants, syncs: [rules({ action: 'removeGroups' })], capabilities: { directMembers: false } });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers')).toMatchObject([{ group: 'devs', accounts: ['ann'] }]);
  });

  it('deactivate: switched off, memberships stay and come back with the person', async () => {
    const toDevs = [rules({}, { groups: { manual: [manual('A', 'devs')] } })];
    const groups = [sourceGroup('A', ['ann'])];
    const off = await applied({ ...grants, syncs: toDevs, pulled: pulled({ people: [inactive('ann')], groups }) });
    expect(idsOf(off.plan)).toEqual(['deactivateUser id-ann']);
    const on = await applied({ ...off.next, pulled: pulled({ people: [person('ann')], groups }) });
    expect(idsOf(on.plan)).toEqual(['reactivateUser id-ann']);
  });

  const off = {
    ...leaving,
    accounts: [account('ann', { active: false })],
    syncs: [rules({ action: 'delete' })],
    allow: { deletions: 1 },
  };

  it('delete: deactivated first, deleted after a time of its own', async () => {
    expect(idsOf(await planFor({ ...leaving, syncs: [rules({ action: 'delete' })], allow: { deletions: 1 } }))).toEqual([
      'deactivateUser id-ann',
    ]);
    const since = (hours: number) => [link('ann', { deactivatedAt: hoursBefore(hours) })];
    expect(idsOf(await planFor({ ...off, links: since(30 * DAY) }))).toEqual(['deleteUser id-ann']);
    expect(idsOf(await planFor({ ...off, links: since(30 * DAY - 1) }))).toEqual([]);
  });

  it('delete: never what somebody else switched off', async () => {
    expect(idsOf(await planFor(off))).toEqual([]);
  });

  it('on a product that cannot switch off, all access of a leaver is revoked, and counts as one leaver', async () => {
    const plan = await planFor({ ...leaving, capabilities: { ending: 'revokeAccess' } });
    expect(changesOf(plan)).toEqual([expect.objectContaining({ kind: 'deactivateUser', by: 'revokeAccess' })]);
  });

  it('C4: the owner’s action counts', async () => {
    const both = [rules({ action: 'keep' }, { name: 'first' }), rules({}, { name: 'second' })];
    expect(idsOf(await planFor({ ...leaving, syncs: both, links: [link('ann', { owner: syncName('second') })] }))).toEqual([
      'deactivateUser id-ann',
    ]);
    expect(idsOf(await planFor({ ...leaving, syncs: both, links: [link('ann', { owner: syncName('first') })] }))).toEqual([]);
  });
});

describe('U4: what a leaver leads', () => {
  const to = { kind: 'account', username: 'boss' } as const;
  const none = { kind: 'none', why: '`leads.project` is not set' } as const;

  it('is handed over, as changes of their own, before the switch-off', async () => {
    const plan = await planFor({ ...leaving, responsibilities: [leads('OPS', 'ann', to)] });
    expect(plan.stages.filter(({ changes }) => changes.length > 0).map(({ name, changes }) => [name, changes[0]?.id])).toEqual([
      ['hand over for stated leavers', 'handOver project:OPS'],
      ['end stated leavers', 'deactivateUser id-ann'],
    ]);
  });

  const stuck: Setup = { ...leaving, responsibilities: [leads('OPS', 'ann', none), leads('DEV', 'ann', to)] };

  it('without a successor access is cut all the same, and only the switch-off waits, reported', async () => {
    const { plan, next, actual } = await applied(stuck);
    expect(idsOf(plan)).toEqual(['handOver project:DEV', 'cutAccess id-ann']);
    expect(heldBy(plan)).toEqual(['no-successor: deactivateUser id-ann']);
    expect(notesOf(plan, 'noSuccessor')).toMatchObject([{ label: 'OPS', why: '`leads.project` is not set' }]);
    expect(
      idsOf(await planFor({ ...next, target: memoryTarget({ responsibilities: [leads('OPS', 'ann', none)] }, actual) })),
    ).toEqual([]);
  });

  it('who came back meanwhile is cut off again when they leave again', async () => {
    const cut = await applied(stuck);
    const back = await applied({ ...cut.next, pulled: pulled({ people: [person('ann')] }) });
    expect(await back.store.links(back.plan.target)).toMatchObject([{ accessCutAt: undefined }]);
    expect(idsOf(await planFor({ ...back.next, pulled: gone }))).toContain('cutAccess id-ann');
  });

  it('a leaver who is kept back hands nothing over', async () => {
    const plan = await planFor({ ...leaving, protectUsers: ['ann'], responsibilities: [leads('OPS', 'ann', to)] });
    expect(idsOf(plan)).toEqual([]);
    expect(heldBy(plan).toSorted()).toEqual(['protected: deactivateUser id-ann', 'protected: handOver project:OPS']);
  });
});
