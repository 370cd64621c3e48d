import { additions, isUntouchable, membersAfter, wantedGroups } from './groups.js';
import { fold, kept, keptUsername } from './names.js';
import { type Accounts, accountsOf, isSwitchedOff, keptAccount, standingOf } from './people.js';
import type { End, EndAccount, TargetAccount, World } from './world.js';

/** The rules again, slow and obvious: what the target must be like once a plan with nothing held was applied. */
export function expectedEnd(world: World): End {
  const accounts = accountsOf(world);
  const after = world.target.accounts.map(account => accountAfter(account, accounts, world));
  const made = accounts.created.map(
    ({ id, login, email, name }): EndAccount => ({
      id: `new ${id}`,
      username: keptUsername(login),
      email: kept(email),
      name: kept(name),
      active: true,
    }),
  );
  return { accounts: [...after, ...made], groups: groupsAfter(accounts, usableAccounts(accounts, after), world) };
}

function accountAfter(account: TargetAccount, accounts: Accounts, world: World): EndAccount {
  const { id, username, email, name, active } = lastOf(account, accounts, world);
  return { id, username, email, name, active };
}

function lastOf(account: TargetAccount, accounts: Accounts, world: World): TargetAccount {
  const owner = accounts.ownerOf.get(account.id);
  if (owner === undefined || !accounts.accountOf.has(owner) || isUntouchable(account.id, world)) return account;
  const standing = standingOf(owner, world);
  if (isSwitchedOff(standing, world.config)) return { ...account, active: false };
  const person = world.source.people.find(({ id }) => id === owner);
  return standing === 'wanted' && person !== undefined ? keptAccount(person, account, accounts, world) : account;
}

/** Person id → account id, of those who may be added to groups: on, or switched on, or made. */
function usableAccounts(accounts: Accounts, after: readonly EndAccount[]): ReadonlyMap<string, string> {
  const there = [...accounts.accountOf].filter(([, { id }]) => after.some(account => account.id === id && account.active));
  return new Map([
    ...there.map(([person, { id }]): [string, string] => [person, id]),
    ...accounts.created.map(({ id }): [string, string] => [id, `new ${id}`]),
  ]);
}

function groupsAfter(accounts: Accounts, usable: ReadonlyMap<string, string>, world: World): End['groups'] {
  const wanted = wantedGroups(world);
  const end: Record<string, readonly string[]> = {};
  for (const group of world.target.groups) {
    const wish = wanted.find(({ name }) => fold(name) === fold(group.name));
    end[fold(group.name)] = membersAfter(group, wish, accounts, usable, world).toSorted();
  }
  for (const group of wanted) {
    const isThere = world.target.groups.some(({ name }) => fold(name) === fold(group.name));
    // G4, and nothing is made for rules of which nothing is known
    const isKnown = !group.unknown || group.isBacked || group.members.size > 0;
    if (!isThere && world.config.groups.create && isKnown) end[fold(group.name)] = additions(group, usable, world).toSorted();
  }
  return end;
}

export type { End, World } from './world.js';
