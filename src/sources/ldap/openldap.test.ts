import { describe, expect, it } from 'vitest';
import { BASE, dnOf, group, groupDn, ldapFixture, ous, person } from '../../../test/contracts/ldap-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import type { LdapOptions } from '../../sandbox/ldap/index.js';
import type { Seed } from '../../sandbox/ldap/tree.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const world = (entries: readonly Seed[], more: LdapOptions = {}): LdapOptions => ({ entries: [...ous, ...entries], ...more });
const crowd = (count: number) => Array.from({ length: count }, (_, at) => person(`u${at}`));

async function pulled(server: LdapOptions, settings: Readonly<Record<string, unknown>> = {}) {
  await using fixture = await ldapFixture(server, settings);
  return await fixture.source.pull(everything, options());
}

describe('pages of OpenLDAP', () => {
  it('are read to the empty cookie: a page without entries is not the last one (RFC 2696)', async () => {
    const { people, evidence } = await pulled(world(crowd(7), { emptyPages: true }), { pageSize: 3 });

    expect(people.size).toBe(7);
    expect(evidence.lists[0]).toMatchObject({ rows: 7, end: 'no cookie for another page' });
  });

  it('count as a whole against the size limit: the list is not believed, and what to set is said (ldap.md Gotcha 2)', async () => {
    const failure = await pulled(world(crowd(7), { pagedTotal: 5 }), { pageSize: 2 }).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(failure).toMatchObject({
      message: expect.stringContaining('LDAP 4 for users'),
      hint: expect.stringContaining('size.prtotal=unlimited'),
    });
  });

  it('are asked for smaller where the server refuses ours', async () => {
    await using fixture = await ldapFixture(world(crowd(7), { maxPageSize: 300 }));

    expect((await fixture.source.pull(everything, options())).people.size).toBe(7);
    expect(
      fixture.server.requests.filter(line => line.includes('inetOrgPerson')).map(line => / page (\d+)/.exec(line)?.[1]),
    ).toEqual(['1000', '500', '250']);
  });

  it.each([
    ['out of time', 3, /longer than it lets itself/],
    ['too much work', 11, /so many entries/],
    ['held by another server', 10, /points to another server/],
  ])('say %s: nothing is believed of those before (R1)', async (_, code, message) => {
    await using fixture = await ldapFixture(world(crowd(7)), { pageSize: 2 });
    fixture.server.fail(/inetOrgPerson.* on$/, { kind: 'result', code }, { skip: 1 });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
    await expect(fixture.source.pull(everything, options())).rejects.toThrow(message);
  });

  it('are no list where an entry comes twice: another one may be missing for it (R1)', async () => {
    const moved = pulled(world(crowd(7), { repeats: true }), { pageSize: 3 });

    await expect(moved).rejects.toThrow('uid=u2,ou=people,dc=example,dc=com is in it twice');
  });

  it('make a group unknown that is gone, or hidden, when its members are asked for (R1)', async () => {
    await using fixture = await ldapFixture(world([person('ann'), group('Devs', [dnOf('ann')])]));
    fixture.server.fail(/^search base cn=Devs/i, { kind: 'result', code: 32 });

    const { groups } = await fixture.source.pull(everything, options());

    expect([...groups.values()].map(({ members }) => members)).toMatchObject([
      { kind: 'unknown', why: expect.stringContaining('is gone, or no longer shown') },
    ]);
  });

  it('are no list where a page in the midst does not say whether there is another (R1)', async () => {
    const lost = pulled(world(crowd(7), { losesPaging: true }), { pageSize: 3 });

    await expect(lost).rejects.toThrow('a page does not say whether there is another');
  });

  it('are begun anew when the connection is lost between them: the cookie is lost too', async () => {
    await using fixture = await ldapFixture(world(crowd(7)), { pageSize: 2 });
    fixture.server.fail(/inetOrgPerson.* on$/, { kind: 'hangUp', after: 1 }, { skip: 1, times: 1 });

    expect((await fixture.source.pull(everything, options())).people.size).toBe(7);
    expect(fixture.slept).toHaveLength(1);
  });

  it('are never taken for all where one entry comes twice', async () => {
    await using fixture = await ldapFixture(world(crowd(3)), { users: { id: 'sn' } });
    fixture.server.tree.set(dnOf('u1'), 'sn', 'u0');

    await expect(fixture.source.pull(everything, options())).rejects.toThrow('two users with the id u0');
  });

  it('ask the server to take its time: ldapts would allow ten seconds (ldap.md Gotcha 3)', async () => {
    await using fixture = await ldapFixture(world(crowd(1)));
    await fixture.source.pull(everything, options());

    expect(fixture.server.timeLimits).not.toContain(10);
    expect(fixture.server.timeLimits.every(seconds => seconds === 0)).toBe(true);
  });
});

describe('people of OpenLDAP', () => {
  it('are never nobody at all: what we may not see is missing without a word (R1)', async () => {
    const hidden = world([person('ann')], { isInvisible: ({ dn }) => dn.startsWith('uid=') });

    await expect(pulled(hidden)).rejects.toThrow(/shows nobody below/);
  });

  it('are inactive by what other servers say too, and by what the config names', async () => {
    const directory = await pulled(
      world([
        person('active'),
        person('byAdmin', { pwdAccountLockedTime: '000001010000Z' }),
        person('byMistakes', { pwdAccountLockedTime: '20261122034348Z' }),
        person('at389', { nsAccountLock: 'true' }),
        person('atNovell', { loginDisabled: 'TRUE' }),
        person('own', { employeeType: 'Former' }),
      ]),
      { users: { inactive: { employeeType: ['former', 'retired'] } } },
    );

    expect(standings(directory)).toEqual({
      ...{ active: 'active', byMistakes: 'active' },
      ...{ byAdmin: 'inactive', at389: 'inactive', atNovell: 'inactive', own: 'inactive' },
    });
    expect(directory.people.get(personId('own'))?.standing).toEqual({ kind: 'inactive', status: 'employeeType: Former' });
  });

  it('have the attributes that the config declares, as their types; all come as text (ldap.md Gotcha 4)', async () => {
    const attributes = { level: 'number', remote: 'boolean', skills: 'list', room: 'string' };
    const { people, quarantined } = await pulled(
      world([
        person('ann', { level: '3', remote: 'TRUE', skills: ['go', 'sql'], room: ['7', '8'] }),
        person('bob', { skills: 'go' }),
        person('cid', { level: 'high' }),
        person('dan', { room: Buffer.from('ff80', 'hex') }),
      ]),
      { attributes },
    );

    expect(people.get(personId('ann'))?.attributes).toMatchObject({ level: 3, remote: true, skills: ['go', 'sql'], room: '7' });
    expect(people.get(personId('bob'))?.attributes).toMatchObject({ level: null, remote: null, skills: ['go'], room: null });
    expect(people.get(personId('dan'))?.attributes).toMatchObject({ room: null });
    expect(quarantined).toEqual([{ id: 'cid', where: dnOf('cid'), problem: 'level is not a number' }]);
  });

  it('of several logins have the one that names the entry, or none (R2)', async () => {
    const { people, quarantined } = await pulled(
      world([person('ann', { uid: ['lee', 'ann'] }), { ...person('bob', { uid: ['x', 'y'] }), dn: `cn=bob,ou=people,${BASE}` }]),
    );

    expect(people.get(personId('ann'))?.login).toBe('ann');
    expect(quarantined).toMatchObject([{ id: 'bob', problem: expect.stringContaining('several values') }]);
  });

  it('are set aside without an id where it is hidden, so that nobody counts as gone (R2)', async () => {
    const { quarantined } = await pulled(world([person('ann'), person('bob', { entryUUID: [] })]));

    expect(quarantined).toEqual([{ where: dnOf('bob'), problem: 'entryUUID is missing' }]);
  });

  it('may share an address: nobody is picked (ldap.md Gotcha 8)', async () => {
    const { people } = await pulled(
      world([person('ann', { mail: 'us@example.com' }), person('bob', { mail: 'us@example.com' })]),
    );

    expect([...people.values()].map(({ email }) => email)).toEqual(['us@example.com', 'us@example.com']);
  });
});

describe('members of groups of OpenLDAP', () => {
  const two = [person('ann'), person('bob', { gidNumber: '500' })];

  it('are found by DN, however it is written (ldap.md §3)', async () => {
    const odd: Seed = { ...person('lee'), dn: `uid=lee\\, ann,ou=people,${BASE}` };
    const directory = await pulled(
      world([
        ...two,
        odd,
        group('Devs', [dnOf('ann').toUpperCase(), `uid=bob, ou=people, ${BASE}`, `uid=lee\\2C ann,ou=people,${BASE}`]),
      ]),
    );

    expect(membersByName(directory)).toEqual({ Devs: ['ann', 'bob', 'lee'] });
  });

  it('are those of groupOfUniqueNames, of posixGroup by uid, and of a primary group', async () => {
    const directory = await pulled(
      world([
        ...two,
        group('Unique', [], { objectClass: ['groupOfUniqueNames'], uniqueMember: [dnOf('ann'), `${dnOf('bob')}#'0101'B`] }),
        group('Posix', [], { objectClass: ['posixGroup'], gidNumber: '400', memberUid: ['ANN@example.com', 'root'] }),
        group('Primary', [], { objectClass: ['posixGroup'], gidNumber: '500' }),
      ]),
    );

    expect(membersByName(directory)).toEqual({ Unique: ['ann', 'bob'], Posix: ['ann'], Primary: ['bob'] });
  });

  it('are unknown where a uid means several people', async () => {
    const directory = await pulled(
      world([
        ...two,
        person('twin', { uid: 'ann@example.com' }),
        group('Posix', [], { objectClass: ['posixGroup'], memberUid: 'ann@example.com' }),
      ]),
    );

    expect(membersByName(directory)).toEqual({ Posix: 'unknown' });
  });

  it('are nobody only if the server says so: hidden ones are unknown (R1)', async () => {
    const groups = [
      group('Hidden', [dnOf('ann')]),
      group('Unreadable', [dnOf('ann')]),
      group('Empty', [], { objectClass: ['posixGroup'] }),
      group('Devs', [dnOf('bob')]),
    ];
    const rules: LdapOptions = {
      isHidden: ({ dn }, attribute) => dn === groupDn('Hidden') && attribute === 'member',
      isUnreadable: ({ dn }, attribute) => dn === groupDn('Unreadable') && attribute === 'member',
    };
    const expected = { Hidden: 'unknown', Unreadable: 'unknown', Empty: [], Devs: ['bob'] };

    expect(membersByName(await pulled(world([...two, ...groups], rules)))).toEqual(expected);
    // so many groups are read in one list
    const more = Array.from({ length: 60 }, (_, at) => group(`g${at}`, [dnOf('ann')]));
    expect(membersByName(await pulled(world([...two, ...groups, ...more], rules)))).toMatchObject(expected);
  });

  it('may be a placeholder, which is none of our people (ldap.md Gotcha 6)', async () => {
    expect(membersByName(await pulled(world([...two, group('Devs', ['cn=nobody'])])))).toEqual({ Devs: [] });
  });

  it('are those of groups in groups, also outside of where groups are read (G9)', async () => {
    const outside: Seed = { ...group('Outside', [dnOf('bob'), groupDn('Devs')]), dn: `cn=Outside,ou=other,${BASE}` };
    const directory = await pulled(world([...two, outside, group('Devs', [dnOf('ann'), outside.dn])]), {
      groups: { base: `ou=groups,${BASE}` },
    });

    expect(membersByName(directory)).toEqual({ Devs: ['ann', 'bob'] });
  });

  it('are unknown where a group in the group cannot be read, and in that one alone', async () => {
    await using fixture = await ldapFixture(
      world([...two, group('Inner', [dnOf('bob')]), group('Outer', [groupDn('Inner')]), group('Devs', [dnOf('ann')])]),
    );
    fixture.server.fail(new RegExp(`^search base ${groupDn('Inner')}`), { kind: 'result', code: 50 });

    const directory = await fixture.source.pull(everything, options());

    expect(membersByName(directory)).toEqual({ Inner: 'unknown', Outer: 'unknown', Devs: ['ann'] });
  });

  it('are still there when their entry was moved while we read', async () => {
    await using fixture = await ldapFixture(world([...two, group('Devs', [dnOf('ann')])]));
    const { tree } = fixture.server;
    const moved = `uid=ann,ou=other,${BASE}`;

    const directory = await fixture.source.pull(
      {
        group() {
          if (tree.find(dnOf('ann')) === undefined) return true;
          tree.rename(dnOf('ann'), moved);
          tree.set(groupDn('Devs'), 'member', moved);
          return true;
        },
      },
      options(),
    );

    expect(membersByName(directory)).toEqual({ Devs: ['ann'] });
  });

  it('keep the ids of a renamed person and a renamed group', async () => {
    await using fixture = await ldapFixture(world([...two, group('Devs', [dnOf('ann')])]));
    const before = await fixture.source.pull(everything, options());
    fixture.server.tree.rename(dnOf('ann'), `uid=lee,ou=people,${BASE}`);
    fixture.server.tree.rename(groupDn('Devs'), groupDn('Makers'));
    fixture.server.tree.set(groupDn('Makers'), 'cn', 'Makers');
    fixture.server.tree.set(groupDn('Makers'), 'member', `uid=lee,ou=people,${BASE}`);

    const after = await fixture.source.pull(everything, options());

    expect([...after.people.keys()]).toEqual([...before.people.keys()]);
    expect([...after.groups.keys()]).toEqual([...before.groups.keys()]);
    expect(membersByName(after)).toEqual({ Makers: ['ann'] });
  });

  it.each(['cn', 'entryUUID'])('believe no list with a group whose %s is hidden: it would seem gone', async attribute => {
    await expect(pulled(world([...two, group('Devs', [dnOf('ann')], { [attribute]: [] })]))).rejects.toThrow(groupDn('Devs'));
  });
});

describe('some people of OpenLDAP (DESIGN §2)', () => {
  const few = [person('ann', { gidNumber: '7' }), person('bob')];
  const ask = async (entries: readonly Seed[], logins: readonly string[], more: LdapOptions = {}) => {
    await using fixture = await ldapFixture(world(entries, more));
    return await fixture.source.pullPeople({ ids: [], logins, alike: [] }, options());
  };

  it('have all of their groups: those around them, by uid, and the primary one; circles end', async () => {
    const { directory } = await ask(
      [
        ...few,
        group('Inner', [dnOf('ann'), groupDn('Outer')]),
        group('Outer', [groupDn('Inner')]),
        group('Posix', [], { objectClass: ['posixGroup'], memberUid: 'ann@example.com' }),
        group('Primary', [], { objectClass: ['posixGroup'], gidNumber: '7' }),
        group('Around', [groupDn('Primary')]),
        group('Other', [dnOf('bob')]),
      ],
      ['ann'],
    );

    expect(membersByName(directory)).toEqual({
      Inner: ['ann'],
      Outer: ['ann'],
      Posix: ['ann'],
      Primary: ['ann'],
      Around: ['ann'],
      Other: [],
    });
  });

  it('are not known to be in or out of a group whose members are hidden: it is left out (R1)', async () => {
    const { directory } = await ask([...few, group('Hidden', [dnOf('ann')]), group('Devs', [dnOf('ann')])], ['ann'], {
      isHidden: ({ dn }, attribute) => dn === groupDn('Hidden') && attribute === 'member',
    });

    expect(membersByName(directory)).toEqual({ Devs: ['ann'] });
  });

  it('are asked for by what was typed, whatever signs are in it (escaping)', async () => {
    const { byLogin, directory } = await ask([...few, person('odd', { uid: 'a*(b)\\c' })], ['*', 'a*(b)\\c']);

    expect(byLogin).toEqual(new Map([['a*(b)\\c', ['odd']]]));
    expect(Object.keys(standings(directory))).toEqual(['odd']);
  });
});
