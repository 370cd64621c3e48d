import { describe, expect, it } from 'vitest';
import { asked, company, type GoogleFixture, googleFixture } from '../../../test/contracts/google-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { AccessDenied, Unavailable } from '../../errors.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: GoogleFixture) => source.pull(everything, options());
const names = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(3, '0')}`);
const person = (id: string, more: object) => ({ id, primaryEmail: `${id}@example.com`, ...more });

describe('people', () => {
  it('come in pages of 500, the most that Google gives, in the order of their addresses', async () => {
    await using fixture = await googleFixture(company);

    await pull(fixture);

    expect(asked(fixture)[0]).toMatch(/^users\?customer=my_customer&projection=basic&orderBy=email&maxResults=500&fields=kind,/);
  });

  it('come to the end: the token for the next page is among the fields, without which there is no second one (Gotcha 3)', async () => {
    await using fixture = await googleFixture({ users: names(25) }, { pageSize: 10 });

    const { people, evidence } = await pull(fixture);

    expect(people.size).toBe(25);
    expect(evidence.lists[0]).toMatchObject({ pages: 3, rows: 25 });
    for (const url of asked(fixture)) expect(url).toMatch(/fields=kind,nextPageToken,/);
  });

  it('come to the end over a page without a list: that is an empty one, with more to come (R1, Gotcha 2)', async () => {
    await using fixture = await googleFixture({ users: names(25) }, { pageSize: 10 });
    const body = { kind: 'admin#directory#users', nextPageToken: Buffer.from('users 0').toString('base64url') };
    fixture.google.fail(/GET .*\/users\?/, { kind: 'status', status: 200, body }, { times: 1 });

    expect((await pull(fixture)).people.size).toBe(25);
  });

  it.each([
    ['is no such page at all', { etag: '"x"' }],
    ['is a page of something else', { kind: 'admin#directory#groups' }],
    ['has no list where one should be', { kind: 'admin#directory#users', users: {} }],
    ['has an empty token', { kind: 'admin#directory#users', nextPageToken: '' }],
  ])('are unread where an answer %s: that is never an empty company (R1)', async (_, body) => {
    await using fixture = await googleFixture({ users: names(25) }, { pageSize: 10 });
    fixture.google.fail(/pageToken/, { kind: 'status', status: 200, body });

    await expect(pull(fixture)).rejects.toMatchObject({ name: 'UnexpectedReply' });
  });

  it('are unread where the same page comes again and again (R1)', async () => {
    await using fixture = await googleFixture({ users: names(25) }, { pageSize: 10 });
    const body = { kind: 'admin#directory#users', nextPageToken: Buffer.from('users 0').toString('base64url') };
    fixture.google.fail(/pageToken/, { kind: 'status', status: 200, body });

    await expect(pull(fixture)).rejects.toThrow(/same page again/);
  });

  it('are unread, never fewer, where a page in the middle stays 503: elsewhere that once deleted everybody (R1, google.md §8)', async () => {
    await using fixture = await googleFixture({ users: names(25) }, { pageSize: 10 });
    fixture.google.fail(/pageToken/, { kind: 'status', status: 503 }, { skip: 1 });

    await expect(pull(fixture)).rejects.toThrow(Unavailable);
  });

  it('are no list where Google shows nobody', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users\?/, { kind: 'status', status: 200, body: { kind: 'admin#directory#users' } });

    await expect(pull(fixture)).rejects.toThrow(AccessDenied);
  });

  it('are inactive when suspended, when archived, and when deleted; each by itself (google.md §4)', async () => {
    await using fixture = await googleFixture({
      users: [
        'ann',
        person('sue', { suspended: true, suspensionReason: 'ADMIN', more: { suspensionTime: '2026-02-03T04:05:06.000Z' } }),
        person('art', { archived: true, more: { archivalTime: '2026-02-04T04:05:06.000Z' } }),
        person('del', { deletionTime: '2026-02-05T04:05:06.000Z' }),
      ],
    });

    const { people } = await pull(fixture);

    expect([...people.values()].map(({ id, standing }) => [id, standing])).toEqual(
      expect.arrayContaining([
        ['ann', { kind: 'active' }],
        ['sue', { kind: 'inactive', status: 'suspended', since: '2026-02-03T04:05:06.000Z' }],
        ['art', { kind: 'inactive', status: 'archived', since: '2026-02-04T04:05:06.000Z' }],
        ['del', { kind: 'inactive', status: 'deleted', since: '2026-02-05T04:05:06.000Z' }],
      ]),
    );
  });

  it('are never read from the list of the deleted: that one has nobody else (Gotcha 5)', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.remove('bob');

    expect(standings(await pull(fixture))).toEqual({ ann: 'active', cid: 'inactive' });
    expect(asked(fixture).join()).not.toContain('showDeleted');
  });

  it('lack guests, also as members of groups, unless these are to count', async () => {
    const guests = { users: ['ann', person('gus', { isGuestUser: true })], groups: { Eng: ['ann', 'gus'] } };
    await using without = await googleFixture(guests);
    await using including = await googleFixture(guests, { guests: true });

    const directory = await pull(without);
    const found = await without.source.lookup([personId('gus')], options());

    expect([...directory.people.keys()]).toEqual(['ann']);
    expect(directory.evidence.lists[0]?.end).toContain('; 1 guest counts as nobody');
    expect(membersByName(directory)).toEqual({ Eng: ['ann'] });
    expect(found.get(personId('gus'))).toEqual({ kind: 'outOfScope', why: 'a guest account' });
    expect(membersByName(await pull(including))).toEqual({ Eng: ['ann', 'gus'] });
  });

  it('of one domain only, where the config says so; of another they are out of scope, not gone (R5)', async () => {
    const users = ['ann', { id: 'dan', primaryEmail: 'dan@Other.Example' }];
    const groups = [
      { name: 'Eng', members: ['ann', 'dan'] },
      { name: 'Elsewhere', email: 'e@other.example', members: ['dan'] },
    ];
    await using fixture = await googleFixture({ users, groups }, { domain: 'example.com' });

    const directory = await pull(fixture);
    const found = await fixture.source.lookup(['ann', 'dan'].map(personId), options());

    expect([...directory.people.keys()]).toEqual(['ann']);
    expect(membersByName(directory)).toEqual({ Eng: ['ann', 'dan'] });
    expect([...found.values()].map(({ kind }) => kind)).toEqual(['present', 'outOfScope']);
    expect(asked(fixture).join()).not.toContain('customer');
  });

  it('have names without zero-width blanks, which Google takes for letters (google.md §8)', async () => {
    await using fixture = await googleFixture({ users: [person('ann', { givenName: 'Ann', familyName: '\u200b' })] });

    const ann = (await pull(fixture)).people.get(personId('ann'));

    expect(ann).toMatchObject({ displayName: 'Ann', attributes: { firstName: 'Ann', lastName: '' } });
  });

  it('have what Google has of their work: the primary organisation, number and manager', async () => {
    const more = {
      organizations: [
        { title: 'Guest', department: 'Elsewhere' },
        { title: 'Engineer', department: 'IT', costCenter: '4711', description: 'full time', primary: true },
      ],
      externalIds: [
        { type: 'account', value: 'x' },
        { type: 'organization', value: '12' },
      ],
      relations: [{ type: 'manager', value: 'boss@example.com' }],
    };
    await using fixture = await googleFixture({
      users: [person('ann', { more, orgUnitPath: '/Eng', aliases: ['b@example.com', 'a@example.com'] })],
    });

    expect((await pull(fixture)).people.get(personId('ann'))?.attributes).toMatchObject({
      ...{ title: 'Engineer', department: 'IT', costCenter: '4711', employeeType: 'full time', employeeNumber: '12' },
      ...{ manager: 'boss@example.com', orgUnitPath: '/Eng', aliases: ['a@example.com', 'b@example.com'], active: true },
    });
  });

  it('keep their id when the primary address changes (C3, google.md §8)', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.update('ann', { primaryEmail: 'ann.new@example.com', aliases: ['ann@example.com'] });

    const directory = await pull(fixture);

    expect(directory.people.get(personId('ann'))?.login).toBe('ann.new@example.com');
    expect(membersByName(directory)).toMatchObject({ Engineering: ['ann', 'bob'] });
  });
});

describe('custom attributes', () => {
  const declared = {
    attributes: { costCentre: 'string', level: 'number', remote: 'boolean', badges: 'list' },
    attributePaths: {
      costCentre: 'Employment.cc',
      level: 'Employment.level',
      remote: 'Employment.remote',
      badges: 'Site.badges',
    },
  };
  const schemas = (customSchemas: object) => person('ann', { more: { customSchemas } });

  it('are asked for schema by schema, and only where the config names some', async () => {
    const ann = schemas({
      Employment: { cc: 'IT', level: '3', remote: true },
      Site: { badges: [{ value: 'b' }, { value: 'a' }] },
    });
    await using fixture = await googleFixture({ users: [ann, 'bob'] }, declared);

    const { people } = await pull(fixture);

    expect(people.get(personId('ann'))?.attributes).toMatchObject({
      costCentre: 'IT',
      level: 3,
      remote: true,
      badges: ['a', 'b'],
    });
    expect(people.get(personId('bob'))?.attributes).toMatchObject({ costCentre: null, level: null, remote: null, badges: [] });
    expect(asked(fixture)[0]).toContain('projection=custom&customFieldMask=Employment,Site');
  });

  it.each([
    ['a word for a number', { level: 'three' }],
    ['a number for true or false', { remote: 1 }],
    ['several values for one', { cc: [{ value: 'a' }] }],
  ])('that are %s make their person odd: it is not guessed (R2)', async (_, Employment) => {
    await using fixture = await googleFixture({ users: [schemas({ Employment }), 'bob'] }, { ...declared });

    const directory = await pull(fixture);

    expect(directory.quarantined).toMatchObject([{ id: 'ann', problem: expect.stringContaining('the attribute') }]);
    expect([...directory.people.keys()]).toEqual(['bob']);
  });
});

describe('somebody who is looked up', () => {
  it('is deleted by the word of Google alone: its list of the deleted, or a row that says when (R5)', async () => {
    await using fixture = await googleFixture({
      users: ['ann', 'bob', person('del', { deletionTime: '2026-02-05T04:05:06.000Z' })],
    });
    fixture.google.remove('bob');

    const found = await fixture.source.lookup(['ann', 'bob', 'del'].map(personId), options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['present', 'deleted', 'deleted']);
  });

  it('is out of scope where Google knows nobody of this id, not even as deleted: a role may hide a unit (R5)', async () => {
    await using fixture = await googleFixture({ users: ['ann', 'bob', 'cid'] });
    for (const who of ['bob', 'cid']) fixture.google.remove(who);
    fixture.google.customer.deleted.clear();

    const found = await fixture.source.lookup(['bob', 'cid'].map(personId), options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['outOfScope', 'outOfScope']);
    expect(asked(fixture).filter(path => path.includes('showDeleted=true'))).toHaveLength(1);
  });

  it('is unknown where the list of the deleted cannot be read (R5)', async () => {
    await using fixture = await googleFixture({ users: ['ann', 'bob'] });
    fixture.google.remove('bob');
    fixture.google.fail(/showDeleted/, { kind: 'status', status: 503 });

    expect([...(await fixture.source.lookup([personId('bob')], options())).values()]).toMatchObject([{ kind: 'unknown' }]);
  });

  it.each([
    ['a page of a proxy', '<html>nothing here</html>'],
    ['an error of another kind', { error: { code: 404, message: 'x', errors: [{ reason: 'domainNotFound' }] } }],
  ])('is unknown where the 404 is %s', async (_, body) => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users\/ann/, { kind: 'status', status: 404, body });

    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown where Google answers with somebody else: ids are asked for, and addresses could be found (R5)', async () => {
    await using fixture = await googleFixture({
      users: ['ann', { id: 'eve', primaryEmail: 'eve@example.com', aliases: ['old'] }],
    });

    const found = await fixture.source.lookup([personId('old')], options());

    expect(found.get(personId('old'))).toMatchObject({ kind: 'unknown', why: expect.stringContaining('somebody else') });
  });
});

describe('some people', () => {
  const some = ({ source }: GoogleFixture, logins: readonly string[], alike: readonly { login: string; email: string }[] = []) =>
    source.pullPeople({ ids: [], logins, alike }, options());

  it('are found by login, whole or short, whatever the case, and not by an alias that somebody has', async () => {
    await using fixture = await googleFixture({
      users: ['ann', { id: 'bob', primaryEmail: 'bob@example.com', aliases: ['ann@alias.example'] }],
    });

    const found = await some(fixture, ['ANN', 'bob@EXAMPLE.com']);

    expect([...found.byLogin]).toEqual([
      ['ANN', ['ann']],
      ['bob@EXAMPLE.com', ['bob']],
    ]);
  });

  it('are found with letters in the address that a query would have to quote: it is cut off before them, and they are told here', async () => {
    await using fixture = await googleFixture({
      users: [
        { id: 'pat', primaryEmail: "pat.o'neil@example.com" },
        { id: 'pam', primaryEmail: "pat.o'hara@example.com" },
      ],
    });

    const found = await some(fixture, ["pat.o'neil@example.com"]);

    expect([...found.directory.people.keys()]).toEqual(['pat']);
    expect(asked(fixture)[0]).toContain('&query=email:pat.o*&');
  });

  it('are in the groups in which all of the customer are, and in those above their own (G9)', async () => {
    const groups = [
      { name: 'Backend', members: ['ann'] },
      { name: 'Eng', members: ['Backend'] },
      { name: 'All', members: ['everyone'] },
      { name: 'Sales', members: ['bob'] },
    ];
    await using fixture = await googleFixture({ users: ['ann', 'bob'], groups });

    const { directory } = await some(fixture, ['ann']);

    expect(membersByName(directory)).toEqual({ Backend: ['ann'], Eng: ['ann'], All: ['ann'], Sales: [] });
  });

  it('do not say that they are in no group where its members cannot be read (R1)', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/members/, { kind: 'status', status: 503 });

    expect(membersByName((await some(fixture, ['ann'])).directory)).toEqual({ Engineering: 'unknown', Sales: 'unknown' });
  });
});
