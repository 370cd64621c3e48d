import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  inactive,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../../test/directories.js';
import { heldBy, idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, onTheFly, type SyncText, sync } from '../../../test/rules.js';
import { accountId, providerId, targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';

const NAMES = ['ann', 'bob'];
const flying = (groups: SyncText['groups'] = {}) =>
  sync({ groups: { onTheFly: [onTheFly('atl-.*')], exclusive: true, ...groups } });

/** ann and bob are linked and wanted; `old` is a group of ours that no rule maps to, and both are in it. */
const there: Setup = {
  pulled: pulled({ people: NAMES.map(name => person(name)) }),
  accounts: [...NAMES, 'stranger'].map(name => account(name)),
  links: NAMES.map(name => link(name)),
  groups: [targetGroup('old', [...NAMES, 'stranger'])],
  managed: [managed('old')],
  syncs: [flying()],
  attended: true,
};
const bothLeave = NAMES.map(name => `removeMember old id-${name}`);

describe('G6: exclusive', () => {
  it('whom the sync owns leaves a group of ours that no rule maps to, whoever gave the membership; nobody else does', async () => {
    const plan = await planFor({ ...there, ledger: [granted('old', 'ann', ['staff onTheFly 1'])] });

    expect(idsOf(plan)).toEqual(bothLeave);
    expect(changesOf(plan).flatMap(({ reasons }) => reasons)).toEqual([
      { kind: 'exclusive', sync: 'staff' },
      { kind: 'exclusive', sync: 'staff' },
    ]);
  });

  it('is off unless the config says so: a group that no rule maps to is never touched', async () => {
    expect(idsOf(await planFor({ ...there, syncs: [flying({ exclusive: false })] }))).toEqual([]);
  });

  it('also a group that rollcall made, which itself is kept (orphans: keep)', async () => {
    const made = { ...there, managed: [managed('old', ['atl-old'], { how: 'made' })] };

    expect(idsOf(await planFor(made))).toEqual(bothLeave);
  });

  it('a group that is not ours is left alone, whoever is in it', async () => {
    expect(idsOf(await planFor({ ...there, managed: [] }))).toEqual([]);
  });

  it('a group that a rule maps to keeps the mode of that rule: additive never removes', async () => {
    const groups = { manual: [manual('A', 'OLD', { membership: 'additive' })] };
    const people = { people: NAMES.map(name => person(name)), groups: [sourceGroup('A', [])] };

    expect(idsOf(await planFor({ ...there, syncs: [flying(groups)], pulled: pulled(people) }))).toEqual([]);
  });

  it('nor is one left whose only rule is unmet, or a default for new users', async () => {
    for (const groups of [{ manual: [manual('Missing', 'old')] }, { newUsers: ['old'] }])
      expect(idsOf(await planFor({ ...there, syncs: [flying(groups)] }))).toEqual([]);
  });

  it('protected and privileged groups aside, under whatever letters', async () => {
    expect(idsOf(await planFor({ ...there, protectGroups: ['old'] }))).toEqual([]);
    expect(idsOf(await planFor({ ...there, administratorGroups: ['\uff4fld'] }))).toEqual([]);
    expect(heldBy(await planFor({ ...there, protectGroups: ['old'] }))).toEqual([]);
  });

  it('so are ignored groups, protected users and ourselves', async () => {
    expect(idsOf(await planFor({ ...there, ignoreGroups: ['old'] }))).toEqual([]);
    const withUs = {
      ...there,
      groups: [targetGroup('old', [...NAMES, 'rollcall'])],
      links: [...NAMES, 'rollcall'].map(n => link(n)),
    };
    const plan = await planFor({
      ...withUs,
      pulled: pulled({ people: [...NAMES, 'rollcall'].map(name => person(name)) }),
      protectUsers: ['bob'],
    });
    expect(idsOf(plan)).toEqual(['removeMember old id-ann']);
    expect(heldBy(plan)).toEqual([]);
  });

  it('G10: a read-only group is told, and nothing is planned on it', async () => {
    const plan = await planFor({ ...there, groups: [targetGroup('old', NAMES, { readOnly: 'kept in LDAP' })] });

    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'readOnlyGroup')).toEqual([{ kind: 'readOnlyGroup', group: 'old', why: 'kept in LDAP' }]);
  });

  it('G9: who may be there only through nesting is told, once, and not removed', async () => {
    const orphaned = { managed: [managed('old', [], { how: 'made' })], ledger: [granted('old', 'ann', ['staff onTheFly 1'])] };
    const plan = await planFor({
      ...there,
      ...orphaned,
      syncs: [flying({ orphans: 'empty' })],
      capabilities: { directMembers: false },
    });

    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers').flatMap(({ accounts }) => accounts)).toEqual(['ann', 'bob']);
  });

  it('G7: what new users once were given stays', async () => {
    expect(idsOf(await planFor({ ...there, ledger: [granted('old', 'ann', ['defaults.newUsers'])] }))).toEqual([
      'removeMember old id-bob',
    ]);
  });

  it('U2, U3: who left, is in grace or is unknown keeps the membership', async () => {
    const people = [inactive('ann'), person('bob', { standing: { kind: 'pending', status: 'STAGED' } })];
    expect(idsOf(await planFor({ ...there, pulled: pulled({ people }) }))).toEqual(['deactivateUser id-ann']);
    const dropping = sync({ users: { filter: expression('false', () => false) }, groups: { exclusive: true } });
    expect(idsOf(await planFor({ ...there, syncs: [dropping] }))).toEqual([]);
  });

  it('§2: while a source of the target is unread nobody leaves anything', async () => {
    const hr = sync({ name: 'hr', from: 'hr' });
    const both = { ...there, syncs: [flying(), hr], providers: { hr: providerId('hr.example.com') } };
    const read = pulled({ people: NAMES.map(name => person(name)) });
    expect(idsOf(await planFor({ ...both, pulled: [read, unread('hr')] }))).toEqual([]);
    expect(idsOf(await planFor({ ...there, pulled: unread() }))).toEqual([]);
  });

  it('R1: a group whose members could not be read is told, and only where anybody might leave it', async () => {
    const unreadGroup = { ...there, groups: [targetGroup('old', [], { members: { kind: 'unknown', why: 'page 2 failed' } })] };
    const plan = await planFor(unreadGroup);
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownGroup')).toEqual([{ kind: 'unknownGroup', group: 'old', why: 'page 2 failed' }]);
    const notExclusive = await planFor({ ...unreadGroup, syncs: [flying({ exclusive: false })] });
    expect(notesOf(notExclusive, 'unknownGroup')).toEqual([]);
  });

  it('C4: the owner’s sync decides; whom another sync owns, or might, stays', async () => {
    const hr = (priority: number, users: SyncText['users'] = {}) => sync({ name: 'hr', priority, users });
    expect(idsOf(await planFor({ ...there, syncs: [flying(), hr(1)] }))).toEqual([]);
    expect(idsOf(await planFor({ ...there, syncs: [flying(), hr(-1)] }))).toEqual(bothLeave);
    const fails = expression('fails', (): boolean => {
      throw new Error('it fails');
    });
    expect(idsOf(await planFor({ ...there, syncs: [flying(), hr(1, { filter: fails })] }))).toEqual([]);
  });

  it('G11: a rule that is gone, and whose grants are kept, still speaks for the group', async () => {
    const ledger = [granted('old', 'ann', ['staff manual 7'])];
    expect(idsOf(await planFor({ ...there, ledger }))).toEqual([]);
    expect(idsOf(await planFor({ ...there, ledger, syncs: [flying({ onRetire: 'revoke' })] }))).toEqual(bothLeave);
  });

  it('a group that is to be deleted is not emptied first', async () => {
    const plan = await planFor({
      ...there,
      managed: [managed('old', [], { how: 'made' })],
      syncs: [flying({ orphans: 'delete' })],
    });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual(['deletions: deleteGroup old']);
  });

  it('a name that the target stores otherwise is mapped all the same', async () => {
    const groups = { manual: [manual('A', ' old ', { membership: 'additive' })] };
    const read = pulled({ people: NAMES.map(name => person(name)), groups: [sourceGroup('A', NAMES)] });
    const plan = await planFor({ ...there, syncs: [flying({ ...groups, orphans: 'delete' })], pulled: read });
    expect([...idsOf(plan), ...heldBy(plan), ...notesOf(plan, 'orphanGroup')]).toEqual([]);
  });

  it('is counted by the guards like any other removal, and never empties a group unasked', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `p${at}`);
    const plan = await planFor({
      ...there,
      attended: false,
      pulled: pulled({ people: many.map(name => person(name)) }),
      accounts: many.map(name => account(name)),
      links: many.map(name => link(name)),
      groups: [targetGroup('old', many)],
    });
    expect(idsOf(plan)).toEqual([]);
    expect(new Set(plan.held.map(({ guard }) => guard))).toEqual(new Set(['removals', 'removals-per-group']));
  });

  it('C4: a member whose account nobody knows, or nobody holds, is passed by; nothing is told where nothing is odd', async () => {
    const plan = await planFor({ ...there, groups: [targetGroup('old', ['ghost', 'stranger', ...NAMES])] });
    expect(idsOf(plan)).toEqual(bothLeave);
    expect(notesOf(plan, 'nestedMembers')).toEqual([]);
  });

  it('G9: whom it may not take out is told by name, for each group', async () => {
    const groups = [targetGroup('old', ['bob', 'ann']), targetGroup('older', ['bob', 'ann'])];
    const both = { ...there, groups, managed: [managed('old'), managed('older')], capabilities: { directMembers: false } };
    expect(notesOf(await planFor(both), 'nestedMembers')).toEqual([
      { kind: 'nestedMembers', group: 'old', accounts: ['ann', 'bob'] },
      { kind: 'nestedMembers', group: 'older', accounts: ['ann', 'bob'] },
    ]);
  });

  it('G9: who was learned to be there through nesting is told, and not removed; the others leave', async () => {
    const fact = { kind: 'nestedMember', group: targetGroupId('old'), account: accountId('id-ann') } as const;
    const plan = await planFor({ ...there, facts: [{ fact, learnedAt: hoursBefore(1) }] });
    expect(idsOf(plan)).toEqual(['removeMember old id-bob']);
    expect(notesOf(plan, 'nestedMembers')).toEqual([{ kind: 'nestedMembers', group: 'old', accounts: ['ann'] }]);
  });

  it('a read-only group that nobody would leave is not told', async () => {
    const groups = [targetGroup('old', ['stranger'], { readOnly: 'synced' })];
    expect(notesOf(await planFor({ ...there, groups }), 'readOnlyGroup')).toEqual([]);
  });
});
