import { describe, expect, it } from 'vitest';
import { account, link, managed, person, pulled, sourceGroup, targetGroup } from '../../../test/directories.js';
import { idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, sync } from '../../../test/rules.js';
import { changesOf } from '../../model/plan.js';

const nobody = { filter: expression('false', () => false) };
const groups = ['licensed', 'second'];
const setup: Setup = {
  pulled: pulled({ people: [person('ann')] }),
  accounts: [account('ann')],
  links: [link('ann', { how: 'created', owed: ['licensed'] })],
  groups: groups.map(name => targetGroup(name, [])),
  managed: groups.map(name => managed(name)),
  attended: true,
};

describe('G7: what is still owed of `defaults.newUsers`', () => {
  it('is what was left, in whatever case the config writes it, and nothing else of the list', async () => {
    const syncs = [sync({ groups: { newUsers: ['Licensed', 'second'] } })];
    expect(idsOf(await planFor({ ...setup, syncs }))).toEqual(['addMember licensed id-ann']);
  });

  it('is given by every sync that wants the person, and by no other', async () => {
    const one = sync({ name: 'one', groups: { newUsers: ['licensed'] } });
    const two = sync({ name: 'two', groups: { newUsers: ['licensed'] } });
    const not = sync({ name: 'not', users: nobody, groups: { newUsers: ['licensed'] } });
    const reasons = ['one', 'two'].map(name => ({ kind: 'default', sync: name, list: 'newUsers' }));
    const plan = await planFor({ ...setup, syncs: [one, two, not] });
    expect(changesOf(plan).map(change => change.reasons)).toEqual([reasons]);
  });

  it('comes with what else gives the group', async () => {
    const syncs = [sync({ groups: { newUsers: ['licensed'], manual: [manual('A', 'licensed')] } })];
    const both = pulled({ people: [person('ann')], groups: [sourceGroup('A', ['ann'])] });
    const [change] = changesOf(await planFor({ ...setup, syncs, pulled: both }));
    expect(change?.reasons.map(({ kind }) => kind)).toEqual(['rule', 'default']);
  });

  it('keeps nobody else out whom a rule gives the group', async () => {
    const syncs = [sync({ groups: { newUsers: ['licensed'], manual: [manual('A', 'licensed')] } })];
    const people = ['ann', 'bob'].map(name => person(name));
    const plan = await planFor({
      ...setup,
      syncs,
      pulled: pulled({ people, groups: [sourceGroup('A', ['bob'])] }),
      accounts: [account('ann'), account('bob')],
      links: [...(setup.links ?? []), link('bob')],
    });
    expect(idsOf(plan)).toEqual(['addMember licensed id-ann', 'addMember licensed id-bob']);
  });

  it.each(['managed', 'strict'] as const)('is not taken from who is there already, also where the group is %s', async mode => {
    const rules = { newUsers: ['licensed'], manual: [manual('A', 'licensed', { membership: mode })] };
    const plan = await planFor({
      ...setup,
      syncs: [sync({ groups: rules })],
      pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', [])] }),
      groups: [targetGroup('licensed', ['ann'])],
    });
    expect(idsOf(plan)).toEqual(['addMember licensed id-ann']);
  });
});

describe('G4: when a group that is missing is made', () => {
  const missing = (known: readonly string[], members: readonly string[], allUsers: readonly string[] = []): Setup => ({
    ...setup,
    links: [link('ann')],
    groups: [],
    managed: [],
    syncs: [sync({ groups: { manual: [manual(['A', 'Gone'], 'devs')], allUsers } })],
    pulled: pulled({ people: [person('ann')], groups: known.map(name => sourceGroup(name, members)) }),
  });

  it('as soon as something known fills it, though not all of it is known: a source group, or somebody', async () => {
    expect(idsOf(await planFor(missing(['A'], [])))).toEqual(['createGroup devs']);
    expect(idsOf(await planFor(missing([], [], ['devs'])))).toEqual(['createGroup devs', 'addMember devs id-ann']);
  });

  it('not before; and what is unknown of it is told', async () => {
    const plan = await planFor(missing([], []));
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownGroup').map(({ group }) => group)).toEqual(['devs', 'devs']);
  });
});
