import type { LdapOptions } from '../../src/sandbox/ldap/index.js';
import type { Seed } from '../../src/sandbox/ldap/tree.js';
import { BASE } from './ldap-fixture.js';

/** The GUID with this number, as bytes and as text. */
export const guid = (n: number): Buffer => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
export const guidOf = (n: number): string => `00000000-0000-0000-0000-${n.toString(16).padStart(12, '0')}`;

/** S-1-5-21-1-2-3-RID */
export function sid(rid: number): Buffer {
  const bytes = Buffer.alloc(28);
  Buffer.from('010500000000000515000000010000000200000003000000', 'hex').copy(bytes);
  bytes.writeUInt32LE(rid, 24);
  return bytes;
}

export const adUser = (name: string, n: number, more: Seed['attributes'] = {}): Seed => ({
  dn: `CN=${name},OU=People,${BASE}`,
  attributes: {
    ...{ objectClass: ['top', 'person', 'organizationalPerson', 'user'], objectCategory: 'person', cn: name },
    ...{ sAMAccountName: name, userPrincipalName: `${name}@example.com`, mail: `${name}@example.com`, displayName: name },
    ...{ objectGUID: guid(n), objectSid: sid(1000 + n), primaryGroupID: '513', userAccountControl: '512', accountExpires: '0' },
    ...more,
  },
});

export const adGroup = (name: string, n: number, members: readonly string[], more: Seed['attributes'] = {}): Seed => ({
  dn: `CN=${name},OU=Groups,${BASE}`,
  attributes: {
    ...{ objectClass: ['top', 'group'], objectCategory: 'group', cn: name, sAMAccountName: name },
    ...{ objectGUID: guid(n), objectSid: sid(1000 + n), ...(members.length > 0 && { member: members }) },
    ...more,
  },
});

export const adDn = (name: string) => `CN=${name},OU=People,${BASE}`;
export const adGroupDn = (name: string) => `CN=${name},OU=Groups,${BASE}`;

/** A domain with what Active Directory refers to at its root. */
export const domain = (entries: readonly Seed[], more: LdapOptions = {}): LdapOptions => ({
  isActiveDirectory: true,
  references: [`ldap://example.com/CN=Configuration,${BASE}`, `ldap://DomainDnsZones.example.com/DC=DomainDnsZones,${BASE}`],
  entries: [
    ...['People', 'Groups'].map(ou => ({ dn: `OU=${ou},${BASE}`, attributes: { objectClass: 'organizationalUnit', ou } })),
    ...entries,
  ],
  ...more,
});
