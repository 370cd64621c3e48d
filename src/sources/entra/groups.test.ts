import { describe, expect, it } from 'vitest';
import { asked, company, entraFixture } from '../../../test/contracts/entra-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });
const users = ['ann', 'bob', 'cid'];

describe('groups of an entra tenant', () => {
  it('have the people of the groups inside, though they contain each other; devices and groups are nobody (gotcha 6)', async () => {
    await using fixture = await entraFixture({ users, groups: { Inner: ['ann'], Outer: ['bob'] } });
    fixture.entra.join('Inner', 'Outer');
    fixture.entra.join('Outer', 'Inner');
    fixture.entra.tenant.devices.add('laptop');
    fixture.entra.join('laptop', 'Inner');

    const directory = await fixture.source.pull(everything, soon());

    expect(membersByName(directory)).toEqual({ Inner: ['ann', 'bob'], Outer: ['ann', 'bob'] });
  });

  it('may have one name: they are known by their ids (gotcha 8)', async () => {
    const groups = [
      { id: 'g1', displayName: 'Team', members: ['ann'] },
      { id: 'g2', displayName: 'Team', members: ['bob'] },
    ];
    await using fixture = await entraFixture({ users, groups });

    const directory = await fixture.source.pull(everything, soon());

    expect([...directory.groups.values()].map(({ id, name, members }) => [id, name, members])).toEqual([
      ['g1', 'Team', { kind: 'read', ids: new Set(['ann']) }],
      ['g2', 'Team', { kind: 'read', ids: new Set(['bob']) }],
    ]);
  });

  it('ask with ConsistencyLevel and $count on every page: Graph refuses a next page without it (gotchas 2 and 3)', async () => {
    await using fixture = await entraFixture({ users, groups: { All: users } }, { pageSize: 1 });

    const directory = await fixture.source.pull(everything, soon());

    expect(membersByName(directory)).toEqual({ All: users });
    expect(asked(fixture)).toContainEqual(
      expect.stringMatching(/transitiveMembers\/microsoft\.graph\.user\?\$count=true&\$select=id&/),
    );
    const nextPages = fixture.entra.requests.filter(({ url }) => /transitiveMembers.*skiptoken/.test(url));
    expect(nextPages.map(({ headers }) => headers.consistencylevel)).toEqual(['eventual', 'eventual']);
  });

  it('are read although pages without a row stand between the others (entra.md §1)', async () => {
    await using fixture = await entraFixture({ users, groups: { All: users }, emptyPages: true }, { pageSize: 1 });

    const directory = await fixture.source.pull(everything, soon());

    expect(membersByName(directory)).toEqual({ All: users });
    expect(directory.people.size).toBe(3);
  });

  it('tell by the count of the first page that nobody is missing', async () => {
    await using fixture = await entraFixture({ users, groups: { All: users } }, { pageSize: 2 });

    const { evidence } = await fixture.source.pull(everything, soon());

    expect(evidence.lists).toContainEqual({
      ...{ what: 'members of All', pages: 2, rows: 3, total: 3 },
      end: 'no next link; no fewer rows than Graph counts',
    });
  });

  it('that lack somebody whom Graph counts are read once more, and then unknown; one more than counted is none the worse (R1)', async () => {
    await using lacking = await entraFixture(company);
    lacking.entra.miscount(/transitiveMembers/, 1);
    await using grown = await entraFixture(company);
    grown.entra.miscount(/transitiveMembers/, -1);

    expect(membersByName(await lacking.source.pull(everything, soon()))).toEqual({ Engineering: 'unknown', Sales: 'unknown' });
    expect(membersByName(await grown.source.pull(everything, soon()))).toMatchObject({ Sales: ['bob'] });
  });

  it('that are empty without the count that was asked for are unknown: anything may answer so (R1)', async () => {
    await using bare = await entraFixture(company);
    bare.entra.answer(/transitiveMembers/, { body: { value: [] } });
    await using counted = await entraFixture(company);
    counted.entra.answer(/transitiveMembers/, { body: { '@odata.count': 0, value: [] } });

    expect(membersByName(await bare.source.pull(everything, soon()))).toEqual({ Engineering: 'unknown', Sales: 'unknown' });
    expect(membersByName(await counted.source.pull(everything, soon()))).toEqual({ Engineering: [], Sales: [] });
  });

  it('whose membership is hidden are unknown without the permission for it, whatever Graph would answer (R1)', async () => {
    const groups = [
      { displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] },
      { displayName: 'Open', members: ['ann'] },
    ];
    for (const hiddenMembers of ['empty', 'forbidden'] as const)
      for (const token of ['jwt', 'opaque'] as const) {
        await using fixture = await entraFixture({ users, groups, hiddenMembers, token });

        expect(membersByName(await fixture.source.pull(everything, soon()))).toEqual({ Secret: 'unknown', Open: ['ann'] });
      }
  });

  it('whose membership is hidden are read with the permission', async () => {
    const groups = [{ displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] }];
    const roles = ['User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden'];
    await using fixture = await entraFixture({ users, groups, roles });

    expect(membersByName(await fixture.source.pull(everything, soon()))).toEqual({ Secret: ['ann'] });
  });

  it('join their members by id alone: what else stands in a member row is not looked at (entra.md §4)', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(/transitiveMembers/, {
      body: { value: [{ '@odata.type': '#microsoft.graph.user', id: 'bob', displayName: null, accountEnabled: null }] },
    });

    const { people, groups } = await fixture.source.pull(everything, soon());

    expect(people.get(personId('bob'))?.standing).toEqual({ kind: 'active' });
    expect([...groups.values()].map(({ members }) => members)).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'read', ids: new Set(['bob']) })),
    );
  });

  it('without names, at 200, are a missing permission', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(/^GET \/groups\?/, { body: { value: [{ id: 'g', displayName: null }] } });

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow(AccessDenied);
  });

  it('may be none', async () => {
    await using fixture = await entraFixture({ users });

    expect((await fixture.source.pull(everything, soon())).groups.size).toBe(0);
  });
});

describe('next links', () => {
  it('that lead to another host are not followed: no token leaves Graph (R1)', async () => {
    await using fixture = await entraFixture({ users }, { pageSize: 1 });
    fixture.entra.misdirect('http://127.0.0.2:9/v1.0');

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow('link to another address');
  });

  it('that lead back end the read: a list without end is not believed (R1)', async () => {
    await using fixture = await entraFixture({ users }, { pageSize: 1 });
    fixture.entra.misdirect('same');

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow(UnexpectedReply);
    await expect(fixture.source.pull(everything, soon())).rejects.toThrow('leads back');
  });
});
