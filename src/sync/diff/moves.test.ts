import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  JIRA,
  key,
  link,
  managed,
  NOW,
  OKTA,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { switchesOff } from '../../../test/guarding.js';
import { memoryStore } from '../../../test/memory-store.js';
import { applied, heldBy, idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { LOOSE_GUARDS, manual, onTheFly, type SyncText, sync } from '../../../test/rules.js';
import { accountId, providerId, runId, targetGroupId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
import type { ManagedGroup } from '../../state/store.js';
import { offboardKey } from '../pins.js';

const moving = (groups: SyncText['groups'] = {}) => [
  sync({ groups: { onTheFly: [onTheFly('.*')], onRename: 'move', ...groups } }),
];
const people = ['ann', 'bob', 'cid'].map(login => person(login));
/** The source's group A is called B now; ann is in it. */
const renamed = pulled({ people, groups: [sourceGroup('B', ['ann'], 'g-A')] });

/** `a` was made from A: ann has it from the rule; bob and the stranger were put there by hand; cid had it from the rule, and left. */
const setup = (groups: SyncText['groups'] = {}): Setup => ({
  ...{ attended: true, guards: LOOSE_GUARDS, syncs: moving(groups), pulled: renamed },
  accounts: ['ann', 'bob', 'cid', 'stranger'].map(name => account(name)),
  links: ['ann', 'bob', 'cid'].map(login => link(login)),
  groups: [targetGroup('a', ['ann', 'bob', 'cid', 'stranger'])],
  managed: [managed('a', ['A'], { how: 'made' })],
  ledger: [granted('a', 'ann', ['staff onTheFly 1']), granted('a', 'cid', ['staff onTheFly 1'])],
});
const membersOf = (found: Awaited<ReturnType<typeof applied>>['actual'], name: string) => {
  const members = [...found.groups.values()].find(group => group.name === name)?.members;
  return members?.kind === 'read' ? [...members.ids].toSorted() : undefined;
};

describe('G8: onRename: move', () => {
  it('makes the group of the new name, takes along who is in the old one, and takes nobody out of that', async () => {
    const { plan, actual } = await applied(setup());

    expect(idsOf(plan)).toEqual(['createGroup b', 'addMember b id-ann', 'addMember b id-bob', 'addMember b id-stranger']);
    expect(notesOf(plan, 'movedGroup')).toEqual([{ kind: 'movedGroup', group: 'a', to: 'B', was: 'A', now: 'B' }]);
    expect(membersOf(actual, 'a')).toEqual(['id-ann', 'id-bob', 'id-cid', 'id-stranger']);
    const copied = changesOf(plan).find(({ id }) => id === 'addMember b id-bob');
    expect(copied?.reasons).toEqual([{ kind: 'sourceRenamed', from: 'A', to: 'B' }]);
  });

  it.each(['additive', 'granted', 'managed', 'strict'] as const)('then is at rest, in a %s group', async membership => {
    const { next } = await applied(setup({ membership }));
    const second = await applied(next);
    expect(idsOf(second.plan)).toEqual([]);
    expect(idsOf(await planFor(second.next))).toEqual([]);
  });

  it('leaves behind whom the rules would take out of the old group, or of the new one', async () => {
    const strict = idsOf(await planFor(setup({ membership: 'strict' })));
    expect(strict).toEqual(['createGroup b', 'addMember b id-ann']);
    const by = idsOf(await planFor(setup({ membership: 'managed' })));
    expect(by).toEqual(['createGroup b', 'addMember b id-ann', 'addMember b id-stranger']);
  });

  it('the link moves to the new group; the old one is an orphan then, and `orphans` says what becomes of it', async () => {
    const first = await applied(setup({ orphans: 'empty' }));
    expect(idsOf(first.plan).some(id => id.startsWith('removeMember'))).toBe(false);
    const second = await applied(first.next);
    expect(idsOf(second.plan)).toEqual([]);
    const behind = await second.store.managedGroups(JIRA);
    expect(behind.map(({ name, from }) => [name, from.map(one => one.name)])).toEqual([
      ['a', []],
      ['B', ['B']],
    ]);
    const third = await planFor(second.next);
    expect(notesOf(third, 'movedGroup')).toEqual([]);
    expect(notesOf(third, 'orphanGroup')).toEqual([{ kind: 'orphanGroup', group: 'a', members: 2 }]);
    expect(idsOf(third)).toEqual(['removeMember a id-ann', 'removeMember a id-cid']);
  });

  it('goes on where a broken run stopped: who is not there yet still comes', async () => {
    const half = {
      ...setup({ orphans: 'empty' }),
      groups: [...(setup().groups ?? []), targetGroup('b', ['ann'])],
      managed: [...(setup().managed ?? []), { ...managed('b', []), from: renamedFrom }],
    };
    const { plan, store } = await applied(half);
    expect(idsOf(plan)).toEqual(['addMember b id-bob', 'addMember b id-stranger']);
    expect((await store.managedGroups(JIRA)).find(({ name }) => name === 'a')?.from).toHaveLength(1);
  });

  it('a group there already under the new name waits for an attended run, and so does all that comes along', async () => {
    const taken = { ...setup(), attended: false, groups: [...(setup().groups ?? []), targetGroup('b', [])] };
    const { plan, store } = await applied(taken);
    expect(idsOf(plan)).toEqual([]);
    expect(heldBy(plan)).toEqual([
      'adoption: addMember b id-ann',
      'adoption: addMember b id-bob',
      'adoption: addMember b id-stranger',
    ]);
    expect((await store.managedGroups(JIRA)).map(({ name, from }) => [name, from.length])).toEqual([['a', 1]]);
  });

  it.each([
    ['may not be made', setup({ create: false, orphans: 'empty' })],
    ['is privileged (G2)', { ...setup({ orphans: 'empty' }), protectGroups: ['b'] }],
  ])('while the new group %s the old one stays as it is', async (_, blocked) => {
    const plan = await planFor(blocked);
    expect(idsOf(plan)).toEqual([]);
    expect([...notesOf(plan, 'orphanGroup'), ...notesOf(plan, 'movedGroup')]).toEqual([]);
    expect([...notesOf(plan, 'unmetRule'), ...notesOf(plan, 'privilegedPattern')]).toHaveLength(1);
  });

  it('a name that was passed on is replaced: its own members follow, and what the newcomer adds needs an attended run', async () => {
    const both = [sourceGroup('B', ['ann'], 'g-A'), sourceGroup('A', ['bob', 'cid'], 'g-new')];
    const passedOn = {
      ...setup(),
      attended: false,
      groups: [targetGroup('a', ['ann'])],
      pulled: pulled({ people, groups: both }),
    };
    const plan = await planFor(passedOn);
    expect(notesOf(plan, 'replacedGroup')).toMatchObject([{ group: 'a', was: 'g-A', now: 'g-new' }]);
    expect(idsOf(plan)).toEqual(['createGroup b', 'addMember b id-ann', 'removeMember a id-ann']);
    expect(heldBy(plan)).toEqual(['adoption: addMember a id-bob', 'adoption: addMember a id-cid']);
  });

  it('goes on while somebody else is offboarded: the old group is no orphan meanwhile', async () => {
    const started = setup({ orphans: 'empty' });
    const gone = {
      links: [...(started.links ?? []), link('gone')],
      accounts: [...(started.accounts ?? []), account('gone', { active: false })],
    };
    const store = memoryStore({ everApplied: true, ...started, ...gone });
    const off = { key: offboardKey(link('gone').account), change: switchesOff('gone'), configFingerprint: 'x', since: NOW };
    await store.putPins([{ ...off, target: JIRA, run: runId(1), undid: runId(1) }]);
    const plan = await planFor({ ...started, ...gone, store });
    expect(idsOf(plan)).toEqual(['createGroup b', 'addMember b id-ann', 'addMember b id-bob', 'addMember b id-stranger']);
    expect(notesOf(plan, 'movedGroup')).toHaveLength(1);
  });

  it('called by its old name again, it moves back', async () => {
    const { next } = await applied(setup());
    const back = pulled({ people, groups: [sourceGroup('A', ['ann'], 'g-A')] });
    const again = await applied({ ...next, pulled: back });
    expect(idsOf(again.plan).filter(id => !id.startsWith('removeMember a id-cid'))).toEqual([]);
    expect(idsOf(await planFor(again.next))).toEqual([]);
  });
});

describe('G8: whom a move takes along, and when the old group is let go of', () => {
  const IDCS = providerId('idcs.example.com');
  const unknown = { members: { kind: 'unknown', why: 'it answered 500' } } as const;
  /** `A` was made from A, which is called B now; only ann is in that, and `dan` is in the old group as the test says. */
  const withDan = (dan: Partial<Setup>, groups: SyncText['groups'] = {}): Setup => ({
    ...setup(groups),
    accounts: [account('ann'), account('dan')],
    links: [link('ann'), link('dan')],
    pulled: pulled({ people: [person('ann'), person('dan')], groups: [sourceGroup('B', ['ann'], 'g-A')] }),
    groups: [targetGroup('A', ['ann', 'dan'])],
    ledger: [],
    ...dan,
  });
  const comes = async (dan: Partial<Setup>, groups: SyncText['groups'] = {}) =>
    idsOf(await planFor(withDan(dan, groups))).includes('addMember b id-dan');
  const takenFrom = async (more: Partial<Setup>) =>
    (await planFor({ ...setup(), ...more })).takes.filter(({ name }) => name === 'a');

  it('an active member comes along; nobody switched off, nor ourselves, nor who is in it through a nested group (G9)', async () => {
    expect(await comes({})).toBe(true);
    expect(await comes({ accounts: [account('ann'), account('dan', { active: false })] })).toBe(false);
    const nested = { kind: 'nestedMember', group: targetGroupId('a'), account: accountId('id-dan') } as const;
    expect(await comes({ facts: [{ fact: nested, learnedAt: NOW }] })).toBe(false);
    const ourselves = await planFor(withDan({ groups: [targetGroup('A', ['ann', 'rollcall'])] }));
    expect([...idsOf(ourselves), ...heldBy(ourselves)]).toEqual(['createGroup b', 'addMember b id-ann']);
  });

  it('G11: whom only a rule that is gone put there comes along where it is kept, unless the new group would lose them', async () => {
    const ledger = [granted('a', 'dan', ['staff gone'])];
    expect(await comes({ ledger }, { onRetire: 'keep' })).toBe(true);
    expect(await comes({ ledger }, { onRetire: 'revoke' })).toBe(false);
    expect(await comes({ ledger }, { onRetire: 'keep', membership: 'managed' })).toBe(false);
  });

  it('G11: so does whom no sync speaks of any more, but for what a rule that is gone gave', async () => {
    const links = [link('ann'), link('dan', { person: key('dan', IDCS) })];
    const unspoken = { links, pulled: pulled({ people: [person('ann')], groups: [sourceGroup('B', ['ann'], 'g-A')] }) };
    const by = (rule: string) => ({ ...unspoken, ledger: [granted('a', 'dan', [rule])] });
    expect(await comes(by('staff onTheFly 1'), { onRetire: 'revoke' })).toBe(true);
    expect(await comes(by('staff gone'), { onRetire: 'revoke' })).toBe(false);
  });

  it('G7: whom the old group was owed comes along where the new one may keep them', async () => {
    const ledger = [granted('a', 'dan', ['defaults.newUsers'])];
    expect(await comes({ ledger })).toBe(true);
    expect(await comes({ ledger }, { membership: 'managed' })).toBe(false);
  });

  it('U3: a leaver whose account is kept comes along, whatever put them there', async () => {
    const leavers = { action: 'keep', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const left = pulled({ people: [person('ann'), inactive('dan')], groups: [sourceGroup('B', ['ann'], 'g-A')] });
    const syncs = [sync({ users: { leavers }, groups: { onTheFly: [onTheFly('.*')], onRename: 'move' } })];
    expect(await comes({ pulled: left, syncs, ledger: [granted('a', 'dan', ['staff onTheFly 1'])] })).toBe(true);
  });

  it('a group that is there is known by its own id, so that nobody is added twice', async () => {
    const groups = [targetGroup('A', ['ann', 'dan']), targetGroup('b', [], { id: targetGroupId('42') })];
    expect(idsOf(await planFor(withDan({ groups })))).toEqual(['addMember 42 id-ann', 'addMember 42 id-dan']);
    expect(await planFor(withDan({ groups }, { create: false })).then(idsOf)).toHaveLength(2);
  });

  it.each<[string, Partial<Setup>]>([
    ['that is gone', { groups: [] }],
    ['whose members are not known', { groups: [targetGroup('A', [], unknown)] }],
    ['that another rule feeds', { groups: [targetGroup('A', ['ann', 'dan'])], syncs: moving({ manual: [manual('C', 'a')] }) }],
    [
      'that another rule feeds in vain, as it is read-only (G10)',
      { groups: [targetGroup('A', ['ann', 'dan'], { readOnly: 'LDAP' })], syncs: moving({ manual: [manual('C', 'a')] }) },
    ],
  ])('nobody comes along out of a group %s', async (_, old) => {
    const both = [sourceGroup('B', ['ann'], 'g-A'), sourceGroup('C', ['ann'])];
    const plan = await planFor(withDan({ pulled: pulled({ people: [person('ann'), person('dan')], groups: both }), ...old }));
    expect(notesOf(plan, 'movedGroup')).toEqual([]);
    expect(idsOf(plan).filter(id => id.startsWith('addMember b '))).toEqual(['addMember b id-ann']);
  });

  it('nobody comes along into a group whose members are not known: nothing is done there', async () => {
    const plan = await planFor(withDan({ groups: [targetGroup('A', ['ann', 'dan']), targetGroup('b', [], unknown)] }));
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'movedGroup')).toEqual([]);
    expect(notesOf(plan, 'unknownGroup')).toHaveLength(1);
  });

  const all = ['ann', 'bob', 'cid', 'stranger'];
  const from = (id: string, name: string, provider = OKTA) => ({ provider, id, name });
  const b = (...behind: ManagedGroup['from']) => [...(setup().managed ?? []), { ...managed('b', []), from: behind }];
  const moved = [targetGroup('a', all), targetGroup('b', all)];

  it('only once the new group is rollcall’s, and known to come from that source group', async () => {
    expect(await takenFrom({ groups: [targetGroup('a', [])] })).toEqual([]);
    expect(await takenFrom({ groups: moved })).toEqual([]);
    expect(await takenFrom({ groups: moved, managed: b(from('g-X', 'X'), from('g-A', 'B', IDCS)) })).toEqual([]);
    expect(await takenFrom({ groups: moved, managed: b(from('g-X', 'X'), from('g-A', 'B')) })).toHaveLength(1);
  });

  it('without the source group that left it, and with every other one that the config still has', async () => {
    const behind = [from('g-A', 'A'), from('g-C', 'C'), from('g-A', 'Z', IDCS), from('g-A', 'Y', providerId('gone'))];
    const old = { ...managed('a', [], { how: 'made' }), from: behind };
    const [, made] = b(from('g-A', 'B'));
    const sources = [renamed, pulled({ provider: IDCS }, {}, 'idcs')];
    const taken = await takenFrom({ groups: moved, managed: [old, ...(made === undefined ? [] : [made])], pulled: sources });
    const left = [
      { source: 'okta', group: 'g-C', name: 'C' },
      { source: 'idcs', group: 'g-A', name: 'Z' },
    ];
    expect(taken).toEqual([{ id: 'a', name: 'a', how: 'made', known: true, from: left }]);
  });
});

const renamedFrom = managed('x', ['A']).from.map(one => ({ ...one, name: 'B' }));
