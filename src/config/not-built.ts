/** What DESIGN describes and this version does not do yet: refused by name, never accepted and ignored. */
export const futureSourceKinds: readonly string[] = ['crowd'];

/** What people call a kind of source too. */
export const otherNames: Readonly<Record<string, string>> = {
  ...{ aws: 'aws-identity-center', azure: 'entra', 'azure-ad': 'entra', microsoft: 'entra' },
  ...{ gsuite: 'google', workspace: 'google', 'google-workspace': 'google', oci: 'idcs' },
  ...{ 'active-directory': 'ldap', openldap: 'ldap' },
};

/** What nobody can read yet, however much is built, and what to do about it. */
export const unreadableKinds: Readonly<Record<string, string>> = {
  miniorange:
    'Its API has no public call that lists people. Read the directory behind it (type: ldap, scim, okta …), or an export (type: file): see docs/miniorange.md.',
};

export const futureTargetKinds: readonly string[] = ['jira-cloud', 'confluence-cloud', 'bitbucket-cloud', 'jsm-dc', 'jsm-cloud'];

/** Settings by the section they would stand in. */
export const futureSettings = {
  file: [],
  source: ['clientSecret'],
  target: [],
} as const satisfies Record<string, readonly string[]>;

export const notInThisVersion = (what: string): string => `${what} is not in this version of rollcall`;
