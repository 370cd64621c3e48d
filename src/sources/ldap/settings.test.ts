import { describe, expect, it } from 'vitest';
import { Secret } from '../../secrets.js';
import { attributeTypes, LdapSettings, providerOf, waysOf } from './settings.js';

const given = {
  url: 'ldaps://ldap.example.com',
  server: 'openldap',
  user: 'cn=reader',
  password: new Secret('x'),
  base: 'dc=example,dc=com',
};
const problems = (more: object) =>
  LdapSettings.safeParse({ ...given, ...more }).error?.issues.map(({ message }) => message) ?? [];

describe('settings of an LDAP source', () => {
  it.each([
    ['a web address', { url: 'https://ldap.example.com' }, /ldaps:\/\//],
    ['a base in the url', { url: 'ldaps://ldap.example.com/dc=example' }, /only host and port/],
    ['StartTLS over TLS', { startTls: true }, /encrypted from the start/],
    ['the global catalog', { server: 'active-directory', url: 'ldaps://dc1.example.com:3269' }, /global catalog/],
    ['a chain at OpenLDAP', { groups: { nested: 'chain' } }, /only Active Directory/],
    ['a broken filter', { users: { filter: '(&(a=b)' } }, /filter/],
    ['no DN', { base: 'example.com' }, /not a DN/],
    ['an attribute that is there already', { attributes: { title: 'string' } }, /standard attribute/],
    ['a misspelt key', { users: { bse: 'x' } }, /bse/],
  ])('refuse %s', (_, more, message) => expect(problems(more)).toEqual([expect.stringMatching(message)]));

  it('know the directory by its base, however it is written, not by a host', () => {
    expect(providerOf({ id: undefined, base: 'DC=Example, DC=com' })).toBe('ldap:dc=example,dc=com');
    expect(providerOf({ id: 'staff', base: 'dc=example,dc=com' })).toBe('ldap:staff');
  });

  it('fill in the ways of the server, and keep what is given', () => {
    const ways = waysOf(LdapSettings.parse({ ...given, users: { id: 'nsUniqueId', inactive: { employeeType: 'former' } } }));

    expect(ways.users).toMatchObject({ base: given.base, filter: '(objectClass=inetOrgPerson)', id: 'nsUniqueId', login: 'uid' });
    expect(ways.users.inactive).toMatchObject({ nsAccountLock: 'TRUE', employeeType: 'former' });
    expect(ways.groups.id).toBe('entryUUID');
  });

  it('name the attributes of each server', () => {
    expect(attributeTypes({ server: 'active-directory', attributes: { room: 'number' } })).toMatchObject({
      accountName: 'string',
      room: 'number',
      emails: 'list',
    });
    expect(attributeTypes({ server: 'openldap', attributes: {} })).not.toHaveProperty('accountName');
  });
});
