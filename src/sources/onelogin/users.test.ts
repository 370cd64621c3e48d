import { describe, expect, it } from 'vitest';
import { asked, company, type OneLoginFixture, oneloginFixture } from '../../../test/contracts/onelogin-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { Unavailable, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: OneLoginFixture) => source.pull(everything, options());
const people = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(4, '0')}`);
const ofUsers = (fixture: OneLoginFixture) => asked(fixture).filter(path => path.startsWith('/api/2/users'));

describe('users', () => {
  it('come page by page, by the cursor in the headers, as many as OneLogin counts (R1)', async () => {
    await using fixture = await oneloginFixture({ users: people(25) }, { pageSize: 10 });

    const { people: found, evidence } = await pull(fixture);

    expect(found.size).toBe(25);
    expect(ofUsers(fixture).slice(0, 3)).toEqual([
      '/api/2/users?limit=10',
      `/api/2/users?cursor=${btoa('limit=10&page=2')}`,
      `/api/2/users?cursor=${btoa('limit=10&page=3')}`,
    ]);
    expect(evidence.lists.find(({ what }) => what === 'users')).toMatchObject({ pages: 3, rows: 25, total: 25 });
  });

  it('are asked for a hundred at a time, and come as few as OneLogin likes: its cursor says whether there are more', async () => {
    await using fixture = await oneloginFixture({ users: people(120), pageSize: 50 });

    expect((await pull(fixture)).people.size).toBe(120);
    expect(ofUsers(fixture)[0]).toBe('/api/2/users?limit=100');
  });

  it('come whole where the last page is just full, and in one call where one page will do', async () => {
    await using fixture = await oneloginFixture({ users: people(100) });

    expect((await pull(fixture)).people.size).toBe(100);
    expect(ofUsers(fixture)).toHaveLength(1);
  });

  it('are read again when somebody went between two pages: the next page lacks another one (gotcha 9)', async () => {
    await using fixture = await oneloginFixture({ users: people(25) }, { pageSize: 10 });
    fixture.onelogin.before(/cursor=.*$/, () => fixture.onelogin.remove('p0003'));

    const { people: found } = await pull(fixture);

    expect([...found.keys()]).toEqual(people(25).filter(id => id !== 'p0003'));
    expect(ofUsers(fixture).filter(path => path.includes('limit=10')).length).toBeGreaterThan(1);
  });

  it('are read again when somebody went while somebody else came: the count stays, and a third is out of sight (R1)', async () => {
    await using fixture = await oneloginFixture({ users: people(25) }, { pageSize: 10 });
    fixture.onelogin.before(/cursor=/, () => {
      fixture.onelogin.remove('p0003');
      fixture.onelogin.addPerson('p9999');
    });
    fixture.onelogin.before(/created_since/, () => fixture.pass(60_000));

    const { people: found } = await pull(fixture);

    expect(found.has(personId('p0010'))).toBe(true);
    expect(found.size).toBe(25);
  });

  it('are not read for ever where OneLogin does not hear the question who is new', async () => {
    await using fixture = await oneloginFixture({ users: people(25) }, { pageSize: 10 });
    fixture.onelogin.fail(/created_since/, {
      kind: 'status',
      status: 200,
      body: '[]',
      headers: { ...json, 'total-count': '25' },
    });

    expect((await pull(fixture)).people.size).toBe(25);
  });

  it('are no list when they move each time: unread, never a short list (R1)', async () => {
    await using fixture = await oneloginFixture({ users: people(25) }, { pageSize: 10 });
    for (let at = 0; at < 3; at += 1) fixture.onelogin.before(/page|cursor=/, () => fixture.onelogin.remove(`p000${at}`), at);

    await expect(pull(fixture)).rejects.toMatchObject({
      name: 'UnexpectedReply',
      message: expect.stringContaining('no better in 3 tries'),
      hint: expect.stringMatching(/./),
    });
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['fewer than are counted', { 'total-count': '4' }, '[{"id":1}]', /1 of the 4 rows/],
    ['one twice', { 'total-count': '2' }, '[{"id":1},{"id":1}]', /1 is in it twice/],
    ['no count at all', {}, '[{"id":1}]', /without its count/],
    ['the same page again', { 'total-count': '2', 'after-cursor': 'x' }, '[{"id":1}]', /in it twice/],
    ['a page in the middle that is empty', { 'total-count': '2', 'after-cursor': 'x' }, '[]', /empty/],
  ])('are no list with %s', async (_, headers, body, told) => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/api\/2\/users/, { kind: 'status', status: 200, headers: { ...json, ...headers }, body });

    const reading = pull(fixture);

    await expect(reading).rejects.toThrow(UnexpectedReply);
    await expect(reading).rejects.toThrow(told);
  });

  it('are no list where a page leads back to one before, whatever rows it has', async () => {
    await using fixture = await oneloginFixture(company);
    for (let pass = 0; pass < 3; pass += 1)
      for (const id of [1, 2]) {
        const headers = { ...json, 'total-count': '9', 'after-cursor': 'x' };
        fixture.onelogin.fail(/api\/2\/users/, { kind: 'status', status: 200, headers, body: `[{"id":${id}}]` }, { times: 1 });
      }

    await expect(pull(fixture)).rejects.toThrow(/leads back/);
    expect(ofUsers(fixture)).toHaveLength(6);
  });

  it('are no list where an answer breaks off, however well it began', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/api\/2\/users/, { kind: 'halfBody' });

    await expect(pull(fixture)).rejects.toThrow(Unavailable);
  });

  it('have ids that are texts here and numbers there, however large (gotcha 2)', async () => {
    const id = String(2 ** 31 + 5);
    await using fixture = await oneloginFixture({ users: [{ id, email: 'ann@example.com' }], roles: { Eng: [id] } });

    const directory = await pull(fixture);

    expect([...directory.people.keys()]).toEqual([id]);
    expect(membersByName(directory)).toEqual({ Eng: [id] });
  });

  it('are known by their e-mail address where they have no username, and the other way round (gotcha 1)', async () => {
    const users = [
      { id: '1', username: '', email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' },
      { id: '2', username: 'bob', email: null },
      { id: '3', username: null, email: '' },
    ];
    await using fixture = await oneloginFixture({ users });

    const directory = await pull(fixture);

    expect([...directory.people.values()].map(({ login, email, displayName }) => [login, email, displayName])).toEqual([
      ['ann@example.com', 'ann@example.com', 'Ann Lee'],
      ['bob', '', 'bob'],
    ]);
    expect(directory.quarantined).toMatchObject([{ id: '3', problem: expect.stringContaining('neither') }]);
  });
});

describe('attributes', () => {
  const ann = {
    id: 'ann',
    email: 'ann@example.com',
    customAttributes: { costCentre: '42', remote: 'true', note: '' },
    more: { title: 'Engineer', external_id: 7 },
  };
  const declared = { costCentre: 'number', remote: 'boolean', note: 'string', title: 'string' };
  const expected = { costCentre: 42, remote: true, note: null, title: 'Engineer', externalId: '7' };
  const pages = (fixture: OneLoginFixture) => asked(fixture).filter(path => /users\/[^?]/.test(path));

  it('come with the list where OneLogin heeds `fields` (gotcha 3)', async () => {
    await using fixture = await oneloginFixture({ users: [ann, 'bob'], fieldsAdd: true }, { attributes: declared });

    const { people: found } = await pull(fixture);

    expect(found.get(personId('ann'))?.attributes).toMatchObject(expected);
    expect(found.get(personId('bob'))?.attributes).toMatchObject({ costCentre: null, title: null });
    expect(pages(fixture)).toEqual([]);
  });

  it("come from everybody's own page where the list leaves them out: what is left out is not the same as empty", async () => {
    await using fixture = await oneloginFixture({ users: [ann, 'bob'] }, { attributes: declared });

    const { people: found } = await pull(fixture);

    expect(found.get(personId('ann'))?.attributes).toMatchObject(expected);
    expect(pages(fixture)).toEqual(['/api/2/users/ann', '/api/2/users/bob']);
  });

  it('are asked for without `fields` where OneLogin refuses them', async () => {
    await using fixture = await oneloginFixture({ users: [ann] }, { attributes: declared });
    fixture.onelogin.fail(/fields=/, { kind: 'status', status: 422, body: { statusCode: 422, name: 'x', message: 'no' } });

    expect((await pull(fixture)).people.get(personId('ann'))?.attributes).toMatchObject(expected);
  });

  it('are not asked for where the config names none', async () => {
    await using fixture = await oneloginFixture({ users: [ann] });

    await pull(fixture);

    expect(asked(fixture).filter(path => /fields|users\/a/.test(path))).toEqual([]);
  });

  it('that cannot be read make one person unknown, not without attributes (R2)', async () => {
    await using fixture = await oneloginFixture({ users: [ann, 'bob'] }, { attributes: declared });
    fixture.onelogin.fail(/users\/bob/, { kind: 'status', status: 503 });

    const { people: found, quarantined } = await pull(fixture);

    expect([...found.keys()]).toEqual(['ann']);
    expect(quarantined).toMatchObject([{ id: 'bob', problem: expect.stringContaining('503') }]);
  });

  it("that somebody's own page leaves out as well are unknown, never empty, in each way to read it (R2)", async () => {
    await using fixture = await oneloginFixture({ users: [ann, 'bob'] }, { attributes: declared });
    fixture.onelogin.corrupt('ann', { custom_attributes: undefined });

    const { people: found, quarantined } = await pull(fixture);
    const lookedUp = await fixture.source.lookup([personId('ann')], options());
    const some = await fixture.source.pullPeople({ ids: [personId('ann')], logins: [], alike: [] }, options());

    expect([...found.keys()]).toEqual(['bob']);
    expect(quarantined).toMatchObject([{ id: 'ann', problem: expect.stringContaining('custom_attributes') }]);
    for (const answers of [lookedUp, some.lookedUp]) expect(answers.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['a word for a number', { costCentre: 'x' }],
    ['a number for true or false', { remote: '1' }],
  ])('are odd with %s: it is not guessed (R2)', async (_, customAttributes) => {
    await using fixture = await oneloginFixture(
      { users: [{ ...ann, customAttributes }], fieldsAdd: true },
      { attributes: { costCentre: 'number', remote: 'boolean' } },
    );

    expect((await pull(fixture)).quarantined).toMatchObject([{ id: 'ann', problem: expect.stringContaining('the attribute') }]);
  });
});

describe('an app', () => {
  const account = { ...company, users: [...(company.users ?? []), 'dan'], apps: { '77': ['ann', 'dan'] } };

  it('narrows people down to those who are assigned to it; the inactive are stated all the same (R5)', async () => {
    await using fixture = await oneloginFixture(account, { app: '77' });

    const directory = await pull(fixture);

    expect(standings(directory)).toEqual({ ann: 'active', dan: 'active', cid: 'inactive' });
    expect(membersByName(directory)).toMatchObject({ Engineering: ['ann', 'bob'] }); // a member is a member
  });

  it('that nobody is assigned to is not believed: more likely its id is wrong', async () => {
    await using fixture = await oneloginFixture(account, { app: '78' });

    await expect(pull(fixture)).rejects.toMatchObject({ hint: expect.stringContaining('`app`') });
  });

  it('tells in a look-up who is out of scope', async () => {
    await using fixture = await oneloginFixture(account, { app: '77' });

    const found = await fixture.source.lookup(['ann', 'bob', 'cid'].map(personId), options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['present', 'outOfScope', 'inactive']);
  });
});

const json = { 'content-type': 'application/json' };
