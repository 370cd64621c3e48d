/** A user as the REST family shows it. What it belongs to decides where the fields are kept. */
export interface CrowdUser {
  /** never changes; undefined where the directory has none */
  readonly key: string | undefined;
  readonly name: string;
  firstName: string;
  lastName: string;
  displayName: string;
  email: string;
  active: boolean;
  readonly attributes: Map<string, string[]>;
  /** fields that this version has and its documents do not */
  extra: Record<string, unknown>;
  /** in a remote directory that cannot be written to */
  readonly readOnly: boolean;
}

export interface CrowdGroup {
  readonly name: string;
  description: string;
  active: boolean;
  readonly attributes: Map<string, string[]>;
  readonly readOnly: boolean;
}

export type UserFields = Pick<CrowdUser, 'firstName' | 'lastName' | 'displayName' | 'email' | 'active'>;

/** Whose users and groups are served: those of a Crowd, or of a Jira that acts as one. Names are found without case. */
export interface UserDirectory {
  users(): readonly CrowdUser[];
  user(name: string): CrowdUser | undefined;
  addUser(name: string, fields: UserFields, password: string): CrowdUser;
  renameUser(user: CrowdUser, name: string): void;
  removeUser(user: CrowdUser): void;
  groups(): readonly CrowdGroup[];
  group(name: string): CrowdGroup | undefined;
  addGroup(name: string, description: string): CrowdGroup;
  removeGroup(group: CrowdGroup): void;
  /** direct members */
  membersOf(group: CrowdGroup): readonly CrowdUser[];
  /** groups directly in it */
  childrenOf(group: CrowdGroup): readonly CrowdGroup[];
  addMember(group: CrowdGroup, user: CrowdUser): void;
  removeMember(group: CrowdGroup, user: CrowdUser): void;
  nest(group: CrowdGroup, child: CrowdGroup): void;
  unnest(group: CrowdGroup, child: CrowdGroup): void;
}

/** What a product that uses this one as its user directory copies. */
export interface Snapshot {
  readonly users: readonly { username: string; displayName: string; email: string; active: boolean }[];
  readonly groups: readonly string[];
  readonly memberships: readonly { group: string; username: string }[];
}

export const fold = (name: string): string => name.toLowerCase();

/** Everybody in the group and in the groups nested in it, at any depth, circles included. */
export function nestedMembers(directory: UserDirectory, group: CrowdGroup): CrowdUser[] {
  const seen = new Set<string>();
  const found = new Map<string, CrowdUser>();
  const walk = (each: CrowdGroup) => {
    if (seen.has(fold(each.name))) return;
    seen.add(fold(each.name));
    for (const user of directory.membersOf(each)) found.set(fold(user.name), user);
    for (const child of directory.childrenOf(each)) walk(child);
  };
  walk(group);
  return byName([...found.values()]);
}

export function snapshotOf(directory: UserDirectory): Snapshot {
  const groups = directory.groups();
  return {
    users: directory.users().map(({ name, displayName, email, active }) => ({ username: name, displayName, email, active })),
    groups: groups.map(({ name }) => name),
    memberships: groups.flatMap(group => directory.membersOf(group).map(({ name }) => ({ group: group.name, username: name }))),
  };
}

export const byName = <T extends { readonly name: string }>(each: readonly T[]): T[] =>
  each.toSorted((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
