import { fold, isNamed, kept, keptUsername } from '../names.js';
import type { EndAccount, TargetAccount } from '../world.js';
import type { Holder } from './accounts.js';
import type { Realm, RealmPerson } from './world.js';

/** Whose attributes the account has. */
const rowOf = ({ verdict }: Holder): RealmPerson | undefined => verdict.owner.one.row;

/** While its owner is not heard, or does not want it, nobody else writes an account (C4). */
const isOwners = ({ verdict }: Holder): boolean => verdict.owner.word === 'wanted';

export function isUntouchable(id: string, { target, protectUsers, ignoreUsers }: Realm): boolean {
  const account = target.accounts.find(one => one.id === id);
  return id === target.self || (account !== undefined && isNamed(account.username, [...protectUsers, ...ignoreUsers]));
}

/** C3. */
function isRenameDue(holder: Holder, account: TargetAccount, { memory }: Realm): boolean {
  const row = rowOf(holder);
  const { rename } = holder.verdict.owner.sync;
  if (row === undefined || holder.verdict.word !== 'wanted' || !isOwners(holder) || rename === 'never') return false;
  if (kept(row.login) === '' || fold(account.username) === keptUsername(row.login)) return false;
  if (rename === 'always') return true;
  const link = memory.links.find(({ person, closed }) => person === row.id && !closed);
  return link !== undefined && fold(link.username) !== fold(kept(row.login));
}

/** How many would get that username: by creation, or by a rename. */
function wishesFor(login: string, holders: readonly Holder[], realm: Realm): number {
  return holders.filter(holder => {
    const row = rowOf(holder);
    if (row === undefined || keptUsername(row.login) !== keptUsername(login)) return false;
    return holder.account === undefined || isRenameDue(holder, holder.account, realm);
  }).length;
}

/** Accounts that are made: with everything they need, and never by a guess. */
export const createdAmong = (holders: readonly Holder[], realm: Realm): readonly Holder[] =>
  holders.filter(holder => {
    const row = rowOf(holder);
    if (holder.account !== undefined || row === undefined || row.email.trim() === '') return false;
    return !isNamed(keptUsername(row.login), realm.protectUsers) && wishesFor(row.login, holders, realm) === 1;
  });

export function madeAs(holder: Holder): EndAccount | undefined {
  const row = rowOf(holder);
  if (row === undefined) return undefined;
  return { id: `new ${row.id}`, username: keptUsername(row.login), email: kept(row.email), name: kept(row.name), active: true };
}

/** U1 to U3, U6, C3, C4: an account that somebody has, when all is done. */
export function accountAfter(
  account: TargetAccount,
  holder: Holder | undefined,
  holders: readonly Holder[],
  realm: Realm,
): TargetAccount {
  if (holder === undefined || isUntouchable(account.id, realm)) return account;
  const { word, owner } = holder.verdict;
  if (word === 'stated' || word === 'gone') return owner.sync.leavers === 'deactivate' ? { ...account, active: false } : account;
  const row = rowOf(holder);
  if (word !== 'wanted' || row === undefined || !isOwners(holder)) return account;
  const ours = realm.memory.links.some(link => !link.closed && link.account === account.id && link.switchedOffByUs);
  const { reactivate, update } = owner.sync;
  if (!account.active && reactivate !== 'always' && !(reactivate === 'ours' && ours)) return account;
  const isTaken = realm.target.accounts.some(({ username }) => fold(username) === keptUsername(row.login));
  const isAllowed = !isNamed(keptUsername(row.login), [...realm.ignoreUsers, ...realm.protectUsers]);
  const rename = isRenameDue(holder, account, realm) && !isTaken && isAllowed && wishesFor(row.login, holders, realm) === 1;
  return {
    ...account,
    active: true,
    username: rename ? keptUsername(row.login) : account.username,
    ...(update ? updated(row, account) : {}),
  };
}

function updated({ email, name }: RealmPerson, account: TargetAccount): Pick<TargetAccount, 'email' | 'name'> {
  const isMail = account.email !== undefined && email.trim() !== '' && kept(account.email) !== kept(email);
  const isName = name.trim() !== '' && kept(account.name) !== kept(name);
  return { email: isMail ? kept(email) : account.email, name: isName ? kept(name) : account.name };
}
