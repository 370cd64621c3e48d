import { fold } from '../names.js';
import type { End, EndAccount } from '../world.js';
import { type Holder, identitiesOf } from './accounts.js';
import { additions, membersAfter, type Setting } from './members.js';
import { wantedGroups } from './parts.js';
import { accountAfter, createdAmong, madeAs } from './users.js';
import { everybody } from './words.js';
import type { Realm } from './world.js';

/** The rules again, for several sources and syncs, slow and obvious: what the target must be like once a plan was applied. */
export function expectedEndOf(realm: Realm): End {
  const identities = identitiesOf(realm);
  const { holders } = identities;
  const holderOf = (id: string) => holders.find(({ account }) => account?.id === id);
  const after = realm.target.accounts.map(account => accountAfter(account, holderOf(account.id), holders, realm));
  const created = createdAmong(holders, realm);
  const usable = new Map<Holder, string>();
  for (const holder of holders)
    if (after.some(({ id, active }) => id === holder.account?.id && active)) usable.set(holder, holder.account?.id ?? '');
  for (const holder of created) usable.set(holder, `new ${holder.verdict.owner.one.id}`);
  const setting: Setting = { realm, identities, usable, wanted: wantedGroups(everybody(realm), realm) };
  return {
    accounts: [...after.map(plain), ...created.flatMap(holder => madeAs(holder) ?? [])],
    groups: groupsAfter(setting),
  };
}

const plain = ({ id, username, email, name, active }: EndAccount): EndAccount => ({ id, username, email, name, active });

function groupsAfter(setting: Setting): End['groups'] {
  const { realm, wanted, identities } = setting;
  const there = realm.target.groups.map(group => [fold(group.name), membersAfter(group, setting).toSorted()] as const);
  const made = wanted
    .filter(({ name, isSetAside, mayBeMade }) => !isSetAside && mayBeMade && !there.some(([known]) => known === name))
    .filter(({ isKnown, members }) => isKnown || [...members].some(id => !identities.unwanted.has(id)))
    .map(group => [group.name, additions(group, setting).toSorted()] as const);
  return Object.fromEntries([...there, ...made]);
}

export type { End } from '../world.js';
export type { Realm } from './world.js';
