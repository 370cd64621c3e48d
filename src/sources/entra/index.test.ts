import { describe, expect, it } from 'vitest';
import { asked, company, entraFixture, tokensAsked } from '../../../test/contracts/entra-fixture.js';
import { describeSource, membersByName, standings } from '../../../test/contracts/source.js';
import { AccessDenied, Refused, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import type { EntraEmulator } from '../../sandbox/entra/index.js';
import { attributeTypes } from './settings.js';

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });
const groupId = ({ tenant }: EntraEmulator, name: string) =>
  tenant.groups.values().find(({ displayName }) => displayName === name)?.id ?? name;

describeSource('entra', async () => {
  const fixture = await entraFixture(company);
  const { entra, source } = fixture;
  return {
    source,
    attributes: attributeTypes({ attributes: {} }),
    breakUsers: () => entra.answer(/^GET \/users/, { status: 503 }),
    breakMembers: name => entra.answer(new RegExp(groupId(entra, name)), { status: 503 }),
    garble: who => entra.corrupt(who, { userPrincipalName: 17 }),
    remove: who => entra.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

describe('people of an entra tenant', () => {
  it('are never guessed to be active: whoever has no accountEnabled is set aside, and why is said (entra.md gotcha 1)', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.corrupt('bob', { accountEnabled: null });

    const { people, quarantined } = await fixture.source.pull(everything, soon());

    expect([...people.keys()]).toEqual(['ann', 'cid']);
    expect(quarantined).toEqual([
      { id: 'bob', where: 'users, bob', problem: expect.stringContaining('accountEnabled is withheld') },
    ]);
  });

  it('all without accountEnabled, at 200, are a missing permission, not a tenant of the disabled', async () => {
    await using fixture = await entraFixture({ ...company, roles: ['User.ReadBasic.All', 'GroupMember.Read.All'] });

    const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

    expect(failure).toBeInstanceOf(AccessDenied);
    expect(failure).toMatchObject({ hint: expect.stringContaining('User.Read.All') });
  });

  it('that are nobody at all are not believed: somebody must be there', async () => {
    await using fixture = await entraFixture({});

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow('nobody in this tenant');
  });

  it('are asked for with $select, 999 at a time', async () => {
    await using fixture = await entraFixture(company, {
      attributes: { officeLocation: 'string', extensionAttribute3: 'string' },
    });
    await fixture.source.pull(everything, soon());

    expect(asked(fixture)).toContainEqual(
      'users?$select=id,userPrincipalName,mail,displayName,givenName,surname,accountEnabled,userType,employeeId,department,jobTitle,officeLocation,onPremisesExtensionAttributes&$top=999',
    );
  });

  const guest = {
    ...{ id: 'guest', userPrincipalName: 'eve_partner.com#EXT#@tenant.onmicrosoft.com', mail: 'eve@partner.com' },
    userType: 'Guest' as const,
  };

  it('leave guests out unless told, and take in guests who came as members', async () => {
    const member = { ...guest, id: 'member', userType: 'Member' as const };
    const old = { ...guest, id: 'old', userType: null };
    await using skipping = await entraFixture({ users: ['ann', guest, member, old] });
    await using including = await entraFixture({ users: ['ann', guest, member, old] }, { guests: 'include' });

    expect([...(await skipping.source.pull(everything, soon())).people.keys()]).toEqual(['ann', 'member']);
    expect((await skipping.source.pull(everything, soon())).evidence.lists[0]?.end).toContain('; 2 guests count as nobody');
    expect((await including.source.pull(everything, soon())).people.size).toBe(4);
    const found = await skipping.source.lookup([personId('guest')], soon());
    expect(found.get(personId('guest'))).toMatchObject({ kind: 'outOfScope' });
  });

  it('know a guest by the own address, not by the #EXT# name', async () => {
    await using fixture = await entraFixture({ users: [guest, { ...guest, id: 'bare', mail: null }] }, { guests: 'include' });

    const { people } = await fixture.source.pull(everything, soon());

    expect(people.get(personId('guest'))).toMatchObject({ login: 'eve@partner.com', email: 'eve@partner.com' });
    expect(people.get(personId('bare'))).toMatchObject({ login: guest.userPrincipalName, email: '' });
  });

  it('have no address where mail is null, or the userPrincipalName when the config says so; a guest never', async () => {
    const tenant = { users: [{ id: 'nomail' }, { ...guest, mail: null }] };
    await using none = await entraFixture(tenant, { guests: 'include' });
    await using upn = await entraFixture(tenant, { guests: 'include', emailFallback: 'userPrincipalName' });
    const emails = async ({ source }: typeof none) =>
      [...(await source.pull(everything, soon())).people.values()].map(({ email }) => email);

    expect(await emails(none)).toEqual(['', '']);
    expect(await emails(upn)).toEqual(['', 'nomail@example.com']);
  });

  it('have the attributes that the config declares; whoever has one of another type is set aside (R2)', async () => {
    const more = {
      onPremisesSamAccountName: 'ANN',
      businessPhones: ['2', '1'],
      ...{ onPremisesExtensionAttributes: { extensionAttribute3: 'x' }, employeeOrgData: { costCenter: '42' } },
    };
    const attributes = {
      ...{ onPremisesSamAccountName: 'string', businessPhones: 'list', extensionAttribute3: 'string', costCenter: 'number' },
      extension_0123456789abcdef0123456789abcdef_badge: 'string',
    };
    const odd = { id: 'odd', more: { onPremisesSamAccountName: ['A'] } };
    await using fixture = await entraFixture({ users: [{ id: 'ann', more }, odd] }, { attributes });

    const { people, quarantined } = await fixture.source.pull(everything, soon());

    expect(people.get(personId('ann'))?.attributes).toMatchObject({
      ...{ onPremisesSamAccountName: 'ANN', businessPhones: ['1', '2'], extensionAttribute3: 'x', costCenter: 42 },
      extension_0123456789abcdef0123456789abcdef_badge: null,
    });
    expect(quarantined).toEqual([expect.objectContaining({ id: 'odd' })]);
  });

  it('cannot be read with a property that Graph does not know, and the error names `attributes`', async () => {
    await using fixture = await entraFixture(company, { attributes: { ofiiceLocation: 'string' } });

    const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

    expect(failure).toBeInstanceOf(Refused);
    expect(failure).toMatchObject({
      message: expect.stringContaining("'ofiiceLocation'"),
      hint: expect.stringContaining('`attributes`'),
    });
  });

  it('are looked up 20 in a call; deleted only where Graph keeps them as such (R5)', async () => {
    const users = Array.from({ length: 25 }, (_, at) => `u${at}`);
    await using fixture = await entraFixture({ users });
    for (const who of ['u1', 'u2']) fixture.entra.remove(who);
    fixture.entra.purge('u2');

    const found = await fixture.source.lookup(users.map(personId), soon());

    expect(found.get(personId('u0'))?.kind).toBe('present');
    expect(found.get(personId('u1'))?.kind).toBe('deleted');
    expect(found.get(personId('u2'))).toMatchObject({ kind: 'outOfScope', why: expect.stringContaining('neither among') });
    expect(fixture.entra.requests.length).toBe(1 + 2 + 1); // a token, the people, and those of whom there is no row
  });

  it('who may not be looked for among the deleted are out of scope, never deleted', async () => {
    await using fixture = await entraFixture({ ...company, deletedItems: 'forbidden' });
    fixture.entra.remove('bob');

    const found = await fixture.source.lookup([personId('bob')], soon());

    expect(found.get(personId('bob'))).toMatchObject({ kind: 'outOfScope', why: expect.stringContaining('403') });
  });

  it('are not taken for deleted by a 404 of anybody but Graph, inside a batch too (R5)', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(/\/users\/bob/, { status: 404, body: { message: 'no route' } });

    expect((await fixture.source.lookup([personId('bob')], soon())).get(personId('bob'))?.kind).toBe('unknown');
  });

  it('are not taken for deleted because somebody else is (R5)', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.remove('bob');
    fixture.entra.answer(/deletedItems\/bob/, { body: { id: 'cid', deletedDateTime: '2026-01-01T00:00:00Z' } });

    expect((await fixture.source.lookup([personId('bob')], soon())).get(personId('bob'))?.kind).toBe('unknown');
  });

  it('and groups are read with as few calls as pages and batches allow', async () => {
    const users = Array.from({ length: 1_200 }, (_, at) => `u${at}`);
    const groups = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`g${at}`, users.slice(at, at + 3)]));
    await using fixture = await entraFixture({ users, groups });

    const { evidence } = await fixture.source.pull(everything, soon());

    expect(evidence.calls).toBe(1 + 2 + 1 + 3); // a token, 1,200 people by 999, the groups, and their members 20 at a time
    expect(fixture.entra.requests.length).toBe(evidence.calls);
  });
});

describe('the token', () => {
  it('is renewed in the middle of a read, once for everybody, where Graph takes the old one no more', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.before(/^GET \/users\?/, () => fixture.entra.expireTokens());
    fixture.entra.before(/transitiveMembers/, () => fixture.entra.expireTokens());

    const directory = await fixture.source.pull(everything, soon());
    const again = await fixture.source.pull(everything, soon());

    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(again.people.size).toBe(3);
    expect(tokensAsked(fixture)).toBe(3); // one before, and one for each that ended: the next request after that found out
  });

  it('is renewed before its hour is over', async () => {
    await using fixture = await entraFixture(company);
    await fixture.source.pull(everything, soon());
    fixture.pass(3_599_000);
    await fixture.source.pull(everything, soon());

    expect(tokensAsked(fixture)).toBe(2);
    expect(fixture.entra.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('that is refused although it is new ends the read', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.fail(/\/v1\.0\//, {
      kind: 'status',
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: '' } },
    });

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow(
      'that it had just given (401: InvalidAuthenticationToken)',
    );
    expect(tokensAsked(fixture)).toBe(2);
  });
});

describe('some people of an entra tenant', () => {
  it('come with the groups that they are in by another group, in a handful of calls (G9, R3)', async () => {
    const others = Array.from({ length: 1_500 }, (_, at) => `u${at}`);
    await using fixture = await entraFixture({ users: [...others, 'ann'], groups: { Inner: ['ann'] } });
    fixture.entra.addGroup({ displayName: 'Outer', members: ['Inner'] });

    const { directory } = await fixture.source.pullPeople({ ids: [], logins: ['ann'], alike: [] }, soon());

    expect(membersByName(directory)).toEqual({ Inner: ['ann'], Outer: ['ann'] });
    expect(standings(directory)).toEqual({ ann: 'active' });
    expect(fixture.entra.requests.length).toBe(5); // a token, the login, who is like them, the groups, theirs
  });

  it('are found by a name with an apostrophe, and by the address of a guest', async () => {
    const users = [
      { id: 'o', userPrincipalName: "o'neil@example.com" },
      { id: 'g', userPrincipalName: 'eve_p.com#EXT#@t.onmicrosoft.com', mail: 'eve@p.com', userType: 'Guest' as const },
    ];
    await using fixture = await entraFixture({ users }, { guests: 'include' });

    const { byLogin } = await fixture.source.pullPeople({ ids: [], logins: ["O'Neil", 'eve@p.com'], alike: [] }, soon());

    expect(byLogin).toEqual(
      new Map([
        ['O\u0027Neil', ['o']],
        ['eve@p.com', ['g']],
      ]),
    );
  });

  it('of groups with hidden membership nothing is known without the permission (R1)', async () => {
    const groups = [{ displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] }];
    await using without = await entraFixture({ users: ['ann'], groups });
    await using having = await entraFixture({
      ...{ users: ['ann'], groups, roles: ['User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden'] },
    });
    const secret = async ({ source }: typeof having) =>
      membersByName((await source.pullPeople({ ids: [personId('ann')], logins: [], alike: [] }, soon())).directory).Secret;

    expect(await secret(without)).toBe('unknown');
    expect(await secret(having)).toEqual(['ann']);
  });
});

describe('what answers in the place of Graph', () => {
  it('says nothing about permissions', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.fail(/users/, { kind: 'status', status: 403, body: '<html>blocked</html>' });

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow('not Microsoft Graph');
  });

  it('is told apart from it', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.fail(/users/, { kind: 'status', status: 404, body: { message: 'no route' } });

    await expect(fixture.source.pull(everything, soon())).rejects.toThrow(UnexpectedReply);
    await expect(fixture.source.pull(everything, soon())).rejects.toThrow('not Microsoft Graph');
  });
});
