/** What differs from server to server: where things stand, and what means that somebody is off (ldap.md §3, 2026-11). */
export interface ServerWords {
  readonly userFilter: string;
  readonly groupFilter: string;
  readonly id: string;
  readonly login: string;
  /** attribute → values that mean inactive, compared without case */
  readonly inactive: Readonly<Record<string, string | readonly string[]>>;
  /** built-in attributes of a person, by our names; those of Okta where they mean the same */
  readonly attributes: Readonly<Record<string, string>>;
}

const COMMON = {
  firstName: 'givenName',
  lastName: 'sn',
  commonName: 'cn',
  initials: 'initials',
  title: 'title',
  description: 'description',
  userType: 'employeeType',
  employeeNumber: 'employeeNumber',
  mobilePhone: 'mobile',
  workPhone: 'telephoneNumber',
  preferredLanguage: 'preferredLanguage',
  city: 'l',
  state: 'st',
  zipCode: 'postalCode',
  office: 'physicalDeliveryOfficeName',
  managerDn: 'manager',
};

export const SERVERS = {
  /** OpenLDAP, and whatever keeps people as inetOrgPerson: 389 DS, FreeIPA, OpenDJ, eDirectory */
  openldap: {
    userFilter: '(objectClass=inetOrgPerson)',
    groupFilter: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))',
    id: 'entryUUID',
    login: 'uid',
    // 000001010000Z: locked by an administrator until he unlocks it; a time of day is a lock after wrong passwords, a nuisance
    // and no departure (draft-behera-ldap-password-policy-10 §5.3.3, slapo-ppolicy(5); 2026-11). The others: 389 DS, eDirectory.
    inactive: { pwdAccountLockedTime: '000001010000Z', nsAccountLock: 'TRUE', loginDisabled: 'TRUE' },
    attributes: { ...COMMON, organization: 'o', department: 'departmentNumber', streetAddress: 'street', uid: 'uid' },
  },
  'active-directory': {
    userFilter: '(&(objectCategory=person)(objectClass=user))',
    groupFilter: '(objectCategory=group)',
    id: 'objectGUID',
    login: 'sAMAccountName',
    inactive: {},
    attributes: {
      ...COMMON,
      organization: 'company',
      department: 'department',
      division: 'division',
      streetAddress: 'streetAddress',
      countryCode: 'c',
      employeeId: 'employeeID',
      accountName: 'sAMAccountName',
      principalName: 'userPrincipalName',
    },
  },
} as const satisfies Record<string, ServerWords>;

export type ServerKind = keyof typeof SERVERS;
