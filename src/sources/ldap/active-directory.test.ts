import { describe, expect, it } from 'vitest';
import { adDn, adGroup, adGroupDn, adUser, domain, guid, guidOf, sid } from '../../../test/contracts/active-directory-fixture.js';
import { BASE, ldapFixture } from '../../../test/contracts/ldap-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import type { LdapOptions } from '../../sandbox/ldap/index.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });

async function pulled(server: LdapOptions, settings: Readonly<Record<string, unknown>> = {}) {
  await using fixture = await ldapFixture(server, settings);
  return await fixture.source.pull(everything, options());
}

const three = [adUser('ann', 1), adUser('bob', 2), adUser('cid', 3)];
/** Nobody's primary group, so that a test of `member` is of nothing else. */
const apart = { groups: { primary: false } };

describe('people of Active Directory', () => {
  it('are known by objectGUID as text, whatever else changes (ldap.md Gotcha 7)', async () => {
    const { people } = await pulled(domain([adUser('ann', 0xab)]));

    expect([...people.keys()]).toEqual([guidOf(0xab)]);
    expect(people.get(personId(guidOf(0xab)))).toMatchObject({ login: 'ann', email: 'ann@example.com', displayName: 'ann' });
  });

  it('stand where userAccountControl says; a lock-out is a nuisance, no departure', async () => {
    const control = (userAccountControl: string) => ({ userAccountControl });
    const directory = await pulled(
      domain([
        ...[adUser('on', 1, control('512')), adUser('off', 2, control('514')), adUser('noPassword', 3, control('544'))],
        ...[adUser('noPasswordOff', 4, control('546')), adUser('locked', 5, control('528'))],
      ]),
    );

    expect(Object.values(standings(directory))).toEqual(['active', 'inactive', 'active', 'inactive', 'active']);
  });

  it('are inactive once accountExpires has passed, unless the config minds not', async () => {
    const of = (accountExpires: string) => ({ accountExpires });
    const world = domain([
      ...[adUser('never', 1, of('0')), adUser('noDate', 2, of('9223372036854775807'))],
      ...[adUser('past', 3, of('132539328000000000')), adUser('future', 4, of('2650467744000000000'))],
    ]);

    const { people } = await pulled(world);

    expect([...people.values()].map(({ standing }) => standing)).toEqual([
      { kind: 'active' },
      { kind: 'active' },
      { kind: 'inactive', status: 'expired', since: '2021-01-01T00:00:00.000Z' },
      { kind: 'active' },
    ]);
    expect(Object.values(standings(await pulled(world, { users: { expired: 'active' } })))).toEqual(Array(4).fill('active'));
  });

  it.each(['userAccountControl', 'primaryGroupID', 'objectSid', 'sAMAccountName'])(
    'are set aside where %s is hidden: nothing is guessed (R2)',
    async attribute => {
      const { quarantined } = await pulled(domain([...three, adUser('dan', 4, { [attribute]: [] })]));

      expect(quarantined).toEqual([{ id: guidOf(4), where: adDn('dan'), problem: expect.stringContaining(attribute) }]);
    },
  );
});

describe('members of groups of Active Directory', () => {
  it('come in ranges where there are many, with an empty list beside them or not (ldap.md Gotcha 1)', async () => {
    const many = Array.from({ length: 10 }, (_, at) => adUser(`u${at}`, at + 1));
    const world = (more: LdapOptions) =>
      domain(
        [
          ...many,
          adGroup(
            'All',
            99,
            many.map(({ dn }) => dn),
          ),
        ],
        { maxValues: 3, ...more },
      );

    for (const emptyBesideRange of [false, true]) {
      const directory = await pulled(world({ emptyBesideRange }), apart);
      expect(membersByName(directory).All).toHaveLength(10);
    }
  });

  it('are unknown where a range breaks off, never a part of them (R1)', async () => {
    const many = Array.from({ length: 10 }, (_, at) => adUser(`u${at}`, at + 1));
    await using fixture = await ldapFixture(
      domain(
        [
          ...many,
          adGroup(
            'All',
            99,
            many.map(({ dn }) => dn),
          ),
        ],
        { maxValues: 3 },
      ),
      apart,
    );
    fixture.server.fail(/member;range=6-/, { kind: 'result', code: 0 });

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({ All: 'unknown' });
  });

  it('are those of their primary group too, which no attribute of the group names', async () => {
    const directory = await pulled(
      domain([
        ...[adUser('ann', 1), adUser('bob', 2, { primaryGroupID: '514' })],
        ...[adGroup('Domain Users', 3, [], { objectSid: sid(513) }), adGroup('Everybody', 4, [adGroupDn('Domain Users')])],
      ]),
    );

    expect(membersByName(directory)).toEqual({ 'Domain Users': [guidOf(1)], Everybody: [guidOf(1)] });
  });

  it('skip computers, contacts and strangers of other domains, and say how many (ldap.md §3)', async () => {
    const strangers = [
      { dn: `CN=pc,OU=People,${BASE}`, attributes: { objectClass: ['computer'], cn: 'pc' } },
      { dn: `CN=S-1-5-21-9,CN=ForeignSecurityPrincipals,${BASE}`, attributes: { objectClass: ['foreignSecurityPrincipal'] } },
    ];
    const gone = `CN=gone,OU=People,${BASE}`;
    const directory = await pulled(
      domain([...three, ...strangers, adGroup('Mixed', 9, [adDn('ann'), ...strangers.map(({ dn }) => dn), gone])]),
      apart,
    );

    expect(membersByName(directory)).toEqual({ Mixed: [guidOf(1)] });
    expect(directory.evidence.lists).toContainEqual(
      expect.objectContaining({ what: 'members', end: expect.stringContaining('3 of them') }),
    );
  });

  it.each(['walk', 'chain'])('are those of groups in groups, which may go round in a circle (G9): %s', async nested => {
    const directory = await pulled(
      domain([
        ...three,
        adGroup('Outer', 10, [adDn('ann'), adGroupDn('Inner')]),
        adGroup('Inner', 11, [adDn('bob'), adGroupDn('Outer'), adGroupDn('Inner')]),
        adGroup('Empty', 12, []),
        adGroup('Primary', 13, [adGroupDn('Domain Users')]),
        adGroup('Domain Users', 14, [], { objectSid: sid(513) }),
      ]),
      { groups: { nested } },
    );

    const both = [guidOf(1), guidOf(2)];
    const all = [...both, guidOf(3)];
    expect(membersByName(directory)).toEqual({ Outer: both, Inner: both, Empty: [], Primary: all, 'Domain Users': all });
  });

  it('are unknown where they are hidden, never nobody: by walking and in chain (R1)', async () => {
    const hidden = domain([...three, adGroup('Hidden', 10, [adDn('ann')]), adGroup('Empty', 11, [])], {
      isHidden: ({ dn }, attribute) => dn === adGroupDn('Hidden') && attribute.toLowerCase() === 'member',
    });

    expect(membersByName(await pulled(hidden, apart))).toEqual({ Hidden: 'unknown', Empty: [] });
    expect(membersByName(await pulled(hidden, { groups: { primary: false, nested: 'chain' } }))).toMatchObject({ Empty: [] });
  });
});

describe('lists of Active Directory', () => {
  it('are cut to the largest page that the server has, and read to their end', async () => {
    const many = Array.from({ length: 25 }, (_, at) => adUser(`u${at}`, at + 1));
    const { people, evidence } = await pulled(domain(many, { maxPageSize: 10 }));

    expect(people.size).toBe(25);
    expect(evidence.lists[0]).toEqual({ what: 'users', pages: 3, rows: 25, end: 'no cookie for another page' });
  });

  it('are unread where a part is at another domain, unless nobody there matters', async () => {
    const world = domain(three, { references: [`ldap://child.example.com/DC=child,${BASE}`] });

    await expect(pulled(world)).rejects.toThrow(UnexpectedReply);
    await expect(pulled(world)).rejects.toThrow('more is at ldap://child.example.com');
    expect((await pulled(world, { referrals: 'ignore' })).people.size).toBe(3);
  });
});

describe('looking up at Active Directory (R5)', () => {
  const lookUp = async (entries: Parameters<typeof domain>[0], ids: readonly string[], settings = {}) => {
    await using fixture = await ldapFixture(domain(entries), settings);
    return Object.fromEntries(await fixture.source.lookup(ids.map(personId), options()));
  };

  it('says deleted of whom the server remembers as deleted, and of nobody else', async () => {
    const tombstone = {
      dn: `CN=dan\\0ADEL:00000000-0000-0000-0000-000000000004,CN=Deleted Objects,${BASE}`,
      attributes: { objectClass: ['user'], objectGUID: guid(4), isDeleted: 'TRUE', sAMAccountName: 'dan' },
    };

    expect(await lookUp([...three, tombstone], [guidOf(4), guidOf(5)])).toEqual({
      [guidOf(4)]: { kind: 'deleted' },
      [guidOf(5)]: { kind: 'outOfScope', why: expect.stringContaining('deleted, moved or hidden') },
    });
  });

  it('finds who was moved out of what we read, and says so; who is off there is stated', async () => {
    const elsewhere = (name: string, n: number, userAccountControl: string) => ({
      ...adUser(name, n, { userAccountControl }),
      dn: `CN=${name},OU=Disabled,${BASE}`,
    });
    const found = await lookUp(
      [...three, elsewhere('dan', 4, '512'), elsewhere('eve', 5, '514')],
      [guidOf(1), guidOf(4), guidOf(5)],
      {
        users: { base: `OU=People,${BASE}` },
      },
    );

    expect(found).toMatchObject({
      [guidOf(1)]: { kind: 'present', person: { login: 'ann' } },
      [guidOf(4)]: { kind: 'outOfScope', person: { login: 'dan' } },
      [guidOf(5)]: { kind: 'inactive', status: 'disabled' },
    });
  });

  it('does not know an id that is none of the directory', async () =>
    expect(await lookUp(three, ['ann'])).toMatchObject({ ann: { kind: 'unknown' } }));
});
