import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  inactive,
  leads,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { heldBy, idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { manual, onTheFly, sync } from '../../../test/rules.js';
import { accountId, targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import type { LeaverRules } from '../../model/rules.js';

const DAY = 24;
const ending = (action: LeaverRules['action']) => [
  sync({ users: { leavers: { action, after: { reads: 2, atLeastMs: 0 }, deleteAfterMs: 30 * DAY * 3_600_000 } } }),
];
const gone: Setup = { pulled: pulled({ people: [inactive('ann')] }), accounts: [account('ann')], links: [link('ann')] };
const boss = { kind: 'account', username: 'boss' } as const;

describe('U3: what is deleted, and what is not', () => {
  const longOff: Setup = {
    ...gone,
    accounts: [account('ann', { active: false })],
    links: [link('ann', { deactivatedAt: hoursBefore(40 * DAY) })],
    allow: { deletions: 9 },
  };

  it('only where the config says delete, however long the account has been off', async () => {
    expect(idsOf(await planFor({ ...longOff, syncs: ending('delete') }))).toEqual(['deleteUser id-ann']);
    expect(idsOf(await planFor({ ...longOff, syncs: ending('deactivate') }))).toEqual([]);
  });

  it('nothing on a target that deletes nobody', async () => {
    const plan = await planFor({ ...longOff, syncs: ending('delete'), capabilities: { deleteUsers: false } });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
  });
});

describe('U4: whose things are handed over', () => {
  const two: Setup = {
    pulled: pulled({ people: [inactive('ann'), inactive('bob')] }),
    accounts: [account('ann'), account('bob')],
    links: [link('ann'), link('bob')],
    responsibilities: [leads('OPS', 'ann', boss), leads('DEV', 'bob', boss)],
  };

  it('each leaver’s own, with why the person leaves', async () => {
    const given = changesOf(await planFor(two)).flatMap(change =>
      change.kind === 'handOver' ? [[change.id, change.account.id, change.reasons]] : [],
    );
    const inactiveAt = { kind: 'inactive', source: 'okta', status: 'SUSPENDED' };
    expect(given).toEqual([
      ['handOver project:DEV', 'id-bob', [inactiveAt, { kind: 'leads', what: 'DEV' }]],
      ['handOver project:OPS', 'id-ann', [inactiveAt, { kind: 'leads', what: 'OPS' }]],
    ]);
  });

  it('also of those who are to be deleted in the end, and of legacy leavers', async () => {
    const ids = ['handOver project:DEV', 'handOver project:OPS', 'deactivateUser id-ann', 'deactivateUser id-bob'];
    expect(idsOf(await planFor({ ...two, syncs: ending('delete') }))).toEqual(ids);
    expect(idsOf(await planFor({ ...two, links: [], attended: true }))).toEqual(ids);
  });

  it('nobody’s who keeps the account, or loses memberships alone', async () => {
    for (const action of ['keep', 'removeGroups'] as const)
      expect(idsOf(await planFor({ ...two, syncs: ending(action) }))).toEqual([]);
  });

  it('what has no successor is told with the leaver, and only the leaver’s own switch-off waits', async () => {
    const none = { kind: 'none', why: 'nobody' } as const;
    const plan = await planFor({ ...two, responsibilities: [leads('OPS', 'ann', none), leads('DEV', 'bob', boss)] });
    expect(notesOf(plan, 'noSuccessor')).toMatchObject([{ login: 'ann', label: 'OPS', why: 'nobody' }]);
    expect(heldBy(plan)).toEqual(['no-successor: deactivateUser id-ann']);
  });
});

describe('U3: removeGroups', () => {
  const setup: Setup = { ...gone, syncs: ending('removeGroups'), managed: [managed('devs')], ledger: [granted('devs', 'ann')] };

  it('takes only what is known to be there', async () => {
    expect(idsOf(await planFor({ ...setup, groups: [targetGroup('devs', ['ann'])] }))).toEqual(['removeMember devs id-ann']);
    expect(idsOf(await planFor({ ...setup, groups: [targetGroup('devs', ['bob'])] }))).toEqual([]);
    const unknown = { ...targetGroup('devs', []), members: { kind: 'unknown', why: 'page 2' } } as const;
    for (const groups of [[], [unknown]]) expect(idsOf(await planFor({ ...setup, groups }))).toEqual([]);
  });

  it('G9: one that was learned to come through nesting is told', async () => {
    const fact = { kind: 'nestedMember', group: targetGroupId('devs'), account: accountId('id-ann') } as const;
    const plan = await planFor({
      ...setup,
      groups: [targetGroup('devs', ['ann'])],
      facts: [{ fact, learnedAt: hoursBefore(1) }],
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers')).toMatchObject([{ group: 'devs', accounts: ['ann'] }]);
  });
});

describe('orphans: what is deleted, emptied, and told', () => {
  const flying = (groups: object) => [sync({ groups: { onTheFly: [onTheFly('atl-.*')], ...groups } })];
  const names = ['zoe', 'ann', 'bob'];
  const orphan: Setup = {
    pulled: pulled({ people: names.map(name => person(name)) }),
    accounts: names.map(name => account(name)),
    links: names.map(name => link(name)),
    groups: [targetGroup('atl-X', ['zoe', 'ann', 'nobody'], { id: targetGroupId('atl-x') })],
    managed: [managed('atl-x', ['atl-x'], { how: 'made' })],
    ledger: ['zoe', 'ann', 'bob'].map(name => granted('atl-x', name, ['staff onTheFly 1'])),
    allow: { deletions: 9, 'emptied-group': 9 },
    attended: true,
  };

  it('a deletion says who was in it: what undo would give back (A8)', async () => {
    expect(changesOf(await planFor({ ...orphan, syncs: flying({ orphans: 'delete' }) }))).toMatchObject([
      { kind: 'deleteGroup', members: [{ id: 'id-zoe' }, { id: 'id-ann' }], reasons: [{ kind: 'orphan', name: 'atl-X' }] },
    ]);
  });

  it('nothing is deleted where the target deletes no groups', async () => {
    const plan = await planFor({ ...orphan, syncs: flying({ orphans: 'delete' }), capabilities: { deleteGroups: false } });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
  });

  it('emptied: of what was granted only who is there now', async () => {
    expect(idsOf(await planFor({ ...orphan, syncs: flying({ orphans: 'empty' }) }))).toEqual([
      'removeMember atl-x id-ann',
      'removeMember atl-x id-zoe',
    ]);
  });

  it('G10: one that is read-only is told, and left', async () => {
    const groups = [targetGroup('atl-x', ['ann'], { readOnly: 'synced' })];
    for (const orphans of ['empty', 'delete'] as const) {
      const plan = await planFor({ ...orphan, groups, syncs: flying({ orphans }) });
      expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
      expect(notesOf(plan, 'orphanGroup')).toHaveLength(1);
    }
    const revoke = flying({ onRetire: 'revoke' });
    const ledger = [granted('atl-x', 'ann', ['staff old'])];
    expect(idsOf(await planFor({ ...orphan, groups, ledger, syncs: revoke }))).toEqual([]);
  });

  it('R1: one whose members could not be read loses nobody', async () => {
    const groups = [{ ...targetGroup('atl-x', []), members: { kind: 'unknown', why: 'page 2' } } as const];
    expect(idsOf(await planFor({ ...orphan, groups, syncs: flying({ orphans: 'empty' }) }))).toEqual([]);
    expect(changesOf(await planFor({ ...orphan, groups, syncs: flying({ orphans: 'delete' }) }))[0]).not.toHaveProperty(
      'members',
    );
  });

  it('G9: who may be there only through nesting is told by name', async () => {
    const plan = await planFor({ ...orphan, syncs: flying({ orphans: 'empty' }), capabilities: { directMembers: false } });
    expect(notesOf(plan, 'nestedMembers')).toEqual([{ kind: 'nestedMembers', group: 'atl-X', accounts: ['ann', 'zoe'] }]);
  });

  it('G11: what rules that are gone granted is told apart from what is left, each rule once', async () => {
    const by = (name: string, ...rules: readonly string[]) => granted('atl-x', name, rules);
    const ledger = [by('zoe', 'staff z', 'staff b'), by('ann', 'staff z'), by('bob', 'staff onTheFly 1')];
    const kept = await planFor({ ...orphan, ledger, syncs: flying({}) });
    expect(notesOf(kept, 'retired')).toEqual([
      { kind: 'retired', rules: ['staff b', 'staff z'], memberships: 2, group: 'atl-X' },
    ]);
    expect(notesOf(kept, 'orphanGroup')).toMatchObject([{ members: 1 }]);
    const all = await planFor({ ...orphan, ledger: ledger.slice(0, 2), syncs: flying({ onRetire: 'revoke' }) });
    expect(notesOf(all, 'retired')).toMatchObject([{ memberships: 2 }]);
    expect(notesOf(all, 'orphanGroup')).toEqual([]);
  });

  it('who is no longer linked keeps what is there', async () => {
    const syncs = [sync({ users: { match: ['displayName'] }, groups: { onTheFly: [onTheFly('atl-.*')], orphans: 'empty' } })];
    const accounts = names.map(name => account(name, { displayName: 'unlike' }));
    const plan = await planFor({ ...orphan, pulled: pulled({ people: [] }), accounts, links: [], syncs });
    expect(idsOf(plan)).toEqual([]);
  });

  it('a group that a rule maps to under another case is no orphan', async () => {
    const syncs = [sync({ groups: { manual: [manual('A', 'ATL-x')], orphans: 'delete' } })];
    const plan = await planFor({ ...orphan, syncs, pulled: pulled({ people: [], groups: [sourceGroup('A', [])] }) });
    expect(notesOf(plan, 'orphanGroup')).toEqual([]);
  });
});
