import type { CapabilitiesSince } from '../capabilities.js';

/** Operation by operation the same from 8.19 to 10.3 (bitbucket-dc sheet, November 2026). */
export const capabilities: readonly CapabilitiesSince[] = [
  {
    since: '8.19',
    capabilities: {
      renameUsers: true,
      ending: 'revokeAccess',
      deleteUsers: true,
      renameGroups: false,
      deleteGroups: true,
      directMembers: true,
      updatableAttributes: ['username', 'email', 'displayName'],
      matchableAttributes: ['username', 'email', 'displayName'],
      limits: [
        'Has no switch for accounts: who leaves is taken out of every group and loses every global permission of their own.',
        'An HTTP access token can read users and groups, and never change them: only plans can be made with one.',
        'Accounts and groups of a read-only directory are seen as such beforehand: nothing is planned on them.',
        'Service users are left alone.',
      ],
    },
  },
];
