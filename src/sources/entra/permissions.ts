/** Which application permissions open what; the first is the one to ask for (entra.md §4, specs/msgraph-directory.json, 2026-11). */
export const PERMISSIONS = {
  users: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  groups: [
    ...['GroupMember.Read.All', 'GroupMember.ReadWrite.All', 'Group.Read.All', 'Group.ReadWrite.All'],
    ...['Directory.Read.All', 'Directory.ReadWrite.All'],
  ],
  app: ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  hidden: ['Member.Read.Hidden'],
} as const;

export type Part = keyof typeof PERMISSIONS;

/** What a path below /v1.0 is a part of. */
export function partOf(path: string): Part {
  if (/^\/?servicePrincipals/i.test(path)) return 'app';
  return /^\/?groups|transitiveMemberOf/i.test(path) ? 'groups' : 'users';
}

export const mayRead = (roles: readonly string[], part: Part): boolean =>
  PERMISSIONS[part].some(permission => roles.includes(permission));

/** How to grant it. */
export const grant = (permission: string): string =>
  `In the Entra admin center, under App registrations > the app > API permissions, add the application permission ${permission} of Microsoft Graph, and grant admin consent.`;
