/** What application permissions open (entra.md §4; the permission data of the devx content, 2026-08). */
export interface Rights {
  readonly users: 'all' | 'basic' | 'none';
  readonly groups: boolean;
  readonly members: boolean;
  readonly memberOf: boolean;
  readonly apps: boolean;
  readonly hidden: boolean;
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const GROUPS = ['Group.Read.All', 'Group.ReadWrite.All', 'Group.ReadBasic.All', 'GroupMember.Read.All'];

export function rightsOf(roles: readonly string[]): Rights {
  const any = (...names: readonly string[]) => names.some(name => roles.includes(name));
  const users = any('User.Read.All', 'User.ReadWrite.All', ...DIRECTORY);
  return {
    users: users ? 'all' : any('User.ReadBasic.All') ? 'basic' : 'none',
    groups: any(...GROUPS, ...DIRECTORY),
    members: any(...GROUPS, 'GroupMember.ReadBasic.All', 'GroupMember.ReadWrite.All', ...DIRECTORY),
    memberOf: any('User.Read.All', 'Group.Read.All', 'GroupMember.Read.All', 'GroupMember.ReadBasic.All', ...DIRECTORY),
    apps: any('Application.Read.All', 'Application.ReadWrite.All', ...DIRECTORY),
    hidden: any('Member.Read.Hidden'),
  };
}
