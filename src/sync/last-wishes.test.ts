import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
  JIRA,
  link,
  managed,
  NOW,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../test/directories.js';
import { memoryStore } from '../../test/memory-store.js';
import { applied, idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { LOOSE_GUARDS, manual, onTheFly, sync } from '../../test/rules.js';
import { providerId } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';

const IDCS = providerId('idcs.example.com');

/** Okta's sync spells both groups and takes away whom it does not want; idcs's names groups by patterns. */
const staff = sync({ groups: { membership: 'managed', manual: [manual('Team', ['team-a', 'team-b'])] } });
const partners = (groups: Parameters<typeof sync>[0] = {}) =>
  sync({ name: 'partners', from: 'idcs', groups: { membership: 'managed', onTheFly: [onTheFly('team-.*')] }, ...groups });

/** Ann is okta's alone, in both groups, and in no group of okta any more. */
const setup = (second: SyncRules, idcs: 'unread' | readonly string[]): Setup => ({
  ...{ attended: true, guards: LOOSE_GUARDS, syncs: [staff, second], providers: { idcs: IDCS } },
  pulled: [
    pulled({ people: [person('ann')], groups: [sourceGroup('Team', [])] }),
    idcs === 'unread'
      ? unread('idcs')
      : pulled({ people: [], groups: idcs.map(name => sourceGroup(name, [])), provider: IDCS }, {}, 'idcs'),
  ],
  accounts: [account('ann')],
  groups: [targetGroup('team-a', ['ann']), targetGroup('team-b', ['ann'])],
  links: [link('ann')],
  managed: [managed('team-a'), managed('team-b')],
  ledger: [granted('team-a', 'ann'), granted('team-b', 'ann')],
});

/** What a run that read idcs keeps, of a day on which okta had not taken her out yet; then the plan while idcs is unread. */
async function afterwards(named: readonly string[], then = partners()) {
  const before = setup(partners(), named);
  const whole = pulled({ people: [person('ann')], groups: [sourceGroup('Team', ['ann'])] });
  const { store } = await applied({ ...before, pulled: [whole, ...[before.pulled].flat().slice(1)] });
  return planFor({ ...setup(then, 'unread'), store });
}

describe('DESIGN §2: the last known wishes of a source that could not be read', () => {
  it('keep what its patterns named: nobody leaves a group that it may still want them in; other groups go on', async () => {
    const plan = await afterwards(['team-a']);

    expect(idsOf(plan)).toEqual(['removeMember team-b id-ann']);
    expect(notesOf(plan, 'unknownGroup')).toEqual([
      {
        ...{ kind: 'unknownGroup', group: 'team-a' },
        why: 'source idcs could not be read: partners named this group when that was last read, at 2026-11-20 12:00 UTC',
      },
    ]);
  });

  it('cause nothing by themselves: with the source read and naming nothing, both memberships end', async () => {
    expect(idsOf(await planFor(setup(partners(), [])))).toEqual(['removeMember team-a id-ann', 'removeMember team-b id-ann']);
    expect(idsOf(await afterwards([]))).toEqual(['removeMember team-a id-ann', 'removeMember team-b id-ann']);
  });

  it('where nothing is remembered, any group that a pattern may name keeps its members', async () => {
    expect(idsOf(await planFor(setup(partners(), 'unread')))).toEqual([]);
    const only = partners({ groups: { onTheFly: [onTheFly('.*-b')] } });
    expect(idsOf(await planFor(setup(only, 'unread')))).toEqual(['removeMember team-a id-ann']);
    const spells = partners({ groups: { manual: [manual('Ops', 'team-a')] } });
    expect(idsOf(await planFor(setup(spells, 'unread')))).toEqual(['removeMember team-b id-ann']);
  });

  it('are of the rules they were made by: under other rules any group that a pattern may name is meant', async () => {
    expect(idsOf(await afterwards(['team-a'], partners({ groups: { onTheFly: [onTheFly('.*')] } })))).toEqual([]);
    expect(idsOf(await afterwards(['team-a'], partners({ groups: { exclude: [], onTheFly: [onTheFly('.*-a')] } })))).toEqual([
      'removeMember team-b id-ann',
    ]);
  });

  it('G8: a group that a renamed source group kept counts, whatever the patterns make of names', async () => {
    const kept = managed('team-b', [], { from: [{ provider: IDCS, id: 'g-x', name: 'old' }] });
    const only = partners({ groups: { onTheFly: [onTheFly('.*-a')] } });
    expect(idsOf(await planFor({ ...setup(only, 'unread'), managed: [managed('team-a'), kept] }))).toEqual([]);
  });

  it('stay as they are while it is unread, run after run, and give way to what is read later', async () => {
    const store = memoryStore();
    await applied({ ...setup(partners(), ['team-a']), store });
    const known = (await store.wishes(JIRA)).find(({ sync }) => sync === 'partners');
    expect(known).toMatchObject({ readAt: NOW, groups: ['team-a'] });
    await applied({ ...setup(partners(), 'unread'), store, now: hoursBefore(-5) });
    expect((await store.wishes(JIRA)).find(({ sync }) => sync === 'partners')).toEqual(known);
    await applied({ ...setup(partners(), ['team-b']), store });
    expect((await store.wishes(JIRA)).map(({ sync, groups }) => [sync, groups])).toEqual([
      ['staff', []],
      ['partners', ['team-b']],
    ]);
  });
});
