import type { CapabilitiesSince } from '../capabilities.js';

/** Jira 9.12 to 11 can do the same; only how users are listed differs (read.ts). */
export const capabilities: readonly CapabilitiesSince[] = [
  {
    since: '9.12',
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
        'Cannot tell direct members from nested ones: with `nestedGroups: true`, removals are reported, not made.',
        'Projects and components that a leaver leads are handed over first (`leads`).',
      ],
    },
  },
];
