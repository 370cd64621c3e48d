import { expect, it } from 'vitest';
import { company, type ldapFixture as Fixture, ldapFixture } from '../../../test/contracts/ldap-fixture.js';

const checked = async (server: Parameters<typeof Fixture>[0], settings = {}) => {
  await using fixture = await ldapFixture(server, settings);
  return (await fixture.source.check({ signal: new AbortController().signal })).map(({ level, what }) => `${level}: ${what}`);
};
const schema = {
  dn: 'cn=subschema',
  attributes: {
    objectClass: 'subschema',
    attributeTypes: ["( 2.5.4.4 NAME ( 'sn' 'surname' ) SUP name )", "( 1.2 NAME 'roomNumber' )"],
  },
};

it('says who we are, what we may read, and that the password is sent in clear', async () => {
  expect(await checked(company)).toEqual([
    'ok: signed in as cn=reader,dc=example,dc=com',
    'warning: the password is sent in clear',
    'ok: may read users',
    "ok: may read groups and groups' members",
  ]);
});

it('says that it is another kind of server', async () => {
  expect(await checked(company, { server: 'active-directory' })).toContain('problem: the server is not Active Directory');
  expect(await checked({ ...company, isActiveDirectory: true }, { server: 'openldap' })).toContain(
    'problem: the server is Active Directory',
  );
});

it('says that people or members are hidden', async () => {
  const isInvisible = ({ dn }: { dn: string }) => dn.startsWith('uid=');
  expect(await checked({ ...company, isInvisible })).toContain('problem: nobody is shown below dc=example,dc=com');
  const isHidden = (_: unknown, name: string) => ['uid', 'member'].includes(name);
  expect(await checked({ ...company, isHidden })).toEqual(
    expect.arrayContaining([expect.stringContaining('is not understood: uid is missing'), 'info: Engineering shows no members']),
  );
});

it('compares `attributes` with the schema, where it may', async () => {
  const attributes = { roomNumber: 'string', surname: 'string', costCentre: 'string' };

  expect((await checked({ entries: [...(company.entries ?? []), schema] }, { attributes })).at(-1)).toBe(
    'problem: the server knows no attribute costCentre',
  );
  expect((await checked(company, { attributes })).at(-1)).toContain('cannot be compared');
});
