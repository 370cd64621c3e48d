import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  JIRA,
  link,
  managed,
  NOW,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { switchesOff } from '../../../test/guarding.js';
import { memoryStore } from '../../../test/memory-store.js';
import { applied, heldBy, idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { LOOSE_GUARDS, onTheFly, type SyncText, sync } from '../../../test/rules.js';
import { runId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';
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

const renamedFrom = managed('x', ['A']).from.map(one => ({ ...one, name: 'B' }));
