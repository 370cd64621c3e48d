import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOn, neededOf, pulledByFilter } from '../../../test/conditions.js';
import { asked, type ScimFixture, scimFixture, type Written } from '../../../test/contracts/scim-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import type { Condition, GroupNames } from '../../model/condition.js';
import { EXTENSION, type PersonInput, type Quirk, type ScimOptions } from '../../sandbox/scim/index.js';
import type { PullScope } from '../source.js';

const options = () => ({ signal: new AbortController().signal });
const whole: PullScope = { group: () => true };
const inIt: Condition = { kind: 'is', attribute: 'title', values: ['IT'] };
const engineering: GroupNames = { names: ['engineering'], prefixes: ['atl-'], ids: ['g7'] };
const titled = (id: string, title: string, more: object = {}): PersonInput => ({ id, more: { title }, ...more });
const company: ScimOptions = {
  users: [titled('ann', 'IT'), titled('bob', 'HR'), titled('cid', 'HR', { active: false }), titled('dee', 'it')],
  groups: [
    { id: 'eng', name: 'Engineering', members: ['ann', 'bob'] },
    { id: 'sales', name: 'Sales', members: ['bob'] },
    { id: 'atl', name: 'ATL-x', members: ['dee'], groups: ['Sales'] },
    { id: 'g7', name: 'Seven', members: ['ann'] },
  ],
};
const filtered = (quirks: Quirk[] = [], written: Written = {}, more: ScimOptions = {}) =>
  scimFixture({ ...company, ...more, quirks }, { filters: true, ...written });
const pullOnly = ({ source }: ScimFixture, scope: Partial<PullScope> = { only: inIt }) =>
  source.pull({ ...whole, ...scope }, options());
const lists = (fixture: ScimFixture) => asked(fixture).filter(path => path.startsWith('Users?'));

describe('a filter over people, asked of the server', () => {
  it('brings whoever fulfils it, and whoever is inactive (R5)', async () => {
    await using fixture = await filtered();
    const { people, evidence } = await pullOnly(fixture);
    expect([...people.keys()]).toEqual(['ann', 'cid', 'dee']); // `it` too: most servers compare without case
    expect(evidence.lists[0]).toMatchObject({ rows: 3 });
  });

  it('is read to a proven end like the list of everybody (R1)', async () => {
    await using fixture = await filtered();
    expect((await pullOnly(fixture)).evidence.lists[0]?.end).toBe('nothing after its last row');
  });

  it('is not asked unless the config says so', async () => {
    await using fixture = await scimFixture(company);
    expect(fixture.source.pushes?.(inIt)).toBeUndefined();
    const { people, groups } = await pullOnly(fixture, { only: inIt, groups: engineering });
    expect([people.size, groups.size]).toEqual([4, 4]);
  });

  it.each<[Quirk, number]>([
    ['filterRefused', 4],
    ['filterNotBuilt', 4],
    ['filterIgnored', 4],
    ['activeAsText', 4],
  ])('reads everybody from a server with %s', async (quirk, people) => {
    await using fixture = await filtered([quirk]);
    const read = await pullOnly(fixture, { only: inIt, groups: engineering });
    expect(read.people.size).toBe(people);
    expect(membersByName(read)).toMatchObject({ Engineering: ['ann', 'bob'] });
  });

  it('looks up a linked person whom the filter leaves out, and believes the read (R5)', async () => {
    await using fixture = await filtered();
    const pulled = await pulledByFilter(fixture.source, inIt, ['bob']);
    expect(pulled.kind === 'read' && [...pulled.directory.people.keys()]).toEqual(['ann', 'cid', 'dee', 'bob']);
    expect(asked(fixture)).toContain('Users/bob');
    expect(lists(fixture).every(path => path.includes('filter=title eq "IT" or active eq false'))).toBe(true);
  });

  it('asks for attributes that are one place in a row, of the own ones those with their schema', async () => {
    const attributes = { costCentre: 'string', badge: 'string', level: 'number' };
    await using fixture = await filtered([], { attributes, attributePaths: { costCentre: `${EXTENSION}:costCentre` } });
    const isAsked = (attribute: string) => fixture.source.pushes?.({ ...inIt, attribute }) !== undefined;
    expect(
      ['login', 'firstName', 'department', 'manager', 'costCentre', 'badge', 'email', 'displayName', 'city'].filter(isAsked),
    ).toEqual(['login', 'firstName', 'department', 'manager', 'costCentre']);
  });

  it('leaves nobody out who passes the filter here', async () => {
    const words = ['IT', 'it', 'IT and more', 'HR', 'Zürich (West)', '7', 'a "b"'];
    const users = words.flatMap((title, at) =>
      words.map((own, also) =>
        titled(`p${at}${also}`, title, { active: (at + also) % 5 !== 0, more: { title, [EXTENSION]: { own } } }),
      ),
    );
    const written = { attributes: { own: 'string' }, attributePaths: { own: `${EXTENSION}:own` } };
    await using fixture = await filtered([], written, { users, groups: [] });
    const everybody = await fixture.source.pull(whole, options());
    await fc.assert(
      fc.asyncProperty(conditionsOn(['title', 'own', 'email'], words), async condition => {
        const only = fixture.source.pushes?.(condition);
        const { people } = await pullOnly(fixture, only === undefined ? {} : { only });
        expect([...people.keys()]).toEqual(expect.arrayContaining(neededOf(everybody, condition)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('groups asked for by name', () => {
  it('brings those that are named, without case, and the members of groups inside that are not', async () => {
    await using fixture = await filtered();
    expect(membersByName(await pullOnly(fixture, { groups: engineering }))).toEqual({
      ...{ 'ATL-x': ['bob', 'dee'], Engineering: ['ann', 'bob'], Seven: ['ann'] },
    });
  });

  it('takes a member whom no list has for a person who was left out, and asks nobody', async () => {
    await using fixture = await filtered(['membersWithoutType']);
    expect(membersByName(await pullOnly(fixture))).toMatchObject({ 'ATL-x': ['bob', 'dee'], Engineering: ['ann', 'bob'] });
    expect(asked(fixture).filter(path => path.startsWith('Groups/'))).toEqual([]);
  });

  it('reads all where people were left out too, and only the list of all groups tells whether a member is one', async () => {
    await using fixture = await filtered(['membersWithoutType']);
    const { groups } = await pullOnly(fixture, { only: inIt, groups: engineering });
    expect(groups.size).toBe(4);
    expect(asked(fixture).filter(path => path.startsWith('Groups/'))).toEqual([]);
  });

  it('reads all where those that are named show no member: an empty one is told by others that do', async () => {
    const groups = [{ name: 'Engineering' }, { name: 'Sales', members: ['bob'] }];
    await using fixture = await filtered([], {}, { groups });
    expect(membersByName(await pullOnly(fixture, { groups: engineering }))).toEqual({ Engineering: [], Sales: ['bob'] });
  });
});
