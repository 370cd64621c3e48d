import { describe, expect, it } from 'vitest';
import { account, granted, link, managed, person, pulled, sourceGroup, targetGroup, unread } from '../../test/directories.js';
import { idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { manual, onTheFly, type SyncText, selector, sync } from '../../test/rules.js';
import { changesOf } from '../model/plan.js';

type Groups = NonNullable<SyncText['groups']>;
const rules = (groups: Groups) => [sync({ groups })];
const ann = (...groups: readonly ReturnType<typeof sourceGroup>[]): Setup => ({
  pulled: pulled({ people: [person('ann')], groups }),
  accounts: [account('ann')],
  links: [link('ann')],
  attended: true,
});
const inA = ann(sourceGroup('A', ['ann']), sourceGroup('B', []));

describe('G1: which source groups count', () => {
  it('one that any entry of include names', async () => {
    const include = rules({ include: ['A', 'C'].map(selector), onTheFly: [onTheFly('.*')] });
    expect(idsOf(await planFor({ ...inA, syncs: include }))).toEqual(['createGroup a', 'addMember a id-ann']);
  });

  it('of two of one name neither, on the fly: what they give is unknown, and told once with both ids', async () => {
    const setup = ann(sourceGroup('A', ['ann'], 'g2'), sourceGroup('a', ['ann'], 'g1'));
    const plan = await planFor({ ...setup, syncs: rules({ onTheFly: [onTheFly('.*')] }) });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'sameName')).toMatchObject([{ ids: ['g1', 'g2'] }]);
  });

  it('a pair of one name is told beside whatever else is', async () => {
    const setup = ann(sourceGroup('A', [], 'g1'), sourceGroup('a', [], 'g2'));
    const plan = await planFor({ ...setup, syncs: rules({ manual: [manual(['No', 'A'], 'devs')] }) });
    expect(notesOf(plan, 'sameName').map(({ ids }) => ids)).toEqual([['g1', 'g2']]);
    expect(notesOf(plan, 'unmetRule').map(({ why }) => why)).toEqual(['okta has no group No']);
  });

  it('each pair of one name is told', async () => {
    const setup = ann(...['A', 'B'].flatMap(name => [1, 2].map(n => sourceGroup(name, [], `${name}${n}`))));
    const plan = await planFor({ ...setup, syncs: rules({ onTheFly: [onTheFly('.*')] }) });
    expect(notesOf(plan, 'sameName').map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('a rule whose `from` names none says why: excluded, no such pattern, no such group', async () => {
    const exclude = [selector('B')];
    const why = async (from: string) =>
      notesOf(await planFor({ ...inA, syncs: rules({ exclude, manual: [manual(from, 'devs')] }) }), 'unmetRule')[0]?.why;
    expect(await why('B')).toBe('B is in okta, but not among the groups that count (include, exclude)');
    expect(await why('/^C/')).toBe('no group of okta matches /^C/');
    expect(await why('C')).toBe('okta has no group C');
  });
});

describe('G2: manual rules first, then on the fly', () => {
  it('a group that any entry of a manual rule names is not taken on the fly', async () => {
    const syncs = rules({ manual: [manual(['A', 'B'], 'devs')], onTheFly: [onTheFly('.*')] });
    expect(idsOf(await planFor({ ...inA, syncs }))).toEqual(['createGroup devs', 'addMember devs id-ann']);
  });

  it('a name that comes out blank is unmet, and makes no group', async () => {
    const plan = await planFor({ ...inA, syncs: rules({ onTheFly: [onTheFly('(?<to>).*', ' {to} ')] }) });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unmetRule').map(({ why }) => why)).toEqual(['A gives an empty name', 'B gives an empty name']);
  });

  it('G5: a rule’s own membership beats the sync’s, on the fly and of an unread source too', async () => {
    const there = { ...ann(sourceGroup('A', [])), groups: [targetGroup('a', ['ann'])], managed: [managed('a', ['A'])] };
    const own = rules({ membership: 'additive', onTheFly: [onTheFly('.*', undefined, { membership: 'managed' })] });
    expect(idsOf(await planFor({ ...there, syncs: own }))).toEqual(['removeMember a id-ann']);
    const general = rules({ membership: 'managed', onTheFly: [onTheFly('.*')] });
    expect(idsOf(await planFor({ ...there, syncs: general }))).toEqual(['removeMember a id-ann']);
    const both = [
      ...general,
      sync({ name: 'idcs', from: 'idcs', groups: { manual: [manual('X', 'a', { membership: 'additive' })] } }),
    ];
    const plan = await planFor({ ...there, pulled: [there.pulled, unread('idcs')].flat(), syncs: both });
    expect(notesOf(plan, 'modesDiffer')).toMatchObject([{ group: 'a', chosen: 'additive', instead: ['managed'] }]);
  });
});

describe('G3: several rules for one group', () => {
  const inBoth = ann(sourceGroup('A', ['ann']), sourceGroup('B', ['ann']));

  it('its name is as the config spells it; else the first of several in order, whatever the order of the rows', async () => {
    const named = async (groups: Groups, names: readonly string[]) => {
      const setup = ann(...names.map(name => sourceGroup(name, ['ann'], `g-${name}`)));
      return changesOf(await planFor({ ...setup, syncs: rules(groups) })).flatMap(change =>
        change.kind === 'createGroup' ? [change.name] : [],
      );
    };
    const flying = [onTheFly('[xy]-(?<to>.*)', '{to}')];
    for (const names of [
      ['x-Devs', 'y-dEvs'],
      ['y-dEvs', 'x-Devs'],
    ])
      expect(await named({ onTheFly: flying }, names)).toEqual(['Devs']);
    expect(await named({ onTheFly: flying, manual: [manual('M', 'deVs')] }, ['x-Devs', 'M'])).toEqual(['deVs']);
  });

  it('G4: it is made when any of their syncs may', async () => {
    const never = sync({ groups: { create: false, manual: [manual('A', 'devs')] } });
    const may = sync({ name: 'second', groups: { manual: [manual('B', 'devs')] } });
    expect(idsOf(await planFor({ ...inBoth, syncs: [never, may] }))).toContain('createGroup devs');
  });

  it('G5, G7: `newUsers` has no say in how a group is kept, unless it stands alone', async () => {
    const there = { groups: [targetGroup('devs', ['ann'])], managed: [managed('devs', ['A'])], ledger: [granted('devs', 'ann')] };
    const empty = ann(sourceGroup('A', []));
    const beside = rules({ newUsers: ['devs'], manual: [manual('A', 'devs')] });
    const plan = await planFor({ ...empty, ...there, syncs: beside });
    expect(idsOf(plan)).toEqual(['removeMember devs id-ann']);
    expect(notesOf(plan, 'modesDiffer')).toEqual([]);
    const alone = await planFor({ ...empty, ...there, syncs: rules({ newUsers: ['devs'], membership: 'strict' }) });
    expect(idsOf(alone)).toEqual([]);
  });
});
