import { fold, isNamed, isPrivileged, kept, keptUsername } from '../names.js';
import type { TargetAccount } from '../world.js';
import { everybody, inTurn, isRead, ownerBefore, type Somebody, type Verdict, verdictOn } from './words.js';
import type { Realm, RealmPerson, RealmSync } from './world.js';

/** People who have one account, or for whom one is made: as one person from here on (C4). */
export interface Holder {
  readonly people: readonly Somebody[];
  readonly verdict: Verdict;
  /** undefined: it is to be made */
  readonly account: TargetAccount | undefined;
  /** all of them, also of providers no sync speaks of any more */
  readonly sources: readonly string[];
}

export interface Identities {
  readonly holders: readonly Holder[];
  /** accounts that somebody has, whether or not anything may be done with them */
  readonly held: ReadonlySet<string>;
  /** accounts that somebody may have a claim to */
  readonly claimed: ReadonlySet<string>;
  /** people of whom the target does not show enough to tell whose account is whose */
  readonly undecided: ReadonlySet<string>;
  /** people whose account is not wanted, though a sync may want them */
  readonly unwanted: ReadonlySet<string>;
}

type Claim =
  | { readonly kind: 'takes'; readonly account: TargetAccount }
  | { readonly kind: 'disputed'; readonly accounts: readonly string[] }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'cannot tell' };

interface Claimant {
  readonly one: Somebody;
  readonly row: RealmPerson;
  readonly verdict: Verdict;
  readonly claim: Claim;
}

const openLinks = ({ memory, target }: Realm) =>
  memory.links.filter(
    ({ closed, account }) => !closed && target.accounts.some(({ id, kind }) => id === account && kind !== 'anonymised'),
  );

/** C1, C2, C4, C5, U5. */
export function identitiesOf(realm: Realm): Identities {
  const people = everybody(realm);
  const links = openLinks(realm);
  const claimants = people.flatMap(one => claimantOf(one, links, realm) ?? []);
  const mayTake = ({ verdict }: Claimant) => verdict.word === 'wanted' || verdict.word === 'stated';
  const takers = claimants.filter(one => one.claim.kind === 'takes' && mayTake(one));
  const taking = takers.filter(one => !takers.some(other => other !== one && isRival(one, other)));

  const held = new Map<string, string[]>();
  for (const { person, account } of links) held.set(account, [...(held.get(account) ?? []), person]);
  for (const { one, claim } of taking)
    if (claim.kind === 'takes') held.set(claim.account.id, [...(held.get(claim.account.id) ?? []), one.id]);

  const made = madeAccounts(
    claimants.filter(({ verdict, claim }) => verdict.word === 'wanted' && claim.kind === 'nobody'),
    realm,
  );
  const claimed = claimants.flatMap(one => {
    if (!mayTake(one) && one.verdict.word !== 'unknown') return [];
    if (one.claim.kind === 'disputed') return one.claim.accounts;
    return one.claim.kind === 'takes' ? [one.claim.account.id] : [];
  });
  const undecided = claimants.filter(one => mayTake(one) && one.claim.kind === 'cannot tell').map(({ one }) => one.id);
  const unwanted = [...held].flatMap(([account, ids]) => (wordOn(account, ids, people, realm)?.word === 'wanted' ? [] : ids));
  return {
    holders: [...[...held].flatMap(([account, ids]) => holderOf(account, ids, people, realm) ?? []), ...made],
    held: new Set(held.keys()),
    claimed: new Set(claimed.filter(id => !held.has(id))),
    undecided: new Set(undecided),
    unwanted: new Set(unwanted),
  };
}

const isRival = ({ one, claim }: Claimant, other: Claimant): boolean =>
  claim.kind === 'takes' &&
  other.claim.kind === 'takes' &&
  claim.account === other.claim.account &&
  one.source === other.one.source;

/** What is said of an account, whoever it is. */
const wordOn = (account: string, ids: readonly string[], people: readonly Somebody[], realm: Realm): Verdict | undefined =>
  verdictOn(
    people.filter(({ id }) => ids.includes(id)),
    ownerBefore(account, realm),
    realm,
  );

function holderOf(account: string, ids: readonly string[], people: readonly Somebody[], realm: Realm): Holder | undefined {
  const found = realm.target.accounts.find(({ id }) => id === account);
  const all = people.filter(({ id }) => ids.includes(id));
  const verdict = wordOn(account, ids, people, realm);
  if (found === undefined || verdict === undefined || isNamed(found.username, realm.ignoreUsers)) return undefined;
  const links = realm.memory.links.filter(({ person }) => ids.includes(person));
  return { people: all, verdict, account: found, sources: [...all, ...links].map(({ source }) => source) };
}

/** What somebody without a link points to; a link that is closed gives nobody anything. */
function claimantOf(one: Somebody, links: Realm['memory']['links'], realm: Realm): Claimant | undefined {
  const { row } = one;
  if (row === undefined || realm.memory.links.some(({ person }) => person === one.id)) return undefined;
  const verdict = verdictOn([one], undefined, realm);
  if (verdict === undefined) return undefined;
  return { one, row, verdict, claim: claimOf(one, row, verdict, links, realm) };
}

function claimOf(
  { source }: Somebody,
  row: RealmPerson,
  { owner, word }: Verdict,
  links: Realm['memory']['links'],
  realm: Realm,
): Claim {
  const { match } = owner.sync;
  const visible = realm.target.accounts.filter(({ username }) => !isNamed(username, realm.ignoreUsers));
  const found = visible.filter(
    ({ username, email }) =>
      (match.includes('username') && fold(username) === fold(keptUsername(row.login))) ||
      (match.includes('email') && row.email.trim() !== '' && email !== undefined && fold(email) === fold(kept(row.email))),
  );
  const [account, ...others] = found;
  if (account !== undefined && others.length > 0) return { kind: 'disputed', accounts: found.map(({ id }) => id) };
  if (account !== undefined) {
    if (!account.active && (word === 'stated' || word === 'gone')) return { kind: 'disputed', accounts: [] };
    const isTaken = links.some(link => link.account === account.id && link.source === source);
    return !isTaken && isFree(account, realm) ? { kind: 'takes', account } : { kind: 'disputed', accounts: [account.id] };
  }
  const holds = (id: string) => links.some(link => link.account === id && link.source === source);
  const hidden = visible.some(({ id, email, kind }) => email === undefined && kind === 'person' && !holds(id));
  if (match.includes('email') && (hidden || row.email.trim() === '')) return { kind: 'cannot tell' };
  const namesakes = realm.target.accounts.filter(({ username }) => fold(username) === fold(keptUsername(row.login)));
  if (isNamed(keptUsername(row.login), realm.ignoreUsers)) return { kind: 'disputed', accounts: [] };
  return namesakes.length > 0 ? { kind: 'disputed', accounts: namesakes.map(({ id }) => id) } : { kind: 'nobody' };
}

/** C2: a match key takes over nothing that is protected, privileged, inactive, a service's or our own. */
function isFree({ id, username, active, kind }: TargetAccount, { target, protectUsers, protectGroups }: Realm): boolean {
  const privileged = target.groups.filter(({ name }) => isPrivileged(name, [...target.administratorGroups, ...protectGroups]));
  const isGuarded =
    id === target.self || isNamed(username, protectUsers) || privileged.some(({ members }) => members.includes(id));
  return !isGuarded && kind === 'person' && active;
}

/** The first sync of the file that wants them and makes accounts. */
const makerOf = ({ wantedBy }: Verdict, { syncs }: Realm): RealmSync | undefined =>
  syncs.find(({ name, create }) => create && wantedBy.includes(name));

/** One account for people of several sources whom its match keys would find; never a guess (C2, C4). */
function madeAccounts(newcomers: readonly Claimant[], realm: Realm): Holder[] {
  const isMakeable = ({ verdict }: Claimant) => makerOf(verdict, realm) !== undefined;
  const turn = ({ verdict }: Claimant) => inTurn(realm).findIndex(({ name }) => name === verdict.owner.sync.name);
  const order = newcomers.toSorted((a, b) => Number(isMakeable(b)) - Number(isMakeable(a)) || turn(a) - turn(b));
  const made: Claimant[][] = [];
  for (const one of order) {
    const fitting = made.filter(([first]) => first !== undefined && first.one.source !== one.one.source && fits(one, first));
    if (fitting.length === 1) fitting[0]?.push(one);
    if (fitting.length === 0 && isMakeable(one)) made.push([one]);
  }
  return made.flatMap(all => {
    const people = all
      .filter(({ one }) => all.filter(other => other.one.source === one.source).length === 1)
      .map(({ one }) => one);
    const verdict = verdictOn(people, undefined, realm);
    if (verdict === undefined || makerOf(verdict, realm) === undefined) return [];
    return [{ people, verdict, account: undefined, sources: people.map(({ source }) => source) }];
  });
}

function fits({ row, verdict }: Claimant, { row: made }: Claimant): boolean {
  const { match } = verdict.owner.sync;
  const byLogin = match.includes('username') && fold(keptUsername(row.login)) === fold(keptUsername(made.login));
  return byLogin || (match.includes('email') && kept(row.email) !== '' && fold(kept(row.email)) === fold(kept(made.email)));
}

/** DESIGN §2: nothing may be taken from whom an unread source holds as well; what no sync reads is not unread. */
export const isHeldUnread = ({ sources }: Holder, realm: Realm): boolean =>
  sources.some(source => realm.syncs.some(({ from }) => from === source) && !isRead(source, realm));
