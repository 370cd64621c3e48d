import { describe, expect, it } from 'vitest';
import { account, link, managed, OKTA, person, pulled, sourceGroup, targetGroup, unread } from '../../../test/directories.js';
import { notesOf, planFor, type Setup } from '../../../test/planning.js';
import { manual, sync } from '../../../test/rules.js';
import { providerId } from '../../model/ids.js';

const IDCS = providerId('idcs.example.com');
const people = [person('ann')];
const from = (...names: readonly string[]) => [sync({ groups: { manual: [manual(names, 'devs')] } })];
const setup: Setup = {
  pulled: pulled({ people, groups: [sourceGroup('A', ['ann']), sourceGroup('B', [])] }),
  syncs: from('A', 'B'),
  accounts: [account('ann')],
  links: [link('ann')],
  groups: [targetGroup('devs', ['ann'])],
  attended: true,
};
const takesOf = async (more: Partial<Setup>) => (await planFor({ ...setup, ...more })).takes;
const behind = (...names: readonly string[]) => names.map(name => ({ source: 'okta', group: `g-${name}`, name }));

describe('G5, G8: which source groups stand behind a group of ours', () => {
  it('all that feed it, each once, when it is adopted', async () => {
    const syncs = [sync({ groups: { manual: [manual(['A', 'B'], 'devs'), manual('A', 'devs', { id: 'again' })] } })];
    expect(await takesOf({ syncs })).toEqual([
      { id: 'devs', name: 'devs', how: 'adopted', known: false, from: behind('A', 'B') },
    ]);
  });

  it('is written again only when there are more, fewer or others', async () => {
    expect(await takesOf({ managed: [managed('devs', ['A', 'B'])] })).toEqual([]);
    const changed = [{ id: 'devs', name: 'devs', how: 'made', known: true, from: behind('A', 'B') }];
    for (const before of [['A'], ['A', 'B', 'C'], ['A', 'C'], ['C', 'B'], []])
      expect(await takesOf({ managed: [managed('devs', before, { how: 'made' })] })).toEqual(changed);
  });

  it('another id of the same name is another group', async () => {
    const before = [
      { provider: OKTA, id: 'g-old', name: 'A' },
      { provider: OKTA, id: 'g-B', name: 'B' },
    ];
    expect(await takesOf({ managed: [managed('devs', [], { from: before })] })).toMatchObject([{ from: behind('A', 'B') }]);
  });

  it.each(['A', 'Elsewhere'])('an id of another provider is another group, called %s there', async name => {
    const other = { provider: IDCS, id: 'g-A', name };
    const same = { provider: OKTA, id: 'g-B', name: 'B' };
    expect(await takesOf({ managed: [managed('devs', [], { from: [other, same] })] })).toMatchObject([
      { from: behind('A', 'B') },
    ]);
  });

  it('one that is called otherwise now keeps the name that it was taken under', async () => {
    const renamed = { provider: OKTA, id: 'g-A', name: 'Old' };
    expect(await takesOf({ managed: [managed('devs', [], { from: [renamed] })] })).toMatchObject([
      {
        from: [
          { group: 'g-A', name: 'Old' },
          { group: 'g-B', name: 'B' },
        ],
      },
    ]);
    const kept = managed('devs', [], { from: [renamed, { provider: OKTA, id: 'g-B', name: 'B' }] });
    expect(await takesOf({ managed: [kept] })).toEqual([]);
  });

  it('§2: while what feeds it is not known, nothing is taken up', async () => {
    expect(await takesOf({ pulled: pulled({ people, groups: [sourceGroup('A', ['ann'])] }) })).toEqual([]);
    const hidden = [sourceGroup('A', 'unknown'), sourceGroup('B', [])];
    expect(await takesOf({ pulled: pulled({ people, groups: hidden }) })).toEqual([]);
    expect(await takesOf({ pulled: unread(), managed: [managed('devs', ['A'])] })).toEqual([]);
  });

  it('a group that is fed by `allUsers` alone is adopted with none behind it, and keeps those it had', async () => {
    const syncs = [sync({ groups: { allUsers: ['devs'] } })];
    expect(await takesOf({ syncs })).toMatchObject([{ id: 'devs', from: [] }]);
    expect(await takesOf({ syncs, managed: [managed('devs', ['A'])] })).toEqual([]);
  });
});

describe('G8: a name that now belongs to another group at the source', () => {
  const replaced = async (before: { provider: typeof OKTA; id: string; name: string }[], more: Partial<Setup> = {}) =>
    notesOf(await planFor({ ...setup, ...more, managed: [managed('devs', [], { from: before })] }), 'replacedGroup').map(
      ({ was, now }) => [was, now],
    );

  it('is told with the ids, whatever its case', async () => {
    expect(await replaced([{ provider: OKTA, id: 'g-old', name: 'a' }])).toEqual([['g-old', 'g-A']]);
  });

  it('not of another provider, nor when it is called otherwise, nor one that stood behind it all along', async () => {
    expect(await replaced([{ provider: IDCS, id: 'g-old', name: 'A' }])).toEqual([]);
    expect(await replaced([{ provider: OKTA, id: 'g-old', name: 'C' }])).toEqual([]);
    const both = ['g-old', 'g-A'].map(id => ({ provider: OKTA, id, name: 'A' }));
    expect(await replaced(both)).toEqual([]);
  });
});
