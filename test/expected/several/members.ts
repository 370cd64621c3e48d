import { fold, isNamed, isPrivileged } from '../names.js';
import { type Holder, type Identities, isHeldUnread } from './accounts.js';
import type { WantedGroup } from './parts.js';
import { isUntouchable } from './users.js';
import { allRead } from './words.js';
import type { Realm } from './world.js';

type TargetGroup = Realm['target']['groups'][number];

/** What decides who is in the groups, when all is done. */
export interface Setting {
  readonly realm: Realm;
  readonly identities: Identities;
  readonly wanted: readonly WantedGroup[];
  /** who may be added: the account is on, or will be, or is made; by its id */
  readonly usable: ReadonlyMap<Holder, string>;
}

export function membersAfter(group: TargetGroup, setting: Setting): readonly string[] {
  const { realm, wanted } = setting;
  const wish = wanted.find(({ name, isSetAside }) => !isSetAside && name === fold(group.name));
  const stays = group.members.filter(
    account => isUntouchable(account, realm) || group.readOnly || !leaves(account, group, wish, setting),
  );
  return [...new Set([...stays, ...(wish === undefined || group.readOnly ? [] : additions(wish, setting))])];
}

/** G3, G7: by any way, and once; a new account also gets what is for new users. */
export const additions = ({ members, newUsersOf }: WantedGroup, { usable, realm }: Setting): string[] =>
  [...usable].flatMap(([{ people, account, verdict }, id]) => {
    const isWanted = verdict.word === 'wanted' && people.some(one => members.has(one.id));
    const isOwed = account === undefined && newUsersOf.some(sync => verdict.wantedBy.includes(sync));
    return (isWanted || isOwed) && !isUntouchable(id, realm) ? [id] : [];
  });

function leaves(account: string, group: TargetGroup, wish: WantedGroup | undefined, setting: Setting): boolean {
  const { realm, identities, wanted } = setting;
  const holder = identities.holders.find(one => one.account?.id === account);
  const by = realm.memory.ledger.find(row => fold(row.group) === fold(group.name) && row.account === account)?.by;
  const isStated = holder?.verdict.word === 'stated';
  if (isNamed(group.name, realm.protectGroups) && !isStated) return false;
  if (holder !== undefined && isEnded(holder)) return by !== undefined && (isStated || !isHeldUnread(holder, realm));
  if (by === 'newUsers' || isNamed(group.name, realm.protectGroups)) return false;
  if (wish !== undefined) return isUnwanted(account, holder, by, wish, setting);
  // while a source is unread nobody knows which groups its rules would name
  if (!allRead(realm) || wanted.some(({ name }) => name === fold(group.name))) return false;
  return isRevoked(account, holder, by, group, setting) || isExcluded(holder, group, realm);
}

/** U3. */
const isEnded = ({ verdict: { word, owner } }: Holder): boolean =>
  (word === 'stated' || word === 'gone') && owner.sync.leavers === 'removeGroups';

/** G5, G11, DESIGN §2: what a mode takes from whom every sync is known not to want there. */
function isUnwanted(
  account: string,
  holder: Holder | undefined,
  by: string | undefined,
  wish: WantedGroup,
  setting: Setting,
): boolean {
  const { realm, identities } = setting;
  if (wish.unknown || fateOf(by, realm) === 'keep') return false;
  if (holder === undefined) {
    // linked, and no sync speaks of them any more: only what a retired rule gave ends (G11)
    if (identities.held.has(account)) return fateOf(by, realm) === 'revoke' && wish.mode !== 'additive';
    const isOpen = [...wish.members].some(person => identities.undecided.has(person));
    return wish.mode === 'strict' && allRead(realm) && !isOpen && !identities.claimed.has(account);
  }
  const { word, unsure } = holder.verdict;
  if (word !== 'wanted' || holder.people.some(({ id }) => wish.members.has(id))) return false;
  if (isHeldUnread(holder, realm) || wish.syncs.some(sync => unsure.includes(sync))) return false;
  return wish.mode === 'granted' ? by !== undefined : wish.mode !== 'additive';
}

/** G11: what a rule gave that is no more: its sync says, and one that is gone keeps. */
export function fateOf(by: string | undefined, { syncs }: Realm): 'none' | 'keep' | 'revoke' {
  if (by === undefined || by === 'newUsers') return 'none';
  const sync = syncs.find(({ name }) => by.startsWith(`${name} `));
  if (sync === undefined) return 'keep';
  const { groups, name } = sync;
  const rules = [...groups.manual, ...groups.onTheFly].map(({ id }) => `${name} ${id}`);
  return [...rules, `${name} defaults.allUsers`].includes(by) ? 'none' : groups.onRetire;
}

const isOurs = ({ name }: TargetGroup, { memory }: Realm): boolean =>
  isNamed(name, [...memory.adopted, ...memory.ledger.map(({ group }) => group)]);

function isRevoked(
  account: string,
  holder: Holder | undefined,
  by: string | undefined,
  group: TargetGroup,
  { realm, identities }: Setting,
): boolean {
  if (fateOf(by, realm) !== 'revoke' || !isOurs(group, realm)) return false;
  return holder === undefined ? identities.held.has(account) : holder.verdict.word === 'wanted';
}

/** G6: an exclusive sync owns them, nobody might still want them, and no rule, present or retired, speaks for the group. */
function isExcluded(holder: Holder | undefined, group: TargetGroup, realm: Realm): boolean {
  const { target, protectGroups, memory } = realm;
  if (isPrivileged(group.name, [...target.administratorGroups, ...protectGroups]) || !isOurs(group, realm)) return false;
  const rows = memory.ledger.filter(row => fold(row.group) === fold(group.name));
  if (rows.some(({ by }) => fateOf(by, realm) === 'keep') || holder === undefined) return false;
  const { word, unsure, owner } = holder.verdict;
  return word === 'wanted' && unsure.length === 0 && owner.sync.groups.exclusive;
}
