import type { CapabilitiesSince } from '../capabilities.js';

/** Crowd 5 to 7 can do the same, and so can a Jira that acts as a Crowd server: the REST family has one version. */
export const capabilities: readonly CapabilitiesSince[] = [
  {
    since: '5.0',
    capabilities: {
      renameUsers: true,
      ending: 'switchOff',
      deleteUsers: true,
      renameGroups: false,
      deleteGroups: true,
      directMembers: true,
      updatableAttributes: ['username', 'email', 'displayName'],
      matchableAttributes: ['username', 'email', 'displayName'],
      limits: [
        'The directory is the one that the application is mapped to: REST can neither choose nor create one.',
        'Products that use the directory follow at their next synchronisation, an hour later by default.',
        'Does not tell seats, nor which groups let somebody into a product.',
      ],
    },
  },
];
