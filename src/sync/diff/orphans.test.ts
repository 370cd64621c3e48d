import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  inactive,
  key,
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

const NAMES = ['ann', 'bob'];
const there: Setup = {
  pulled: pulled({ people: NAMES.map(name => person(name)) }),
  accounts: NAMES.map(name => account(name)),
  links: NAMES.map(name => link(name)),
  attended: true,
};
const flying = (groups: SyncText['groups'] = {}) => [sync({ groups: { onTheFly: [onTheFly('atl-.*')], ...groups } })];
const made = { managed: [managed('atl-x', ['atl-x'], { how: 'made' })], groups: [targetGroup('atl-x', ['ann', 'bob'])] };
const byRule = (name: string) => granted('atl-x', name, ['staff onTheFly 1']);

describe('orphans: groups rollcall made, and no rule makes any more', () => {
  const orphan: Setup = { ...there, ...made, ledger: [byRule('ann')] };

  it('keep: is told, and left', async () => {
    const plan = await planFor({ ...orphan, syncs: flying() });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'orphanGroup')).toEqual([{ kind: 'orphanGroup', group: 'atl-x', members: 1 }]);
  });

  it('empty: loses what rollcall granted, and nobody else', async () => {
    expect(idsOf(await planFor({ ...orphan, syncs: flying({ orphans: 'empty' }) }))).toEqual(['removeMember atl-x id-ann']);
  });

  it('delete: is held by the guard on deletions', async () => {
    const plan = await planFor({ ...orphan, syncs: flying({ orphans: 'delete' }) });
    expect(heldBy(plan)).toEqual(['deletions: deleteGroup atl-x']);
  });

  it('one sync that keeps is enough', async () => {
    const both = [...flying({ orphans: 'delete' }), sync({ name: 'second' })];
    expect(heldBy(await planFor({ ...orphan, syncs: both }))).toEqual([]);
  });

  it('G6: an adopted group that no rule maps to is never touched', async () => {
    const adopted = { ...orphan, managed: [managed('atl-x', ['atl-x'])] };
    for (const orphans of ['empty', 'delete'] as const)
      expect(idsOf(await planFor({ ...adopted, syncs: flying({ orphans }) }))).toEqual([]);
  });

  it('§2: while a source is unread nobody knows which groups its rules would make', async () => {
    const plan = await planFor({ ...orphan, pulled: unread(), syncs: flying({ orphans: 'delete' }) });
    expect([...idsOf(plan), ...heldBy(plan), ...notesOf(plan, 'orphanGroup')]).toEqual([]);
  });

  it('U2, U3: who is in grace, unknown or gone keeps the membership', async () => {
    const people = [inactive('ann'), person('bob', { standing: { kind: 'pending', status: 'STAGED' } })];
    const syncs = flying({ orphans: 'empty' });
    const ledger = NAMES.map(byRule);
    expect(idsOf(await planFor({ ...orphan, ledger, syncs, pulled: pulled({ people }) }))).toEqual(['deactivateUser id-ann']);
    const filter = expression('false', () => false);
    const dropped = syncs.map(one => ({ ...one, users: { ...one.users, filter } }));
    expect(idsOf(await planFor({ ...orphan, ledger, syncs: dropped }))).toEqual([]);
  });

  it('G9: where direct members cannot be told, removals are reported', async () => {
    const plan = await planFor({ ...orphan, syncs: flying({ orphans: 'empty' }), capabilities: { directMembers: false } });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers')).toMatchObject([{ accounts: ['ann'] }]);
  });

  it('G9: who was learned to be there through nesting is told, and not removed', async () => {
    const fact = { kind: 'nestedMember', group: targetGroupId('atl-x'), account: accountId('id-ann') } as const;
    const facts = [{ fact, learnedAt: hoursBefore(1) }];
    const plan = await planFor({ ...orphan, facts, syncs: flying({ orphans: 'empty' }) });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'nestedMembers')).toMatchObject([{ accounts: ['ann'] }]);
  });

  it('G7: what new users once were given stays', async () => {
    const plan = await planFor({
      ...orphan,
      ledger: [granted('atl-x', 'ann', ['defaults.newUsers'])],
      syncs: flying({ orphans: 'empty', onRetire: 'revoke' }),
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'retired')).toEqual([]);
  });
});

describe('G11: a rule that is gone from the config', () => {
  const byGone = (name: string, rule: string) => granted('atl-x', name, [rule]);
  const retired = (rule: string, groups: SyncText['groups'] = {}): Setup => ({
    ...there,
    ...made,
    ledger: [byGone('ann', rule)],
    syncs: flying(groups),
  });

  it('keep: what it granted is listed and stays, also where another rule still makes the group', async () => {
    for (const pulledNow of [
      there.pulled,
      pulled({ people: NAMES.map(name => person(name)), groups: [sourceGroup('atl-x', ['bob'])] }),
    ]) {
      const plan = await planFor({ ...retired('staff manual 7'), pulled: pulledNow });
      expect(idsOf(plan)).toEqual([]);
      expect(notesOf(plan, 'retired')).toEqual([{ kind: 'retired', rules: ['staff manual 7'], memberships: 1, group: 'atl-x' }]);
    }
  });

  it('revoke: it is taken away', async () => {
    expect(idsOf(await planFor(retired('staff manual 7', { onRetire: 'revoke' })))).toEqual(['removeMember atl-x id-ann']);
  });

  it('a sync’s own onRetire counts: nobody else’s revokes, and a sync that is gone keeps', async () => {
    expect(idsOf(await planFor(retired('contractors manual 1', { onRetire: 'revoke' })))).toEqual([]);
    const both = [...flying({ onRetire: 'revoke' }), sync({ name: 'second' })];
    expect(idsOf(await planFor({ ...retired('second manual 7'), syncs: both }))).toEqual([]);
  });

  it('a retired source ends nobody’s account, and takes nothing from its people', async () => {
    const old = providerId('old-idp');
    const plan = await planFor({
      ...there,
      syncs: [sync({ groups: { manual: [manual('A', 'devs', { membership: 'managed' })] } })],
      pulled: pulled({ people: [], groups: [sourceGroup('A', [])] }),
      links: NAMES.map(name => link(name, { person: key(name, old) })),
      groups: [targetGroup('devs', NAMES)],
      managed: [managed('devs', ['A'])],
      ledger: NAMES.map(name => granted('devs', name)),
    });
    expect([...idsOf(plan), ...heldBy(plan)]).toEqual([]);
  });
});
