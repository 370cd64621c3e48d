/** What each role of realm-management brings along (run on 26.7.3, 2026-11). */
const COMPOSITES: Readonly<Record<string, readonly string[]>> = {
  'view-users': ['query-users', 'query-groups'],
  'manage-users': [],
  'view-clients': ['query-clients'],
  'realm-admin': ['view-users', 'query-users', 'query-groups', 'view-realm', 'view-clients', 'query-clients', 'manage-users'],
};

export const expanded = (roles: readonly string[]): readonly string[] =>
  [...new Set(roles.flatMap(role => [role, ...(COMPOSITES[role] ?? [])]))].sort();

export interface Rights {
  /** lists of users are answered, with those only whom one may view */
  readonly queryUsers: boolean;
  readonly viewUsers: boolean;
  readonly queryGroups: boolean;
  readonly viewRealm: boolean;
  readonly viewClients: boolean;
}

export function rightsOf(roles: readonly string[]): Rights {
  const any = (...names: string[]) => names.some(name => roles.includes(name));
  return {
    queryUsers: any('query-users', 'view-users', 'manage-users'),
    viewUsers: any('view-users', 'manage-users'),
    queryGroups: any('query-groups', 'view-users', 'manage-users'),
    viewRealm: any('view-realm', 'manage-realm'),
    viewClients: any('view-clients', 'manage-clients'),
  };
}
