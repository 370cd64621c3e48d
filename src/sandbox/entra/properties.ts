const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap(line => line.split(' ')));

/** What a user has besides `id` and `deletedDateTime` (v1.0 of the metadata, 2026-08). */
const USER = words(
  'aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo birthday businessPhones city',
  'companyName consentProvidedForMinor country createdDateTime creationType customSecurityAttributes department',
  'deviceEnrollmentLimit displayName employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType',
  'externalUserState externalUserStateChangeDateTime faxNumber givenName hireDate identities identityParentId imAddresses',
  'interests isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime legalAgeGroupClassification',
  'licenseAssignmentStates mail mailNickname mailboxSettings mobilePhone mySite officeLocation onPremisesDistinguishedName',
  'onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime',
  'onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled',
  'onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile pastProjects postalCode preferredDataLocation',
  'preferredLanguage preferredName print provisionedPlans proxyAddresses responsibilities schools securityIdentifier',
  'serviceProvisioningErrors showInAddressList signInActivity signInSessionsValidFromDateTime skills state streetAddress',
  'surname usageLocation userPrincipalName userType',
);

/** Those of them that are lists: empty ones, where nobody has anything. */
const LISTS = words(
  'assignedLicenses assignedPlans businessPhones identities imAddresses interests licenseAssignmentStates',
  'onPremisesProvisioningErrors otherMails pastProjects provisionedPlans proxyAddresses responsibilities schools',
  'serviceProvisioningErrors skills',
);

/** What a list of users holds when nobody selects: `accountEnabled` is not in it (entra.md §2). */
export const USER_DEFAULT = [
  ...['businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation'],
  ...['preferredLanguage', 'surname', 'userPrincipalName', 'id'],
];

/** What `User.ReadBasic.All` shows. */
export const USER_BASIC = ['displayName', 'givenName', 'mail', 'surname', 'userPrincipalName', 'id'];

/** Directory extensions are properties, too. */
export const isUserProperty = (name: string): boolean =>
  name === 'id' || name === 'deletedDateTime' || USER.has(name) || /^extension_[0-9a-f]{32}_\w+$/.test(name);

export const emptyValue = (name: string): unknown => (LISTS.has(name) ? [] : null);

export const GROUP = [
  ...['id', 'displayName', 'description', 'mail', 'mailEnabled', 'mailNickname', 'securityEnabled', 'groupTypes'],
  ...['visibility', 'onPremisesSyncEnabled', 'createdDateTime', 'deletedDateTime', 'isAssignableToRole'],
];
