import { describe, expect, it } from 'vitest';
import { asked, company, type KeycloakFixture, keycloakFixture, tokensAsked } from '../../../test/contracts/keycloak-fixture.js';
import { describeSource, membersByName, standings } from '../../../test/contracts/source.js';
import { AccessDenied, NotFound, Unavailable, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { keycloak } from './index.js';
import { KeycloakSettings } from './settings.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: KeycloakFixture) => source.pull(everything, options());

const groupId = ({ keycloak: { realm } }: KeycloakFixture, name: string) =>
  realm.groups.values().find(group => group.name === name)?.id ?? '';

describeSource('keycloak', async () => {
  const fixture = await keycloakFixture(company);
  const { keycloak: server, source } = fixture;
  const settings = { url: server.url, realm: 'sandbox', clientId: 'a', clientSecret: new Secret('b') };
  return {
    source,
    attributes: keycloak.attributes(KeycloakSettings.parse(settings)),
    breakUsers: () => server.fail(/^GET .*\/users(\?|\/)/, { kind: 'status', status: 503 }),
    breakMembers: name => server.fail(new RegExp(`/groups/${groupId(fixture, name)}/members`), { kind: 'status', status: 503 }),
    garble: who => server.corrupt(who, { enabled: 'yes' }),
    remove: who => server.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

const people = (count: number) => Array.from({ length: count }, (_, at) => `p${String(at).padStart(4, '0')}`);

describe('users', () => {
  it('come page by page, each page beginning with the last row of the one before, as many as Keycloak counts (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25) }, { pageSize: 10 });

    const { people: found, evidence } = await pull(fixture);

    expect(found.size).toBe(25);
    expect(asked(fixture).filter(path => path.startsWith('users?'))).toEqual(
      [0, 9, 18].map(first => `users?briefRepresentation=true&first=${first}&max=10`),
    );
    expect(evidence.lists.find(({ what }) => what === 'users')).toMatchObject({ pages: 3, rows: 25, total: 25 });
  });

  it('come whole where the last page is just full', async () => {
    await using fixture = await keycloakFixture({ users: people(10) }, { pageSize: 10 });

    expect((await pull(fixture)).people.size).toBe(10);
  });

  it('come whole though Keycloak removes somebody while it shows the page (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25) }, { pageSize: 10 });
    fixture.keycloak.leaveDirectory('p0003');

    expect([...(await pull(fixture)).people.keys()]).toEqual(people(25).filter(id => id !== 'p0003'));
  });

  it('are read in the brief form, and in the whole one only for attributes that the config names', async () => {
    const ann = { id: 'ann', username: 'ann', attributes: { dept: ['Eng'], tags: ['b', 'a'], level: ['3'], remote: ['true'] } };
    await using brief = await keycloakFixture({ users: [ann] });
    await using whole = await keycloakFixture(
      { users: [ann, 'bob'] },
      { attributes: { dept: 'string', tags: 'list', level: 'number', remote: 'boolean' } },
    );

    expect((await pull(brief)).people.get(personId('ann'))?.attributes).not.toHaveProperty('dept');
    const { people: found } = await pull(whole);
    expect(found.get(personId('ann'))?.attributes).toMatchObject({ dept: 'Eng', tags: ['a', 'b'], level: 3, remote: true });
    expect(found.get(personId('bob'))?.attributes).toMatchObject({ dept: null, tags: [], level: null, remote: null });
    expect(asked(brief)).toContain('users?briefRepresentation=true&first=0&max=500');
    expect(asked(whole)).toContain('users?briefRepresentation=false&first=0&max=500');
  });

  it.each([
    ['two values of a string', { dept: ['a', 'b'] }],
    ['a word for a number', { level: ['three'] }],
    ['a number for true or false', { remote: ['1'] }],
  ])('are odd with %s: it is not guessed (R2)', async (_, attributes) => {
    await using fixture = await keycloakFixture(
      { users: [{ id: 'ann', username: 'ann', attributes }, 'bob'] },
      { attributes: { dept: 'string', level: 'number', remote: 'boolean' } },
    );

    const directory = await pull(fixture);

    expect(directory.quarantined).toMatchObject([{ id: 'ann', problem: expect.stringContaining('the attribute') }]);
    expect([...directory.people.keys()]).toEqual(['bob']);
  });

  it('are odd with a time of creation that no calendar has: one imported row ends no run (R2)', async () => {
    await using fixture = await keycloakFixture({ users: ['ann', { id: 'bob', username: 'bob', createdTimestamp: 1e17 }] });

    expect((await pull(fixture)).quarantined).toMatchObject([{ id: 'bob' }]);
  });

  it('have a display name from first and last name, else their user name', async () => {
    const users = [
      { id: 'a', username: 'a', firstName: 'Ann', lastName: 'Lee' },
      { id: 'b', username: 'bob', email: 'b@example.com' },
    ];
    await using fixture = await keycloakFixture({ users });

    const { people: found } = await pull(fixture);

    expect([...found.values()].map(({ displayName, email }) => [displayName, email])).toEqual([
      ['Ann Lee', ''],
      ['bob', 'b@example.com'],
    ]);
  });

  it('are read again when somebody came or went between two pages, and are no list when that happens again (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25) }, { pageSize: 10 });
    fixture.keycloak.before(/users\?.*first=9/, () => fixture.keycloak.remove('p0003'));

    expect((await pull(fixture)).people.size).toBe(24);

    fixture.keycloak.before(/users\?.*first=9/, () => fixture.keycloak.remove('p0004'));
    fixture.keycloak.before(/users\?.*first=9/, () => fixture.keycloak.remove('p0005'), 1);
    await expect(pull(fixture)).rejects.toThrow(UnexpectedReply);
  });

  it('are read again when their number is another one in the end: who was in the list may be gone (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25) }, { pageSize: 10 });
    fixture.keycloak.before(/users\/count/, () => fixture.keycloak.remove('p0003'), 1);

    expect([...(await pull(fixture)).people.keys()]).toEqual(people(25).filter(id => id !== 'p0003'));
  });

  it('notices that somebody went while somebody else came, though the number stays (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25) }, { pageSize: 10 });
    fixture.keycloak.before(/users\?.*first=9/, () => {
      fixture.keycloak.remove('p0003');
      fixture.keycloak.addPerson('p9999');
    });

    const { people: found } = await pull(fixture);

    expect(found.has(personId('p0009'))).toBe(true);
    expect(found.size).toBe(25);
  });

  it('are no list where the client may only query: Keycloak counts people and shows none, with 200 (gotcha 4)', async () => {
    await using fixture = await keycloakFixture({ ...company, mayDo: ['query-users', 'query-groups'] });

    await expect(pull(fixture)).rejects.toMatchObject({
      name: 'UnexpectedReply',
      message: expect.stringContaining('0 of the 3 rows'),
      hint: expect.stringContaining('view-users'),
    });
  });

  it('are no list where there is nobody at all', async () => {
    await using fixture = await keycloakFixture({});

    await expect(pull(fixture)).rejects.toThrow(AccessDenied);
  });

  it('are no list where an answer breaks off, however well it began (gotcha 5)', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.fail(/users\?/, { kind: 'status', status: 200, body: '[{"id":"ann","username":"ann","en', headers: json });

    await expect(pull(fixture)).rejects.toThrow(Unavailable);

    fixture.keycloak.heal();
    fixture.keycloak.fail(/users\?/, { kind: 'halfBody' });
    await expect(pull(fixture)).rejects.toThrow(Unavailable);
  });

  it('lack service accounts, also where groups have them as members, and where they are asked for by name', async () => {
    await using fixture = await keycloakFixture({
      users: ['ann', { id: 'sa', username: 'service-account-shop', isServiceAccount: true }],
      groups: { Engineering: ['ann', 'sa'] },
    });

    const directory = await pull(fixture);
    const asked = { ids: [personId('sa')], logins: ['service-account-shop'], alike: [] };
    const some = await fixture.source.pullPeople(asked, options());

    expect([...directory.people.keys()]).toEqual(['ann']);
    expect(membersByName(directory)).toEqual({ Engineering: ['ann'] });
    expect(some.directory.people.size).toBe(0);
    expect(some.byLogin.size).toBe(0);
    expect(some.lookedUp.get(personId('sa'))).toMatchObject({ kind: 'outOfScope' });
  });
});

const json = { 'content-type': 'application/json' };

describe('people of a federated directory', () => {
  const federated = (id: string, enabled = true) => ({ id, username: id, federationLink: 'ldap', enabled });

  it('are inactive where two reads say so while others of the directory are enabled (R5)', async () => {
    await using fixture = await keycloakFixture({ users: [federated('ann'), federated('bob', false), 'cid'] });

    const directory = await pull(fixture);

    expect(standings(directory)).toEqual({ ann: 'active', bob: 'inactive', cid: 'active' });
    expect(directory.evidence.lists.map(({ what }) => what)).toContain('users, once more');
  });

  it('are unknown, not inactive, while the directory is down: Keycloak then shows them all disabled (R2)', async () => {
    await using fixture = await keycloakFixture({ users: [federated('ann'), federated('bob'), 'cid'] });
    fixture.keycloak.realm.downFederations.add('ldap');

    const directory = await pull(fixture);
    const found = await fixture.source.lookup(['ann', 'cid'].map(personId), options());

    expect(standings(directory)).toEqual({ cid: 'active' });
    expect(directory.quarantined.map(({ id, problem }) => [id, problem])).toEqual([
      ['ann', expect.stringContaining('federated directory')],
      ['bob', expect.stringContaining('federated directory')],
    ]);
    expect([...found.values()].map(({ kind }) => kind)).toEqual(['unknown', 'present']);
  });

  it('are unknown when the directory comes or goes during the read (R2)', async () => {
    await using fixture = await keycloakFixture({ users: [federated('ann'), federated('bob'), 'cid'] });
    fixture.keycloak.realm.downFederations.add('ldap');
    fixture.keycloak.before(/users\?/, () => fixture.keycloak.realm.downFederations.clear(), 1);

    expect(standings(await pull(fixture))).toEqual({ cid: 'active' });
  });

  it('are unknown when the directory answered in one of the reads only: one good answer is not two (R2)', async () => {
    await using fixture = await keycloakFixture({ users: [federated('ann'), federated('bob', false), 'cid'] });
    fixture.keycloak.realm.downFederations.add('ldap');
    fixture.keycloak.before(/users\?/, () => fixture.keycloak.realm.downFederations.clear(), 1);

    expect((await pull(fixture)).quarantined.map(({ id }) => id)).toEqual(['ann', 'bob']);
  });

  it('are not deleted because a directory that kept them was taken out of Keycloak (R5)', async () => {
    await using fixture = await keycloakFixture(company);

    const found = await fixture.source.lookup([personId('f:ldap:ann'), personId('gone')], options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['outOfScope', 'deleted']);
  });
});

describe('groups', () => {
  const nested = {
    users: ['ann', 'bob', 'cid', 'dan'],
    groups: [
      {
        name: 'eng',
        members: ['ann'],
        children: [{ name: 'backend', members: ['bob'], children: [{ name: 'db', members: ['cid', 'ann'] }] }],
      },
      { name: 'ops', children: [{ name: 'backend', members: ['dan'] }] },
    ],
  };

  it.each([22, 26] as const)("have their children's members too, however deep, on version %s (G9, gotcha 3)", async version => {
    await using fixture = await keycloakFixture({ ...nested, version }, { groupNames: 'path' });

    expect(membersByName(await pull(fixture))).toEqual({
      eng: ['ann', 'bob', 'cid'],
      'eng/backend': ['ann', 'bob', 'cid'],
      'eng/backend/db': ['ann', 'cid'],
      ops: ['dan'],
      'ops/backend': ['dan'],
    });
  });

  it('go by their own names unless told; siblings of others may share one, with ids of their own', async () => {
    await using fixture = await keycloakFixture(nested);

    const { groups } = await pull(fixture);

    expect([...groups.values()].map(({ name }) => name)).toEqual(['eng', 'ops', 'backend', 'backend', 'db']);
    expect(groups.size).toBe(5);
  });

  it('keep their ids when a group above them is renamed, and the path changes (G8, gotcha 8)', async () => {
    await using fixture = await keycloakFixture(nested, { groupNames: 'path' });
    const before = await pull(fixture);

    fixture.keycloak.renameGroup('eng', 'engineering');
    const after = await pull(fixture);

    const db = before.groups.values().find(({ name }) => name === 'eng/backend/db');
    expect(after.groups.get(db?.id ?? before.groups.keys().next().value ?? never())).toMatchObject({
      name: 'engineering/backend/db',
    });
  });

  it('come with all their children: unasked, Keycloak shows ten (gotcha 1)', async () => {
    const children = people(23).map(name => ({ name }));
    await using fixture = await keycloakFixture({ users: ['ann'], groups: [{ name: 'eng', children }] }, { pageSize: 10 });

    const { groups, evidence } = await pull(fixture);

    expect(groups.size).toBe(24);
    expect(evidence.lists.find(({ what }) => what === 'groups')).toMatchObject({ rows: 24, total: 24 });
  });

  it('come with all their members: unasked, Keycloak shows a hundred', async () => {
    await using fixture = await keycloakFixture({ users: people(120), groups: { all: people(120) } });

    expect(membersByName(await pull(fixture)).all).toHaveLength(120);
  });

  it('have all their members though somebody left and somebody joined between two pages: of members there is no count (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(26), groups: { all: people(25) } }, { pageSize: 10 });
    fixture.keycloak.before(/members\?.*first=9/, () => {
      fixture.keycloak.leave('p0003', 'all');
      fixture.keycloak.join('p0025', 'all');
    });

    expect(membersByName(await pull(fixture)).all).toEqual(people(26).filter(id => id !== 'p0003'));
  });

  it('have all their members though Keycloak leaves out of a full page whom the federated directory has lost (R1)', async () => {
    await using fixture = await keycloakFixture({ users: people(25), groups: { all: people(25) } }, { pageSize: 10 });
    fixture.keycloak.before(/members\?.*first=9/, () => fixture.keycloak.leaveDirectory('p0012'));

    expect(membersByName(await pull(fixture)).all).toEqual(people(25).filter(id => id !== 'p0012'));
  });

  it('are no list where there are fewer than Keycloak counts (R1)', async () => {
    await using fixture = await keycloakFixture(nested);
    fixture.keycloak.fail(/groups\/count/, { kind: 'status', status: 200, body: { count: 6 } });

    await expect(pull(fixture)).rejects.toThrow(/5 of the 6 rows/);
  });

  it('are read again when one was added meanwhile', async () => {
    await using fixture = await keycloakFixture(nested);
    fixture.keycloak.before(/groups\/count/, () => fixture.keycloak.addGroup({ name: 'new' }));

    expect((await pull(fixture)).groups.size).toBe(6);
  });

  it('are unknown with whatever stands above, when the members of one below cannot be read (R1)', async () => {
    await using fixture = await keycloakFixture(nested, { groupNames: 'path' });
    fixture.keycloak.fail(new RegExp(`groups/${groupId(fixture, 'db')}/members`), { kind: 'status', status: 500 });

    expect(membersByName(await pull(fixture))).toEqual({
      ...{ eng: 'unknown', 'eng/backend': 'unknown', 'eng/backend/db': 'unknown' },
      ...{ ops: ['dan'], 'ops/backend': ['dan'] },
    });
  });

  it('are unknown when one of their members makes no sense: nobody is taken out for it (R1)', async () => {
    await using fixture = await keycloakFixture(company);
    const body = [{ id: 'ann', username: 'ann@example.com' }, { username: 'bob@example.com' }];
    fixture.keycloak.fail(/members\?/, { kind: 'status', status: 200, headers: json, body });

    expect([...(await pull(fixture)).groups.values()].map(({ members }) => members.kind)).toEqual(['unknown', 'unknown']);
  });

  it('are unknown when they were deleted between the list and their members', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.before(/members/, () => fixture.keycloak.removeGroup('Sales'));

    expect(membersByName(await pull(fixture))).toMatchObject({ Sales: 'unknown', Engineering: ['ann', 'bob'] });
  });

  it('are asked for members where the scope names them, and those below them only', async () => {
    await using fixture = await keycloakFixture(nested);

    await fixture.source.pull({ group: ({ name }) => name === 'ops' }, options());

    expect(asked(fixture).filter(path => path.includes('/members'))).toHaveLength(2);
  });

  it('keep members whom the list of users lacks: somebody new is no reason to take anybody out', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.before(/members/, () => {
      fixture.keycloak.addPerson('new');
      fixture.keycloak.join('new', 'Sales');
    });

    expect(membersByName(await pull(fixture)).Sales).toEqual(['bob', 'new']);
  });

  it('are no list when a row makes no sense', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.fail(/groups\?/, { kind: 'status', status: 200, body: '[{"id":"g1"}]', headers: json });

    await expect(pull(fixture)).rejects.toThrow(/a group that we do not understand/);
  });
});

describe('one person of a realm with nested groups', () => {
  it('is in what stands above their groups too, as in a whole read (G9)', async () => {
    await using fixture = await keycloakFixture({
      users: ['ann', 'annabel'],
      groups: [{ name: 'eng', children: [{ name: 'backend', members: ['ann', 'annabel'] }] }],
    });

    const { directory, byLogin } = await fixture.source.pullPeople({ ids: [], logins: ['ann'], alike: [] }, options());

    expect(byLogin.get('ann')).toEqual(['ann']); // not annabel: Keycloak finds every part of a name, unless told
    expect(membersByName(directory)).toEqual({ eng: ['ann'], backend: ['ann'] });
  });
});

describe('signing in', () => {
  it('asks for another token before the first ends, with no refresh token, in mid-read', async () => {
    await using fixture = await keycloakFixture({ ...company, tokenLifetime: 60 });
    fixture.keycloak.before(/groups\?/, () => fixture.pass(55_000));

    await pull(fixture);

    expect(tokensAsked(fixture)).toBe(2);
    expect(fixture.keycloak.requests.every(({ status = 200 }) => status === 200)).toBe(true);
  });

  it('asks for another token, once, when one is refused', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.before(/groups\?/, () => fixture.keycloak.expireTokens());

    expect((await pull(fixture)).people.size).toBe(3);

    fixture.keycloak.fail(/admin/, { kind: 'status', status: 401, body: { error: 'HTTP 401 Unauthorized' } });
    await expect(pull(fixture)).rejects.toThrow(/that it had just given/);
  });

  it.each<[string, Parameters<typeof keycloakFixture>[1], RegExp]>([
    [
      'a wrong secret',
      { clientSecret: 'wrong' },
      /no access token \(401: Invalid client or Invalid client credentials; unauthorized_client\)/,
    ],
    ['a client that is not there', { clientId: 'nobody' }, /gives the client nobody/],
    ['a realm that is not there', { realm: 'nowhere' }, /has no realm nowhere/],
    [
      'a client of another realm, and a realm that is not there',
      { realm: 'nowhere', clientRealm: 'sandbox' },
      /has no realm nowhere/,
    ],
  ])('says what is wrong: %s', async (_, settings, told) => {
    await using fixture = await keycloakFixture(company, settings);

    await expect(pull(fixture)).rejects.toThrow(told);
  });

  it.each(['', '/auth'] as const)('goes to the base path that the config names, here "%s"', async basePath => {
    await using fixture = await keycloakFixture({ ...company, basePath });

    expect((await pull(fixture)).people.size).toBe(3);
  });

  it('says that a base path may be missing, or too much', async () => {
    await using old = await keycloakFixture({ ...company, basePath: '/auth' });
    await using wrong = await keycloakFixture(company, { url: old.keycloak.url.replace('/auth', '') });

    await expect(pull(wrong)).rejects.toMatchObject({ hint: expect.stringContaining('/auth') });
  });

  it('never shows secret or token', async () => {
    await using fixture = await keycloakFixture(company);

    await pull(fixture);

    expect(JSON.stringify(fixture.logged)).not.toContain(fixture.keycloak.clientSecret);
    expect(JSON.stringify(fixture.logged)).not.toContain('eyJ');
  });

  it('says which role is missing when a call is forbidden', async () => {
    await using fixture = await keycloakFixture({ ...company, mayDo: [] });

    await expect(pull(fixture)).rejects.toMatchObject({ name: 'AccessDenied', hint: expect.stringContaining('view-users') });
  });
});

describe('look-ups', () => {
  it('say deleted only in the very words of Keycloak (R5)', async () => {
    await using fixture = await keycloakFixture(company);
    const lookup = async () => (await fixture.source.lookup([personId('gone')], options())).get(personId('gone'));

    expect(await lookup()).toEqual({ kind: 'deleted' });
    for (const body of [
      '<html>no</html>',
      { error: 'HTTP 404 Not Found' },
      { error: 'Realm not found.' },
      { message: 'no route' },
    ]) {
      fixture.keycloak.heal();
      fixture.keycloak.fail(/users\/gone/, { kind: 'status', status: 404, body });
      expect(await lookup()).toMatchObject({ kind: 'unknown' });
    }
  });

  it('say nothing of somebody else', async () => {
    await using fixture = await keycloakFixture(company);
    fixture.keycloak.fail(/users\/ann/, { kind: 'status', status: 200, body: { id: 'bob', username: 'bob', enabled: false } });

    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('roles as groups', () => {
  const withRoles = {
    users: ['ann', 'bob', 'cid', 'dan', { id: 'sa', username: 'service-account-shop', isServiceAccount: true }],
    groups: [{ name: 'eng', members: ['bob'], children: [{ name: 'backend', members: ['cid'] }] }],
    roles: [
      { name: 'viewer', users: ['dan'] },
      { name: 'buyer', client: 'shop', users: ['ann', 'sa'], groups: ['eng'] },
      { name: 'boss', users: ['dan'], composites: ['viewer', 'shop:buyer'] },
    ],
    mayDo: ['view-users', 'view-realm', 'view-clients'],
  };

  it('have whoever has the role: directly, by a group or one below it, by a composite role; no service accounts', async () => {
    await using fixture = await keycloakFixture(withRoles, { roles: { realm: true, clients: ['shop'] } });

    expect(membersByName(await pull(fixture))).toEqual({
      ...{ eng: ['bob', 'cid'], backend: ['cid'] },
      ...{ 'role:viewer': ['dan'], 'role:boss': ['dan'], 'role:shop:buyer': ['ann', 'bob', 'cid', 'dan'] },
    });
  });

  it('are those of the clients only, where the config says no more; composite ones of the realm count all the same', async () => {
    await using fixture = await keycloakFixture(withRoles, { roles: { clients: ['shop'] } });

    const { 'role:shop:buyer': buyers, ...others } = membersByName(await pull(fixture));

    expect(buyers).toEqual(['ann', 'bob', 'cid', 'dan']);
    expect(Object.keys(others)).toEqual(['eng', 'backend']);
  });

  it.each(['ann', 'bob', 'cid', 'dan'])('say the same of one person as a whole read does: %s', async who => {
    await using fixture = await keycloakFixture(withRoles, { roles: { realm: true, clients: ['shop'] } });

    const whole = await pull(fixture);
    const some = await fixture.source.pullPeople({ ids: [personId(who)], logins: [], alike: [] }, options());

    const groupsIn = (all: ReturnType<typeof membersByName>) =>
      Object.keys(all).filter(name => [all[name] ?? []].flat().map(String).includes(who));
    expect(groupsIn(membersByName(some.directory))).toEqual(groupsIn(membersByName(whole)));
  });

  it('are not asked for unless the config says so', async () => {
    await using fixture = await keycloakFixture(withRoles);

    await pull(fixture);

    expect(asked(fixture).filter(path => /roles|clients/.test(path))).toEqual([]);
  });

  it('are unknown when it cannot be read which groups have the role (R1)', async () => {
    await using fixture = await keycloakFixture(withRoles, { roles: { clients: ['shop'] } });
    fixture.keycloak.fail(/roles\/buyer\/groups/, { kind: 'status', status: 503 });

    expect(membersByName(await pull(fixture))['role:shop:buyer']).toBe('unknown');
  });

  it('are no list when the client is not there: it must not pass for one without roles', async () => {
    await using fixture = await keycloakFixture(withRoles, { roles: { clients: ['Shop'] } });

    await expect(pull(fixture)).rejects.toThrow(NotFound);
  });

  it('name the role that opens them', async () => {
    await using fixture = await keycloakFixture({ ...withRoles, mayDo: ['view-users'] }, { roles: { realm: true } });

    await expect(pull(fixture)).rejects.toMatchObject({ hint: expect.stringContaining('view-realm') });
  });
});

function never(): never {
  throw new Error('there is no such group');
}
