import type { Account, TargetDirectory } from '../model/directory.js';
import type { AccountId } from '../model/ids.js';
import { lookalikeKey, nameKey } from '../model/names.js';
import type { TargetRules } from '../model/rules.js';

/** The product's administrator groups and `protect.groups`; their members, and administrators of their own (DESIGN §1). */
export interface Privileged {
  group(name: string): boolean;
  readonly members: ReadonlySet<AccountId>;
  /** privileged groups whose members could not be read: who else is privileged is unknown then */
  readonly unread: readonly string[];
  /** active administrators: members of the product's own groups of them, and whoever is one otherwise */
  readonly administrators: ReadonlySet<AccountId>;
}

export function privilegedIn(actual: TargetDirectory, rules: TargetRules): Privileged {
  const { isOne, looksLikeOne } = administratorsOf(actual);
  const { groups } = rules.protect;
  const group = (name: string) =>
    looksLikeOne(name) || groups.matches(name) || groups.matches(lookalikeKey(name)) || spelledLike(name, groups.exact);
  const members = new Set<AccountId>(actual.administrators);
  const administrators = new Set([...members].filter(id => actual.accounts.get(id)?.active === true));
  const unread: string[] = [];
  for (const { name, members: inGroup } of actual.groups.values()) {
    if (!group(name)) continue;
    if (inGroup.kind !== 'read' && inGroup.kind !== 'some') {
      unread.push(name);
      continue;
    }
    for (const id of inGroup.ids) {
      members.add(id);
      // a group that only looks like theirs makes nobody an administrator
      if (isOne(name) && actual.accounts.get(id)?.active === true) administrators.add(id);
    }
  }
  return { group, members, unread, administrators };
}

/** Whether a group is one of the product's own for administrators, or is called so that a person would take it for one. */
export function administratorsOf({ administratorGroups }: Pick<TargetDirectory, 'administratorGroups'>) {
  const names = new Set([...administratorGroups].map(nameKey));
  const looks = new Set([...administratorGroups].map(lookalikeKey));
  return {
    isOne: (name: string) => names.has(nameKey(name)),
    looksLikeOne: (name: string) => looks.has(lookalikeKey(name)),
  };
}

const spelledLike = (name: string, names: readonly string[]) => names.some(exact => lookalikeKey(exact) === lookalikeKey(name));

/** Why a match key may not take this account over, if it may not (C2). */
export function guardedBecause(
  account: Account,
  actual: TargetDirectory,
  rules: TargetRules,
  privileged: Privileged,
): string | undefined {
  if (account.id === actual.self) return 'it is the account that rollcall signs in with';
  if (rules.protect.users.matches(account.username)) return 'it is protected by the config';
  if (actual.administrators?.has(account.id)) return 'it is an administrator’s';
  if (privileged.members.has(account.id)) return 'it is in an administrators’ or a protected group';
  if (privileged.unread.length > 0)
    return `whether it is privileged is unknown: who is in ${privileged.unread.join(', ')} could not be read`;
  return undefined;
}
