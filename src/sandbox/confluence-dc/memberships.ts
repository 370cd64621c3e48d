import type { Confluence } from './confluence.js';
import { type ConfluenceGroup, type ConfluenceUser, fold } from './state.js';

/** Keys of everybody in the group and in the groups nested in it, at any depth, circles included. */
export function effectiveMembers(confluence: Confluence, group: ConfluenceGroup): Set<string> {
  const keys = new Set<string>();
  const seen = new Set<ConfluenceGroup>();
  const walk = (each: ConfluenceGroup | undefined) => {
    if (each === undefined || seen.has(each)) return;
    seen.add(each);
    for (const key of each.members) keys.add(key);
    for (const child of each.children) walk(confluence.groups.get(child));
  };
  walk(group);
  return keys;
}

export const membersOf = (confluence: Confluence, group: ConfluenceGroup): ReadonlySet<string> =>
  confluence.nestedShown ? effectiveMembers(confluence, group) : group.members;

export const groupsOf = (confluence: Confluence, user: ConfluenceUser): ConfluenceGroup[] =>
  sorted([...confluence.groups.values()].filter(group => membersOf(confluence, group).has(user.key)));

export const sorted = (groups: readonly ConfluenceGroup[]): ConfluenceGroup[] =>
  groups.toSorted((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));

export type GlobalPermission = 'use' | 'administer' | 'system';

/** The permissions that hold each one. */
const levels = {
  use: ['use', 'administer', 'system'],
  administer: ['administer', 'system'],
  system: ['system'],
} as const satisfies Record<GlobalPermission, readonly GlobalPermission[]>;

export function may(confluence: Confluence, user: ConfluenceUser, permission: GlobalPermission): boolean {
  if (user.key === confluence.account && !confluence.rights.includes(permission)) return false;
  const { use, administer, system } = confluence.globalPermissions;
  const names = { use: [...use, ...administer, ...system], administer: [...administer, ...system], system }[permission];
  const inItself = levels[permission].some(level => confluence.personalPermissions[level].has(user.key));
  return user.active && (inItself || names.some(name => isIn(confluence, user, name)));
}

function isIn(confluence: Confluence, user: ConfluenceUser, name: string): boolean {
  const group = confluence.group(name);
  return group !== undefined && effectiveMembers(confluence, group).has(user.key);
}

/** Who counts towards the licence: active, and allowed in. */
export function licensed(confluence: Confluence): ConfluenceUser[] {
  const { use, administer, system } = confluence.globalPermissions;
  const keys = new Set(Object.values(confluence.personalPermissions).flatMap(each => [...each]));
  for (const name of [...use, ...administer, ...system]) {
    const group = confluence.group(name);
    if (group !== undefined) for (const key of effectiveMembers(confluence, group)) keys.add(key);
  }
  return [...confluence.users.values()].filter(user => user.active && user.type === 'known' && keys.has(user.key));
}
