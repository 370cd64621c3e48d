/** What Jira must hold after the first apply of an organisation with one on-the-fly rule `.*`. Imports nothing of src. */

export interface Org {
  readonly users: readonly {
    readonly id: string;
    readonly login: string;
    readonly email: string;
    readonly displayName: string;
  }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
}

/** `parent` names the group that a group stands in. */
export interface NestedOrg extends Pick<Org, 'users'> {
  readonly groups: readonly (Org['groups'][number] & { readonly parent: string | null })[];
}

export interface ExpectedDirectory {
  /** username → what its account shows */
  readonly accounts: Readonly<Record<string, { readonly email: string; readonly displayName: string; readonly active: boolean }>>;
  /** group name → usernames, in order */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Everybody has an account called like the login before the @; every group is there by its own name. */
export function expectedDirectory(org: Org): ExpectedDirectory {
  const usernames = new Map(org.users.map(user => [user.id, user.login.split('@')[0]?.toLowerCase() ?? '']));
  const accounts = Object.fromEntries(
    org.users.map(({ id, email, displayName }) => [usernames.get(id) ?? '', { email, displayName, active: true }]),
  );
  const groups = Object.fromEntries(
    org.groups.map(({ name, members }) => [name, members.map(id => usernames.get(id) ?? '').toSorted()]),
  );
  return { accounts, groups };
}

/** Where the source nests groups, whoever is in a child is in each of its ancestors too (G9). */
export function flattened({ users, groups }: NestedOrg): Org {
  const parents = new Map(groups.map(({ name, parent }) => [name, parent]));
  const members = new Map(groups.map(({ name }) => [name, new Set<string>()]));
  for (const group of groups)
    for (let at: string | null | undefined = group.name; at; at = parents.get(at))
      for (const id of group.members) members.get(at)?.add(id);
  return { users, groups: groups.map(({ name }) => ({ name, members: [...(members.get(name) ?? [])] })) };
}
