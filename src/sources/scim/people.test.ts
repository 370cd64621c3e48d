import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asked, company, type ScimFixture, scimFixture, settingsOf, type Written } from '../../../test/contracts/scim-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import { parseFilter } from '../../sandbox/scim/filter.js';
import { EXTENSION, type PersonInput, type Quirk } from '../../sandbox/scim/index.js';
import { quoted } from '../scim-filter.js';
import { scim } from './index.js';

const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: ScimFixture) => source.pull({ group: () => true }, options());

async function annOf(ann: Exclude<PersonInput, string>, quirks: Quirk[] = [], written: Written = {}) {
  await using fixture = await scimFixture({ users: [ann], quirks }, written);
  return (await pull(fixture)).people.get(personId(ann.id));
}

describe('what a row says of a person', () => {
  it.each<[string, boolean, Quirk[], string]>([
    ['true', true, [], 'active'],
    ['false', false, [], 'inactive'],
    ['"True"', true, ['activeAsText'], 'active'],
    ['"False"', false, ['activeAsText'], 'inactive'],
    ['missing: active', false, ['activeMissing'], 'active'],
  ])('`active` %s (R5, U1)', async (_, active, quirks, kind) => {
    expect((await annOf({ id: 'ann', active }, quirks))?.standing.kind).toBe(kind);
  });

  it('says once that rows without `active` count as active', async () => {
    await using fixture = await scimFixture({ users: ['ann', 'bob'], quirks: ['activeMissing'] });

    expect((await pull(fixture)).evidence.lists[0]?.end).toMatch(/; 2 rows without `active` count as active$/);
  });

  it.each<[string, object, string]>([
    ['the primary address', { emails: [{ value: 'a@x' }, { value: 'b@x', primary: true }] }, 'b@x'],
    [
      'else the one at work',
      {
        emails: [
          { value: 'a@x', type: 'home' },
          { value: 'b@x', type: 'Work' },
        ],
      },
      'b@x',
    ],
    ['else the first', { emails: [{ value: 'a@x' }, { value: 'b@x' }] }, 'a@x'],
    ['else a userName that is one', { emails: [], userName: 'ann@x' }, 'ann@x'],
    ['else nothing', { emails: [], userName: 'ann' }, ''],
  ])('takes as e-mail %s', async (_, more, email) => {
    expect((await annOf({ id: 'ann', ...more }))?.email).toBe(email);
  });

  it('keeps an id a text, also where the server sends a number', async () => {
    expect(await annOf({ id: '7' }, ['numericIds'])).toMatchObject({ id: '7', attributes: { id: '7' } });
  });

  it('sets a row without userName aside (R2)', async () => {
    await using fixture = await scimFixture(company);
    fixture.scim.corrupt('bob', { userName: undefined });

    expect((await pull(fixture)).quarantined).toMatchObject([{ id: 'bob', problem: expect.stringContaining('userName') }]);
  });

  it("shows expressions the core and enterprise attributes under flat names, and the server's own as the config names them", async () => {
    const more = {
      title: 'Engineer',
      phoneNumbers: [{ type: 'mobile', value: '+2' }],
      addresses: [{ type: 'work', locality: 'Berlin' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
        department: 'R&D',
        employeeNumber: 42,
        manager: { value: 'bob' },
      },
      [EXTENSION]: { costCentre: 'C7', level: 3, skills: ['chess', 'go'], desk: { floor: 'top' } },
    };
    const attributes = {
      costCentre: 'string',
      level: 'number',
      unset: 'string',
      abilities: 'list',
      floor: 'string',
      family: 'string',
    };
    const attributePaths = { abilities: `${EXTENSION}:SKILLS`, floor: `${EXTENSION}:desk.floor`, family: 'name.familyName' };

    expect((await annOf({ id: 'ann', more }, [], { attributes, attributePaths }))?.attributes).toEqual({
      ...{ id: 'ann', login: 'ann@example.com', email: 'ann@example.com', emails: ['ann@example.com'], active: true },
      ...{ firstName: 'ann', lastName: 'Example', displayName: 'ann Example', formattedName: 'ann Example' },
      ...{ title: 'Engineer', mobilePhone: '+2', city: 'Berlin', department: 'R&D', employeeNumber: '42', managerId: 'bob' },
      ...{ costCentre: 'C7', level: 3, abilities: ['chess', 'go'], floor: 'top', family: 'Example' },
    });
  });

  it('declares what the config names beside the standard ones', () => {
    const settings = settingsOf(
      { baseUrl: 'http://x.test/scim' },
      { attributes: { level: 'number', a: 'list' }, attributePaths: { a: 'urn:x:a' } },
    );
    expect(scim.attributes(settings)).toMatchObject({
      level: 'number',
      a: 'list',
      department: 'string',
      active: 'boolean',
      emails: 'list',
    });
  });
});

describe('some people (DESIGN §2)', () => {
  const find = ({ source }: ScimFixture, logins: string[], alike: { login: string; email: string }[] = []) =>
    source.pullPeople({ ids: [], logins, alike }, options());

  it.each<[string, Quirk[]]>([
    ['knows filters', []],
    ['refuses filters', ['filterRefused']],
    ['refuses filters without saying so beforehand', ['filterRefused', 'noDiscovery']],
    ['has not built filters', ['filterNotBuilt', 'noDiscovery']],
    ['answers any filter with everybody', ['filterIgnored']],
  ])('are found where the server %s', async (_, quirks) => {
    await using fixture = await scimFixture({ ...company, quirks });

    const { directory, byLogin } = await find(fixture, ['ann'], [{ login: 'x', email: 'BOB@example.com' }]);

    expect(byLogin.get('ann')).toEqual(['ann']);
    expect(standings(directory)).toEqual({ ann: 'active', bob: 'active' });
    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
  });

  it('come with groups that are around theirs (G9)', async () => {
    const groups = [
      { name: 'Inner', members: ['ann'] },
      { name: 'Outer', groups: ['Inner'] },
    ];
    await using fixture = await scimFixture({ users: ['ann', 'bob'], groups });

    expect(membersByName((await find(fixture, ['ann'])).directory)).toEqual({ Inner: ['ann'], Outer: ['ann'] });
  });

  it('need a handful of calls, however many others there are', async () => {
    const users = Array.from({ length: 2000 }, (_, at) => `p${at}`);
    await using fixture = await scimFixture({ users, groups: { All: users, Few: ['p1'] } });
    await find(fixture, ['p1']);

    expect(asked(fixture).length).toBeLessThan(8);
  });

  it('are not handed out with half of their groups: one that is not known rejects, and says which (R1)', async () => {
    await using fixture = await scimFixture(company);
    fixture.scim.corrupt('sales', { members: undefined });

    const failure: unknown = await find(fixture, ['ann']).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(failure).toMatchObject({
      message: expect.stringContaining('Who is in Sales'),
      hint: expect.stringContaining('members'),
    });
  });

  it('cannot break out of a filter, whatever they are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(parseFilter(`userName eq ${quoted(text)}`)).toMatchObject({ kind: 'compare', value: text });
      }),
    );
  });

  it('are found by a name with quotes in it', async () => {
    const name = 'o"neil\\ or userName pr';
    await using fixture = await scimFixture({ users: ['ann', { id: 'o', userName: name }] });

    expect((await find(fixture, [`${name}`])).byLogin.get(name)).toEqual(['o']);
  });
});

describe('looking somebody up (R5)', () => {
  const lookUp = async (fixture: ScimFixture, id = 'ann') =>
    (await fixture.source.lookup([personId(id)], options())).get(personId(id));

  it('believes a 404 in the words of SCIM, with its status as text or as number', async () => {
    await using fixture = await scimFixture(company);
    expect(await lookUp(fixture, 'gone')).toEqual({ kind: 'deleted' });
    fixture.scim.fail(/Users\/ann/, { kind: 'status', status: 404, body: { status: 404, detail: 'no' } });
    expect(await lookUp(fixture)).toEqual({ kind: 'deleted' });
  });

  it.each([
    ['of a web page', '<html>not here</html>'],
    ['of another program', { message: 'no route' }],
    ['of nobody', ''],
    ['of a framework', { timestamp: '2026-11-01T08:00:00Z', status: 404, error: 'Not Found', path: '/scim/v2/Users/ann' }],
    ['of a gateway', { type: 'about:blank', title: 'Not Found', status: 404, detail: 'No route.', instance: '/Users/ann' }],
    ['that says no more than that', { status: 404 }],
  ])('does not believe a 404 %s', async (_, body) => {
    await using fixture = await scimFixture(company);
    fixture.scim.fail(/Users\/ann/, { kind: 'status', status: 404, body });

    expect(await lookUp(fixture)).toMatchObject({ kind: 'unknown' });
  });

  it('does not believe a row of somebody else', async () => {
    await using fixture = await scimFixture(company);
    fixture.scim.corrupt('ann', { id: 'bob' });

    expect(await lookUp(fixture)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('bob') });
  });
});
