import type { Account, TargetDirectory } from '../model/directory.js';
import type { AccountId } from '../model/ids.js';
import { lookalikeKey } from '../model/names.js';
import type { TargetRules } from '../model/rules.js';

/** The product's administrator groups and `protect.groups`; and their members (DESIGN §1). */
export interface Privileged {
  group(name: string): boolean;
  /** members of privileged groups, as far as those could be read */
  readonly members: ReadonlySet<AccountId>;
  /** active members of the product's own administrator groups */
  readonly administrators: ReadonlySet<AccountId>;
}

export function privilegedIn(actual: TargetDirectory, rules: TargetRules): Privileged {
  const administrator = (name: string) => actual.administratorGroups.has(lookalikeKey(name));
  const group = (name: string) =>
    administrator(name) || rules.protect.groups.matches(name) || spelledLike(name, rules.protect.groups.exact);
  const members = new Set<AccountId>();
  const administrators = new Set<AccountId>();
  for (const { name, members: inGroup } of actual.groups.values()) {
    if (inGroup.kind !== 'read' || !group(name)) continue;
    for (const id of inGroup.ids) {
      members.add(id);
      if (administrator(name) && actual.accounts.get(id)?.active === true) administrators.add(id);
    }
  }
  return { group, members, administrators };
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
  if (privileged.members.has(account.id)) return 'it is in an administrators’ or a protected group';
  return undefined;
}
