import { BASE, company, dnOf, groupDn, type LdapFixture, ldapFixture } from '../../../test/contracts/ldap-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { attributeTypes } from './settings.js';

const SETTINGS = { users: { base: `ou=people,${BASE}` }, groups: { base: `ou=groups,${BASE}` } };

const contract = (fixture: LdapFixture) => ({
  source: fixture.source,
  attributes: attributeTypes({ server: 'openldap', attributes: {} }),
  breakUsers: () => fixture.server.fail(/^search sub ou=people/, { kind: 'result', code: 52 }),
  breakMembers: (group: string) =>
    fixture.server.fail(new RegExp(`^search base ${groupDn(group)}`), { kind: 'result', code: 50 }),
  garble: (who: string) => fixture.server.tree.set(dnOf(who), 'uid', []),
  remove: (who: string) => fixture.server.tree.remove(dnOf(who)),
  [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
});

describeSource('ldap', async () => contract(await ldapFixture(company, SETTINGS)));
