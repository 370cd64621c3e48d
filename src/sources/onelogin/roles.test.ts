import { describe, expect, it } from 'vitest';
import { asked, company, type OneLoginFixture, oneloginFixture } from '../../../test/contracts/onelogin-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: OneLoginFixture) => source.pull(everything, options());
const people = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const ownLists = (fixture: OneLoginFixture) => asked(fixture).filter(path => /roles\/\d+\/users/.test(path));

describe('roles', () => {
  it('are groups, with the users that come along, in a call for each hundred roles and a few that prove it', async () => {
    const crowd = people(30);
    const roles = Object.fromEntries(people(150).map((name, at) => [name, crowd.slice(at % 30)]));
    await using fixture = await oneloginFixture({ users: crowd, roles });

    const directory = await pull(fixture);

    expect(membersByName(directory)).toEqual(
      Object.fromEntries(Object.entries(roles).map(([name, ids]) => [name, ids.toSorted()])),
    );
    expect(directory.evidence.calls).toBe(1 + 1 + 2 * 2 + 5); // token, users, both pages of roles twice, the five longest
    expect(directory.evidence.lists).toContainEqual(expect.objectContaining({ what: 'members of p0', rows: 30, total: 30 }));
  });

  it('are read each by its own list where those that come along are cut: nobody loses access behind a cut (§4, R1)', async () => {
    const crowd = people(250);
    await using fixture = await oneloginFixture({
      ...{ users: crowd, embeddedUsers: 100 },
      roles: { All: crowd, Half: crowd.slice(125), Exactly: crowd.slice(0, 100), Few: ['p1'] },
    });

    const directory = await pull(fixture);

    const sizes = Object.entries(membersByName(directory)).map(([name, ids]) => [name, ids.length]);
    expect(Object.fromEntries(sizes)).toEqual({ All: 250, Half: 125, Exactly: 100, Few: 1 });
    expect(directory.evidence.lists.find(({ what }) => what === 'members of All')).toMatchObject({ pages: 3, total: 250 });
  });

  it('are read each by its own list where the others come along empty, and where they do not come along at all', async () => {
    await using empty = await oneloginFixture({ ...company, embeddedUsers: 0 });
    await using none = await oneloginFixture(company);
    const bare = [...none.onelogin.tenant.roles.values()].map(({ id, name }) => ({ id: Number(id), name }));
    none.onelogin.fail(/api\/2\/roles\?/, { kind: 'status', status: 200, body: JSON.stringify(bare), headers: counted(2) });

    for (const fixture of [empty, none])
      expect(membersByName(await pull(fixture))).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
  });

  it('are asked again as a whole, not one by one, when somebody joined in between', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.before(/roles\/\d+\/users/, () => fixture.onelogin.join('cid', 'Engineering'));

    expect(membersByName(await pull(fixture))).toEqual({ Engineering: ['ann', 'bob', 'cid'], Sales: ['bob'] });
    expect(ownLists(fixture).every(path => path.endsWith('limit=1'))).toBe(true);
  });

  it('without anybody are believed where one of them is asked, and counts nobody', async () => {
    await using fixture = await oneloginFixture({ users: ['ann'], roles: { One: ['ann'], None: [], Neither: [] } });

    expect(membersByName(await pull(fixture))).toEqual({ One: ['ann'], None: [], Neither: [] });
    expect(ownLists(fixture)).toHaveLength(2);
  });

  it('are not read as a whole again where one of those asked fails: that says nothing of the others', async () => {
    await using fixture = await oneloginFixture(company);
    const id = fixture.onelogin.tenant.roles.values().find(({ name }) => name === 'Engineering')?.id;
    fixture.onelogin.fail(new RegExp(`roles/${id}/users`), { kind: 'status', status: 503 });

    expect(membersByName(await pull(fixture))).toEqual({ Engineering: 'unknown', Sales: ['bob'] });
    expect(asked(fixture).filter(path => path.startsWith('/api/2/roles?'))).toHaveLength(1);
  });

  it('are unknown where their own list moves each time', async () => {
    const crowd = people(25);
    await using fixture = await oneloginFixture(
      { users: crowd, roles: { All: crowd, Few: ['p1'] }, embeddedUsers: 3 },
      { pageSize: 10 },
    );
    for (let at = 0; at < 3; at += 1)
      fixture.onelogin.before(/roles\/\d+\/users\?cursor/, () => fixture.onelogin.leave(`p${at}`, 'All'), at);

    expect(membersByName(await pull(fixture))).toEqual({ All: 'unknown', Few: ['p1'] });
  });

  it('are unknown where a member makes no sense', async () => {
    await using fixture = await oneloginFixture({ ...company, embeddedUsers: 0 });
    const id = fixture.onelogin.tenant.roles.values().find(({ name }) => name === 'Sales')?.id;
    fixture.onelogin.fail(new RegExp(`roles/${id}/users`), {
      kind: 'status',
      status: 200,
      body: '[{"name":"x"}]',
      headers: counted(1),
    });

    expect(membersByName(await pull(fixture))).toEqual({ Engineering: ['ann', 'bob'], Sales: 'unknown' });
  });

  it('are no list when a row makes no sense', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/api\/2\/roles\?/, { kind: 'status', status: 200, body: '[{"id":1,"users":[]}]', headers: counted(1) });

    await expect(pull(fixture)).rejects.toThrow(/a role that we do not understand/);
  });

  it('keep their ids when they are renamed (G8), and members whom the list of users lacks', async () => {
    await using fixture = await oneloginFixture(company);
    const before = await pull(fixture);

    fixture.onelogin.renameRole('Sales', 'Sellers');
    fixture.onelogin.before(/api\/2\/roles\?/, () => {
      fixture.onelogin.addPerson('new');
      fixture.onelogin.join('new', 'Sellers');
    });
    const after = await pull(fixture);

    expect([...after.groups.keys()]).toEqual([...before.groups.keys()]);
    expect(membersByName(after).Sellers).toEqual(['bob', 'new']);
  });

  it('of several pages are read until two reads agree: one that goes while another comes hides a third (R1)', async () => {
    const roles = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`r${at}`, ['ann']]));
    await using fixture = await oneloginFixture({ users: ['ann'], roles }, { pageSize: 10 });
    fixture.onelogin.before(/roles\?cursor/, () => {
      fixture.onelogin.removeRole('r3');
      fixture.onelogin.addRole({ id: '9', name: 'new' });
    });

    const names = Object.keys(membersByName(await pull(fixture)));

    expect(names.toSorted()).toEqual(['new', ...Object.keys(roles).filter(name => name !== 'r3')].toSorted());
  });

  it('have members of several pages that are read until two reads agree (R1)', async () => {
    const crowd = people(250);
    await using fixture = await oneloginFixture({ users: [...crowd, 'new'], roles: { All: crowd }, embeddedUsers: 100 });
    fixture.onelogin.before(/roles\/\d+\/users\?cursor/, () => {
      fixture.onelogin.leave('p5', 'All');
      fixture.onelogin.join('new', 'All');
    });

    const { All } = membersByName(await pull(fixture));

    expect(All).toEqual(['new', ...crowd.filter(id => id !== 'p5')].toSorted());
  });

  it('are asked for no proof where no rule names them', async () => {
    await using fixture = await oneloginFixture(company);

    await fixture.source.pull({ group: () => false }, options());

    expect(ownLists(fixture)).toEqual([]);
  });
});

describe('groups', () => {
  const account = {
    users: [
      { id: 'ann', email: 'ann@example.com', group: 'Band' },
      'bob',
      { id: 'cid', email: 'c@example.com', group: 'Band', status: 2 },
    ],
    roles: { Band: ['bob'] },
    groups: ['Band', 'Nobody'],
  };

  it.each([1, 2] as const)('count as well where the config says so, from version %s of the API', async groupsApi => {
    await using fixture = await oneloginFixture({ ...account, groupsApi }, { groups: true });

    const directory = await pull(fixture);

    expect(membersByName(directory)).toEqual({ Band: ['bob'], 'group:Band': ['ann', 'cid'], 'group:Nobody': [] });
    expect(directory.evidence.lists.map(({ what }) => what)).toContain('security groups');
  });

  it('are told apart from a role of the same number', async () => {
    await using fixture = await oneloginFixture(
      { ...account, roles: [{ id: '477661', name: 'Role', users: ['bob'] }] },
      { groups: true },
    );

    expect(membersByName(await pull(fixture))).toEqual({ Role: ['bob'], 'group:Band': ['ann', 'cid'], 'group:Nobody': [] });
  });

  it('come whole from the first API, fifty to a page', async () => {
    await using fixture = await oneloginFixture({ users: ['ann'], groups: people(120), groupsApi: 1 }, { groups: true });

    expect((await pull(fixture)).groups.size).toBe(120);
  });

  it('are not asked for unless the config says so', async () => {
    await using fixture = await oneloginFixture(account);

    expect(membersByName(await pull(fixture))).toEqual({ Band: ['bob'] });
    expect(asked(fixture).filter(path => path.includes('groups'))).toEqual([]);
  });

  it('have members whose rows are odd otherwise', async () => {
    await using fixture = await oneloginFixture(account, { groups: true });
    fixture.onelogin.corrupt('ann', { state: null });

    expect(membersByName(await pull(fixture))).toMatchObject({ 'group:Band': ['ann', 'cid'] });
  });

  it.each([
    ['does not say', undefined],
    ['says so that nobody understands it', { id: 477661 }],
  ])(
    'are unknown, all of them, where a row %s in which one somebody is: nobody drops out of a group by that (R1)',
    async (_, group_id) => {
      await using fixture = await oneloginFixture(account, { groups: true });
      fixture.onelogin.corrupt('ann', { group_id });

      expect(membersByName(await pull(fixture))).toEqual({ Band: ['bob'], 'group:Band': 'unknown', 'group:Nobody': 'unknown' });
      const ann = { ids: [personId('ann')], logins: [], alike: [] };
      await expect(fixture.source.pullPeople(ann, options())).rejects.toThrow('does not say in which group ann is');
    },
  );

  it('keep somebody whose own page cannot be read: their row in the list says it', async () => {
    await using fixture = await oneloginFixture(account, { groups: true, attributes: { costCentre: 'string' } });
    fixture.onelogin.fail(/users\/ann/, { kind: 'status', status: 503 });

    const directory = await pull(fixture);

    expect(directory.quarantined).toMatchObject([{ id: 'ann' }]);
    expect(membersByName(directory)).toMatchObject({ 'group:Band': ['ann', 'cid'] });
  });

  it('are told of one person as in a whole read', async () => {
    await using fixture = await oneloginFixture(account, { groups: true });

    const { directory } = await fixture.source.pullPeople({ ids: [personId('ann')], logins: [], alike: [] }, options());

    expect(membersByName(directory)).toEqual({ Band: [], 'group:Band': ['ann'], 'group:Nobody': [] });
  });
});

const counted = (count: number) => ({ 'content-type': 'application/json', 'total-count': String(count) });
