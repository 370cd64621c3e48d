import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, type ScimFixture, scimFixture, type Written } from '../../../test/contracts/scim-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import { personId, sourceGroupId } from '../../model/ids.js';
import type { Quirk, ScimOptions } from '../../sandbox/scim/index.js';
import { flattened, type Own } from './members.js';

const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: ScimFixture) => source.pull({ group: () => true }, options());
const members = async (fixture: ScimFixture) => membersByName(await pull(fixture));
const singly = (fixture: ScimFixture) => asked(fixture).filter(path => path.startsWith('Groups/'));

const company: ScimOptions = {
  users: ['ann', 'bob', 'cid'],
  groups: [
    { id: 'eng', name: 'Engineering', members: ['ann', 'bob'] },
    { id: 'sales', name: 'Sales', members: ['cid'] },
    { id: 'void', name: 'Empty' },
  ],
};
const all = { Engineering: ['ann', 'bob'], Sales: ['cid'], Empty: [] };

describe('where memberships are told', () => {
  it('takes them from the groups: one pass, and no call for each', async () => {
    await using fixture = await scimFixture(company);

    expect(await members(fixture)).toEqual(all);
    expect(singly(fixture)).toEqual([]);
  });

  it('takes them from the rows of users where groups show none; one that no row names is asked itself', async () => {
    await using fixture = await scimFixture({ ...company, membersIn: 'users' });

    expect(await members(fixture)).toEqual(all);
    expect(singly(fixture)).toEqual(['Groups/void']);
  });

  it('asks for `members` where a list leaves them out unless asked', async () => {
    await using fixture = await scimFixture({ ...company, quirks: ['membersOnRequest'] });

    expect(await members(fixture)).toEqual(all);
    expect(singly(fixture)).toEqual([]);
    expect(asked(fixture)).toContainEqual(expect.stringContaining('attributes=displayName,members'));
  });

  it('asks each group itself where no list shows members', async () => {
    await using fixture = await scimFixture({ ...company, quirks: ['membersNotInLists'] });

    expect(await members(fixture)).toEqual(all);
    expect(singly(fixture)).toEqual(['Groups/eng', 'Groups/sales', 'Groups/void']);
  });

  it.each<[Written['members'], ScimOptions]>([
    ['groups', { membersIn: 'groups' }],
    ['each', { quirks: ['membersNotInLists'] }],
    ['users', { membersIn: 'users' }],
  ])('goes to %s alone when told so', async (where, server) => {
    await using fixture = await scimFixture({ ...company, ...server }, { members: where });

    expect(await members(fixture)).toEqual(all);
  });

  it('asks only groups in scope, and those inside them', async () => {
    await using fixture = await scimFixture({ ...company, quirks: ['membersNotInLists'] });

    await fixture.source.pull({ group: ({ name }) => name === 'Sales' }, options());

    expect(singly(fixture)).toEqual(['Groups/sales']);
  });

  it('puts both together where a group of a server that tells it in two places is cut short', async () => {
    await using fixture = await scimFixture({ ...company, membersIn: 'both' });
    fixture.scim.corrupt('eng', { members: [{ value: 'ann', type: 'User' }] });

    expect(await members(fixture)).toEqual(all);
  });
});

describe('absent is not empty (R1)', () => {
  const why = async (fixture: ScimFixture, id: string) => (await pull(fixture)).groups.get(sourceGroupId(id))?.members;

  it('does not know who is in a group that comes without members, even when it is asked itself', async () => {
    await using fixture = await scimFixture({ ...company, quirks: ['emptyMembersLeftOut'] });

    expect(await members(fixture)).toEqual({ ...all, Empty: 'unknown' });
    expect(await why(fixture, 'void')).toMatchObject({ why: expect.stringContaining('emptyMembersLeftOut') });
  });

  it('knows that it is empty where users tell their groups, and none names it', async () => {
    await using fixture = await scimFixture({ ...company, membersIn: 'both', quirks: ['emptyMembersLeftOut'] });

    expect(await members(fixture)).toEqual(all);
  });

  it('takes it for empty where the config says that the server leaves empty lists out', async () => {
    await using fixture = await scimFixture(
      { ...company, quirks: ['emptyMembersLeftOut'] },
      { deviations: ['emptyMembersLeftOut'] },
    );

    expect(await members(fixture)).toEqual(all);
  });

  it.each<[string, Quirk, Written]>([
    ['never shows members', 'membersNowhere', {}],
    ['always shows empty lists', 'membersAlwaysEmpty', {}],
    [
      'always shows empty lists, and it is known',
      'membersAlwaysEmpty',
      { members: 'groups', deviations: ['emptyMembersAlways'] },
    ],
  ])('knows nobody of a server that %s', async (_, quirk, written) => {
    await using fixture = await scimFixture({ ...company, quirks: [quirk] }, written);

    expect(await members(fixture)).toEqual({ Engineering: 'unknown', Sales: 'unknown', Empty: 'unknown' });
  });

  it('believes empty lists when told that members are in the groups', async () => {
    await using fixture = await scimFixture({ ...company, quirks: ['membersAlwaysEmpty'] }, { members: 'groups' });

    expect(await members(fixture)).toEqual({ Engineering: [], Sales: [], Empty: [] });
  });

  it('knows nobody where users shall tell their groups, and none does', async () => {
    await using fixture = await scimFixture(company, { members: 'users' });

    expect(await members(fixture)).toEqual({ Engineering: 'unknown', Sales: 'unknown', Empty: 'unknown' });
  });

  it('does not know a group with a member that makes no sense, and no other', async () => {
    await using fixture = await scimFixture(company);
    fixture.scim.corrupt('eng', { members: [{ value: 'ann' }, { display: 'somebody' }] });

    expect(await members(fixture)).toEqual({ ...all, Engineering: 'unknown' });
  });
});

describe('groups inside groups (G9)', () => {
  const nested: ScimOptions = {
    users: ['ann', 'bob', 'cid'],
    groups: [
      { id: 'core', name: 'Core', members: ['ann'] },
      { id: 'eng', name: 'Engineering', members: ['bob'], groups: ['Core'] },
      { id: 'all', name: 'All', members: ['cid'], groups: ['Engineering'] },
    ],
  };
  const flat = { Core: ['ann'], Engineering: ['ann', 'bob'], All: ['ann', 'bob', 'cid'] };

  it.each<[string, ScimOptions]>([
    ['told by `type`', {}],
    ['told by their ids', { quirks: ['membersWithoutType'] }],
    ['told in the rows of users', { membersIn: 'users' }],
    ['told by groups that must be asked singly', { quirks: ['membersNotInLists'] }],
  ])('give their members to those around them: %s', async (_, server) => {
    await using fixture = await scimFixture({ ...nested, ...server });

    expect(await members(fixture)).toEqual(flat);
  });

  it('are read though no rule names them', async () => {
    await using fixture = await scimFixture({ ...nested, quirks: ['membersNotInLists'] });

    const { groups } = await fixture.source.pull({ group: ({ name }) => name === 'All' }, options());

    expect(groups.get(sourceGroupId('all'))?.members).toEqual({ kind: 'read', ids: new Set(['cid', 'bob', 'ann']) });
  });

  it('make unknown what is around them, when they are', async () => {
    await using fixture = await scimFixture(nested);
    fixture.scim.corrupt('core', { members: undefined });
    fixture.scim.fail(/Groups\/core$/, { kind: 'status', status: 503 });

    expect(await members(fixture)).toEqual({ Core: 'unknown', Engineering: 'unknown', All: 'unknown' });
  });

  it('are told by `$ref` where there is no type', async () => {
    await using fixture = await scimFixture(nested);
    fixture.scim.corrupt('eng', {
      members: [
        { value: 'core', $ref: '../Groups/core' },
        { value: 'bob', $ref: '../Users/bob' },
      ],
    });

    expect(await members(fixture)).toEqual(flat);
  });

  it('asks whether somebody whom no list has is a group; when not, it is a member that is gone', async () => {
    await using fixture = await scimFixture({ ...nested, quirks: ['membersWithoutType'] });
    fixture.scim.remove('ann');
    fixture.scim.corrupt('core', { members: [{ value: 'ann' }] });

    expect(await members(fixture)).toEqual(flat);
    expect(singly(fixture)).toEqual(['Groups/ann']);
  });

  it('does not guess where an id is a user and a group', async () => {
    const numbers = {
      users: ['1', '2'],
      groups: [
        { id: '1', name: 'One', members: ['2'] },
        { id: '3', name: 'Three', members: ['1'] },
      ],
    };
    await using fixture = await scimFixture({ ...numbers, quirks: ['membersWithoutType', 'numericIds'] });

    expect(await members(fixture)).toEqual({ One: ['2'], Three: 'unknown' });
  });

  /** The same by asking again and again, for each group, who is in it. */
  function reference(groups: readonly { people: readonly string[]; inner: readonly number[] }[], at: number): Set<string> {
    const inside = new Set([at]);
    for (let before = -1; before !== inside.size; ) {
      before = inside.size;
      for (const each of [...inside]) for (const inner of groups[each]?.inner ?? []) inside.add(inner);
    }
    return new Set([...inside].flatMap(each => groups[each]?.people ?? []));
  }

  it('flattens whatever is in whatever, circles too', () => {
    const group = fc.record({ people: fc.subarray(['a', 'b', 'c', 'd']), inner: fc.subarray([0, 1, 2, 3, 4]) });
    fc.assert(
      fc.property(fc.array(group, { minLength: 5, maxLength: 5 }), groups => {
        const ownOf = (id: string): Own => ({
          kind: 'told',
          people: new Set((groups[Number(id)]?.people ?? []).map(personId)),
          groups: new Set((groups[Number(id)]?.inner ?? []).map(inner => sourceGroupId(String(inner)))),
          unclear: new Set(),
        });
        for (const at of groups.keys())
          expect(flattened(sourceGroupId(String(at)), ownOf)).toEqual({ kind: 'read', ids: reference(groups, at) });
      }),
    );
  });
});

it('keeps groups of one name apart, since names need not be unique (G1)', async () => {
  const twins = [
    { id: 'g1', name: 'Team', members: ['ann'] },
    { id: 'g2', name: 'Team', members: ['bob'] },
  ];
  await using fixture = await scimFixture({ users: ['ann', 'bob'], groups: twins });

  expect([...(await pull(fixture)).groups.values()].map(({ id, name }) => [id, name])).toEqual([
    ['g1', 'Team'],
    ['g2', 'Team'],
  ]);
});

it('believes nothing when a group has no name: it may be inside others', async () => {
  await using fixture = await scimFixture(company);
  fixture.scim.corrupt('eng', { displayName: undefined });

  await expect(pull(fixture)).rejects.toThrow(/sent a group that we do not understand/);
});
