import { describe, expect, it } from 'vitest';
import { asked, company, type GoogleFixture, googleFixture } from '../../../test/contracts/google-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import type { MemberInput } from '../../sandbox/google/events.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: GoogleFixture) => source.pull(everything, options());
const names = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(3, '0')}`);

const nested = {
  users: ['ann', 'bob', 'cid', 'dan'],
  groups: [
    { name: 'eng', members: ['ann', 'backend', 'frontend'] },
    { name: 'backend', members: ['bob', 'db'] },
    { name: 'frontend', members: ['bob', 'ann'] },
    { name: 'db', members: ['cid'] },
    { name: 'ops', members: ['dan'] },
  ],
};

const idOf = ({ google }: GoogleFixture, name: string) =>
  google.customer.groups.values().find(group => group.name === name)?.id ?? '';

const membersAsked = (fixture: GoogleFixture) => asked(fixture).filter(url => url.includes('/members'));

/** One group with one member of this kind, besides ann. */
const withMember = (member: MemberInput) => ({ users: ['ann', 'bob'], groups: [{ name: 'Eng', members: ['ann', member] }] });

describe('groups', () => {
  it('come with whoever is in groups inside them, each person once (G9)', async () => {
    await using fixture = await googleFixture(nested);

    expect(membersByName(await pull(fixture))).toEqual({
      ...{ eng: ['ann', 'bob', 'cid'], backend: ['bob', 'cid'], frontend: ['ann', 'bob'], db: ['cid'], ops: ['dan'] },
    });
  });

  it('have whom Google itself derives, though only direct members are asked for', async () => {
    await using fixture = await googleFixture(nested);
    const { google } = fixture;
    const directory = await pull(fixture);
    expect(asked(fixture).join()).not.toContain('includeDerivedMembership');

    const authorization = String(google.requests.at(-1)?.headers.authorization);
    for (const { id, members } of directory.groups.values()) {
      const url = `${google.url}/admin/directory/v1/groups/${id}/members?includeDerivedMembership=true`;
      const rows: readonly { id: string; type: string }[] = Object(
        await (await fetch(url, { headers: { authorization } })).json(),
      ).members;
      const derived = rows.filter(({ type }) => type !== 'GROUP').map(row => row.id);
      expect(members).toEqual({ kind: 'read', ids: new Set(derived) });
    }
  });

  it('are asked for members once each, those inside them too, and no others', async () => {
    await using fixture = await googleFixture(nested);

    await fixture.source.pull({ group: ({ name }) => name === 'eng' || name === 'frontend' }, options());

    const wanted = ['eng', 'frontend', 'backend', 'db'].map(name => idOf(fixture, name));
    expect(membersAsked(fixture).map(url => url.split('/')[1])).toEqual(expect.arrayContaining(wanted));
    expect(membersAsked(fixture)).toHaveLength(4);
  });

  it('end where they stand in a circle, which Google forbids today', async () => {
    await using fixture = await googleFixture(nested);
    const { groups } = fixture.google.customer;
    const top = idOf(fixture, 'eng');
    groups.get(idOf(fixture, 'db'))?.members.set(top, { id: top, role: 'MEMBER', type: 'GROUP' });

    expect(membersByName(await pull(fixture))).toMatchObject({ eng: ['ann', 'bob', 'cid'], db: ['ann', 'bob', 'cid'] });
  });

  it('are unknown with whatever they stand in, where the members of one inside cannot be read (R1)', async () => {
    await using fixture = await googleFixture(nested);
    fixture.google.fail(new RegExp(`groups/${idOf(fixture, 'db')}/members`), { kind: 'status', status: 503 });

    expect(membersByName(await pull(fixture))).toEqual({
      ...{ eng: 'unknown', backend: 'unknown', db: 'unknown', frontend: ['ann', 'bob'], ops: ['dan'] },
    });
  });

  it('are unknown when they were deleted between the list and their members: 404 (google.md §6)', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.before(/members/, () => fixture.google.removeGroup('Sales'));

    expect(membersByName(await pull(fixture))).toMatchObject({ Sales: 'unknown', Engineering: ['ann', 'bob'] });
  });

  it('come with everybody where all of the customer are a member: a row without an address (google.md §3)', async () => {
    await using fixture = await googleFixture({ ...company, groups: { All: ['everyone'], Above: ['All'], Sales: ['bob'] } });

    expect(membersByName(await pull(fixture))).toEqual({
      All: ['ann', 'bob', 'cid'],
      Above: ['ann', 'bob', 'cid'],
      Sales: ['bob'],
    });
  });

  it('come with everybody also whose row is odd, so that nothing is taken from them (R2)', async () => {
    await using fixture = await googleFixture({ ...company, groups: { All: ['everyone'] } });
    fixture.google.corrupt('bob', { suspended: null });

    expect(membersByName(await pull(fixture))).toEqual({ All: ['ann', 'bob', 'cid'] });
  });

  it('have somebody whose row is odd, also where no status is told of them (R2)', async () => {
    await using fixture = await googleFixture({ users: ['ann', 'bob'], groups: { Eng: ['ann', 'bob'] } });
    fixture.google.corrupt('bob', { suspended: null });
    fixture.google.before(/members/, () => fixture.google.customer.users.delete('bob')); // no status then

    expect(membersByName(await pull(fixture))).toEqual({ Eng: ['ann', 'bob'] });
  });

  it.each<[string, MemberInput]>([
    ['somebody of another organisation, whom no status is told of', { id: '999', type: 'USER', email: 'ext@other.test' }],
    ['an address of no Google account', { id: '999', type: 'EXTERNAL', email: 'ext@other.test' }],
    ['a group of another organisation', { id: '999', type: 'GROUP', email: 'ext@other.test' }],
  ])('lack %s: named and counted, and nobody (google.md §8)', async (_, member) => {
    await using fixture = await googleFixture(withMember(member));

    const directory = await pull(fixture);

    expect(membersByName(directory)).toEqual({ Eng: ['ann'] });
    expect(directory.evidence.lists.at(-1)?.end).toContain('; 1 not of this organisation, who count as nobody: ext@other.test');
  });

  it('count whoever is not of this organisation, and name three', async () => {
    const members = names(5).map(id => ({ id, type: 'USER', email: `${id}@other.test` }));
    await using fixture = await googleFixture({ users: ['ann'], groups: [{ name: 'Eng', members }] });

    expect((await pull(fixture)).evidence.lists.at(-1)?.end).toMatch(
      /; 5 not of .*: p000@other.test, p001@.*, p002@.* and 2 more$/,
    );
  });

  it('keep a member of ours whom the list of people lacks: somebody new, until the next run (R1)', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.before(/\/groups\?/, () => {
      fixture.google.addUser('new');
      fixture.google.join('new', 'Sales');
    });

    expect(membersByName(await pull(fixture))).toMatchObject({ Sales: ['bob', 'new'] });
  });

  it('are unknown with a member of a kind that we do not know', async () => {
    await using fixture = await googleFixture(withMember({ id: 'x', type: 'ROBOT' }));

    expect(membersByName(await pull(fixture))).toEqual({ Eng: 'unknown' });
  });

  it('have owners and managers as members; elsewhere they were forgotten (google.md §8)', async () => {
    await using fixture = await googleFixture(withMember({ id: 'bob', role: 'OWNER', type: 'USER' }));

    expect(membersByName(await pull(fixture))).toEqual({ Eng: ['ann', 'bob'] });
  });

  it('know their members by id: the address may be an alias (Gotcha 4)', async () => {
    await using fixture = await googleFixture(withMember({ id: 'bob', email: 'bobby@example.com' }));

    expect(membersByName(await pull(fixture))).toEqual({ Eng: ['ann', 'bob'] });
  });

  it('go by name, which several may have, or by address; without a visible name by address', async () => {
    const groups = [
      { name: 'Eng', email: 'eng@example.com' },
      { name: 'Eng', email: 'eng@de.example.com' },
      { name: '\u200b', email: 'blank@example.com' },
    ];
    await using byName = await googleFixture({ users: ['ann'], groups });
    await using byEmail = await googleFixture({ users: ['ann'], groups }, { groupNames: 'email' });
    const named = async (fixture: GoogleFixture) => [...(await pull(fixture)).groups.values()].map(({ name }) => name).sort();

    expect(await named(byName)).toEqual(['Eng', 'Eng', 'blank@example.com']);
    expect(await named(byEmail)).toEqual(['blank@example.com', 'eng@de.example.com', 'eng@example.com']);
  });

  it('keep their ids when name and address change (G8)', async () => {
    await using fixture = await googleFixture(company);
    const before = [...(await pull(fixture)).groups.keys()];
    fixture.google.renameGroup('Sales', 'Sellers');

    expect([...(await pull(fixture)).groups.keys()]).toEqual(before);
  });

  it('come in pages of 200, and their members too, whatever is asked for people', async () => {
    const groups = [{ name: 'all', members: names(450) }, ...names(250).map(name => ({ name }))];
    await using fixture = await googleFixture({ users: names(450), groups });

    const directory = await fixture.source.pull({ group: ({ name }) => name === 'all' }, options());

    expect(directory.groups.size).toBe(251);
    expect(membersByName(directory).all).toHaveLength(450);
    expect(
      asked(fixture)
        .filter(url => url.startsWith('groups'))
        .every(url => url.includes('maxResults=200')),
    ).toBe(true);
  });
});

describe("Google's own count of a group's people (R1)", () => {
  it('is evidence where it is not more than are listed, and empties no group by itself: groups inside are not counted', async () => {
    await using fixture = await googleFixture({ ...nested, groups: [...nested.groups, { name: 'above', members: ['eng'] }] });

    const directory = await pull(fixture);

    expect(membersByName(directory).above).toEqual(['ann', 'bob', 'cid']);
    const listed = (name: string) => directory.evidence.lists.find(({ what }) => what === `members of ${name}`);
    expect(listed('frontend')).toMatchObject({ rows: 2, total: 2 });
    expect(listed('above')).not.toHaveProperty('total');
  });

  it('too low, because it is late, leaves the members as they are listed', async () => {
    await using fixture = await googleFixture({ users: ['ann'], groups: [{ name: 'Eng', members: ['ann'], countsAs: 0 }] });

    expect(membersByName(await pull(fixture))).toEqual({ Eng: ['ann'] });
  });

  it('too high makes the group unknown, once it was read twice', async () => {
    await using fixture = await googleFixture({ users: ['ann'], groups: [{ name: 'Eng', members: ['ann'], countsAs: 2 }] });

    const { groups } = await pull(fixture);

    expect([...groups.values()][0]?.members).toEqual({
      kind: 'unknown',
      why: 'Google counts 2 people in it, and shows 1, twice',
    });
    expect(membersAsked(fixture)).toHaveLength(2);
  });

  it('too high, because somebody left meanwhile, is asked again', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.before(/members/, () => fixture.google.leave('bob', 'Sales'));

    expect(membersByName(await pull(fixture))).toMatchObject({ Sales: [] });
    expect(membersAsked(fixture)).toHaveLength(3);
  });

  it('is not met by groups among the members', async () => {
    const groups = [
      { name: 'Eng', members: ['db'], countsAs: 1 },
      { name: 'db', members: ['ann'] },
    ];
    await using fixture = await googleFixture({ users: ['ann'], groups });

    expect(membersByName(await pull(fixture))).toEqual({ Eng: 'unknown', db: ['ann'] });
  });
});

describe('calls', () => {
  it('are as few as the page limits allow: people by 500, groups by 200, and a list for each group in scope', async () => {
    const groups = Object.fromEntries(names(10).map(name => [name, names(3)]));
    await using fixture = await googleFixture({ users: names(900), groups });

    const { evidence } = await pull(fixture);

    expect(evidence.calls).toBe(1 + 2 + 1 + 10); // token, people, groups, members
  });
});
