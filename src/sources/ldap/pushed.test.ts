import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOn, neededOf, pulledByFilter } from '../../../test/conditions.js';
import { adUser, domain, guidOf } from '../../../test/contracts/active-directory-fixture.js';
import { dnOf, group, type LdapFixture, ldapFixture, ous, person } from '../../../test/contracts/ldap-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import type { Condition } from '../../model/condition.js';
import type { LdapOptions } from '../../sandbox/ldap/index.js';
import type { Seed } from '../../sandbox/ldap/tree.js';
import type { PullScope } from '../source.js';

const options = () => ({ signal: new AbortController().signal });
const whole: PullScope = { group: () => true };
const inIt: Condition = { kind: 'is', attribute: 'title', values: ['IT'] };
const world = (...entries: readonly Seed[]): LdapOptions => ({ entries: [...ous, ...entries] });
const pullOnly = ({ source }: LdapFixture, only: Condition = inIt) => source.pull({ ...whole, only }, options());

const people = [
  ...[person('ann', { title: 'IT' }), person('bob', { title: 'HR' }), person('dee', { title: 'it' })],
  person('cid', { title: 'HR', pwdAccountLockedTime: '000001010000Z' }),
];

describe('a filter over people, asked of the directory', () => {
  it('brings whoever fulfils it, and whoever is inactive (R5)', async () => {
    await using fixture = await ldapFixture(world(...people));
    const directory = await pullOnly(fixture);
    expect([...directory.people.keys()]).toEqual(['ann', 'cid', 'dee']); // `it` too: titles are compared without case
    expect(directory.evidence.lists[0]).toMatchObject({ what: 'users', rows: 3 });
  });

  it('brings whoever is inactive as the config says, also by an attribute that a server may compare by case', async () => {
    const gone = [person('gus', { badge: 'Returned' }), person('hal', { employeeType: 'RETIRED' })];
    const inactive = { badge: 'returned', employeeType: ['retired'] };
    await using fixture = await ldapFixture(world(...people, ...gone), { users: { inactive } });
    expect([...(await pullOnly(fixture)).people.keys()]).toEqual(['ann', 'cid', 'dee', 'gus', 'hal']);
    expect(fixture.server.requests.find(line => line.includes('title=IT'))).toContain('(badge=*)(employeeType=retired)');
  });

  it('brings whoever Active Directory disabled, or let expire', async () => {
    const expires = (accountExpires: string) => ({ accountExpires });
    const users = [
      ...[adUser('it', 1, { title: 'IT' }), adUser('hr', 2), adUser('off', 3, { userAccountControl: '546' })],
      ...[adUser('past', 4, expires('132539328000000000')), adUser('never', 5, expires('9223372036854775807'))],
      ...[adUser('future', 6, expires('2650467744000000000')), adUser('longPast', 7, expires('99'))],
    ];
    await using fixture = await ldapFixture(domain(users));
    await using minding = await ldapFixture(domain(users), { users: { expired: 'active' } });
    expect([...(await pullOnly(fixture)).people.keys()]).toEqual([1, 3, 4, 7].map(guidOf));
    expect([...(await pullOnly(minding)).people.keys()]).toEqual([1, 3].map(guidOf));
  });

  it('looks up a linked person whom the filter leaves out, and believes the read (R5)', async () => {
    await using fixture = await ldapFixture(world(...people));
    const pulled = await pulledByFilter(fixture.source, inIt, ['bob']);
    expect(pulled.kind === 'read' && [...pulled.directory.people.keys()]).toEqual(['ann', 'cid', 'dee', 'bob']);
  });

  it('reads everybody where nobody fulfils it: nobody at all may be hidden', async () => {
    await using fixture = await ldapFixture(world(person('bob', { title: 'HR' })));
    expect([...(await pullOnly(fixture)).people.keys()]).toEqual(['bob']);
  });

  it('is asked for attributes that every server compares without case', async () => {
    await using fixture = await ldapFixture(world(...people), { attributes: { badge: 'string' }, users: { login: 'badge' } });
    const isAsked = (attribute: string) => fixture.source.pushes?.({ ...inIt, attribute }) !== undefined;
    const names = [
      'title',
      'department',
      'email',
      'uid',
      'login',
      'badge',
      'displayName',
      'status',
      'dn',
      'managerDn',
      'workPhone',
    ];
    expect(names.filter(isAsked)).toEqual(['title', 'department', 'email', 'uid']);
  });

  it('leaves nobody out who passes the filter here, whatever signs are in it', async () => {
    const words = ['IT', 'it', 'I*', '(IT)', 'Zürich\\2a', '7', ' padded'];
    const crowd = words.flatMap((title, at) =>
      words.map((l, also) => person(`p${at}${also}`, { title, l: [l, 'Second'], ...(at === also && { nsAccountLock: 'TRUE' }) })),
    );
    await using fixture = await ldapFixture(world(...crowd));
    const everybody = await fixture.source.pull(whole, options());
    await fc.assert(
      fc.asyncProperty(conditionsOn(['title', 'city', 'displayName'], words), async condition => {
        const only = fixture.source.pushes?.(condition);
        const { people: found } = await fixture.source.pull({ ...whole, ...(only && { only }) }, options());
        expect([...found.keys()]).toEqual(expect.arrayContaining(neededOf(everybody, condition)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('members who were not asked for', () => {
  const others = Array.from({ length: 60 }, (_, at) => person(`o${at}`, { title: 'HR' }));
  const inner = group('Inner', [dnOf('dee')]);
  const all = group('All', [dnOf('ann'), inner.dn, ...others.map(({ dn }) => dn)]);

  it('make no group unknown, and cost no call each', async () => {
    await using fixture = await ldapFixture(world(...people, ...others, inner, all));
    const directory = await pullOnly(fixture);
    expect(membersByName(directory)).toMatchObject({ Inner: ['dee'], All: expect.arrayContaining(['ann', 'dee', 'o7']) });
    expect(fixture.server.requests.filter(line => line.includes('search base uid='))).toEqual([]);
  });

  it('still keep a uid from being taken for one of two people', async () => {
    const posix: Seed = {
      dn: `cn=posix,ou=groups,dc=example,dc=com`,
      attributes: { objectClass: ['top', 'posixGroup'], entryUUID: 'posix', cn: 'posix', memberUid: ['ann'], gidNumber: '7' },
    };
    const twins = [person('a1', { uid: 'ann', title: 'IT' }), person('a2', { uid: 'ann', title: 'HR' }, 'other')];
    await using fixture = await ldapFixture(world(...people, ...twins, posix));
    expect([...(await pullOnly(fixture)).groups.values()]).toMatchObject([
      { name: 'posix', members: { kind: 'unknown', why: 'several people have the uid ann' } },
    ]);
  });
});
