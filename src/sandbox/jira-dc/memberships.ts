import type { Jira } from './jira.js';
import { type ApplicationRole, fold, type JiraGroup, type JiraUser } from './state.js';

/** Keys of everybody in the group and in the groups nested in it, at any depth, circles included. */
export function effectiveMembers(jira: Jira, group: JiraGroup): Set<string> {
  const keys = new Set<string>();
  const seen = new Set<JiraGroup>();
  const walk = (each: JiraGroup | undefined) => {
    if (each === undefined || seen.has(each)) return;
    seen.add(each);
    for (const key of each.members) keys.add(key);
    for (const child of each.children) walk(jira.groups.get(child));
  };
  walk(group);
  return keys;
}

/** The groups a user is in, through nested ones too. */
export function groupsOf(jira: Jira, user: JiraUser): JiraGroup[] {
  const found = new Set<JiraGroup>();
  const climb = (group: JiraGroup) => {
    if (found.has(group)) return;
    found.add(group);
    const name = fold(group.name);
    for (const parent of jira.groups.values()) if (parent.children.has(name)) climb(parent);
  };
  for (const group of jira.groups.values()) if (group.members.has(user.key)) climb(group);
  return [...found].sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
}

function isInAny(jira: Jira, user: JiraUser, groupNames: readonly string[]): boolean {
  const seen = new Set<JiraGroup>();
  const holds = (group: JiraGroup | undefined): boolean => {
    if (group === undefined || seen.has(group)) return false;
    seen.add(group);
    return group.members.has(user.key) || [...group.children].some(child => holds(jira.groups.get(child)));
  };
  return groupNames.some(name => holds(jira.group(name)));
}

export type GlobalPermission = 'ADMINISTER' | 'SYSTEM_ADMIN';

export function may(jira: Jira, user: JiraUser, permission: GlobalPermission): boolean {
  const revoked =
    user.key === jira.account && (jira.tokenRights === 'none' || (jira.tokenRights === 'admin' && permission === 'SYSTEM_ADMIN'));
  const { ADMINISTER, SYSTEM_ADMIN } = jira.globalPermissions;
  return !revoked && isInAny(jira, user, permission === 'ADMINISTER' ? [...ADMINISTER, ...SYSTEM_ADMIN] : SYSTEM_ADMIN);
}

/** The applications a person may use: they are active, and in any group of the role. */
export const rolesOf = (jira: Jira, user: JiraUser): ApplicationRole[] =>
  user.active ? [...jira.applicationRoles.values()].filter(role => isInAny(jira, user, role.groups)) : [];

/** Inactive users release their seat although they stay in their groups. */
export function seatsTaken(jira: Jira, role: ApplicationRole): number {
  const keys = new Set<string>();
  for (const name of role.groups) {
    const group = jira.group(name);
    if (group) for (const key of effectiveMembers(jira, group)) if (jira.users.get(key)?.active) keys.add(key);
  }
  return keys.size;
}

export const hasSeat = (jira: Jira, role: ApplicationRole, user: JiraUser): boolean =>
  role.seats < 0 || rolesOf(jira, user).includes(role) || seatsTaken(jira, role) < role.seats;

export function grant(jira: Jira, role: ApplicationRole, user: JiraUser): void {
  for (const name of role.defaultGroups) jira.group(name)?.members.add(user.key);
}
