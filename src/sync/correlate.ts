import type { Account, TargetDirectory } from '../model/directory.js';
import { type AccountId, type NameKey, type PersonKey, type ProviderId, type SyncName, splitPersonKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncRules } from '../model/rules.js';
import { type AttributeName, attributeNames, type DesiredPerson } from '../model/wish.js';
import type { Link } from '../state/store.js';
import type { Capabilities } from '../targets/target.js';

/** Which account is whose (C1 to C5, U5). */
export type Match =
  | { readonly kind: 'linked'; readonly account: Account; readonly link: Link }
  /** found by match keys in this run */
  | { readonly kind: 'matched'; readonly account: Account }
  /** nobody there, and each key was readable: may be created */
  | { readonly kind: 'none' }
  | { readonly kind: 'conflict'; readonly why: string; readonly accounts: readonly Account[] }
  | { readonly kind: 'needsAdoption'; readonly why: string; readonly account: Account }
  | { readonly kind: 'closed'; readonly account: AccountId }
  /** linked to an account that the config ignores */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Several providers may each have a person for one account (C4); two of one provider never have (C2). */
export type Holders = ReadonlyMap<AccountId, ReadonlyMap<ProviderId, PersonKey>>;

/** What links and match keys say; unite.ts makes one person of those who hold one account. */
export interface Correlated {
  readonly matches: ReadonlyMap<PersonKey, Match>;
  /** whose account it is, one person of each provider; only linked and matched ones */
  readonly holders: Holders;
  /** accounts that somebody may have a claim to, though nobody holds them: never touched */
  readonly contested: ReadonlySet<AccountId>;
  /** accounts nobody claims (U5) */
  readonly strangers: readonly Account[];
  /** with `trace`: what each match key of those without a link found */
  readonly tried?: ReadonlyMap<PersonKey, readonly Tried[]>;
}

/** One match key of one person, and the accounts that it points to. */
export interface Tried {
  readonly key: AttributeName;
  /** undefined: it is empty or could not be computed */
  readonly value: string | undefined;
  readonly found: readonly Account[];
  /** the target does not show it of every account: that it finds nobody says nothing (C1) */
  readonly hidden: boolean;
}

/** Everybody's account, once those who hold one are one person. */
export interface Correlation extends Correlated {
  /** the person that stands for all who hold the account */
  readonly owners: ReadonlyMap<AccountId, PersonKey>;
}

export interface CorrelateInput {
  readonly people: ReadonlyMap<PersonKey, DesiredPerson>;
  readonly actual: TargetDirectory;
  readonly links: readonly Link[];
  readonly syncs: readonly SyncRules[];
  readonly capabilities: Capabilities;
  /** accounts that a match key never takes over: protected, privileged, ourselves (C2); the text says which */
  readonly guarded: (account: Account) => string | undefined;
  readonly ignored: (account: Pick<Account, 'username'>) => boolean;
  /** how the target would store a value: comparison is on that (U8) */
  readonly stored: (attribute: AttributeName, value: string) => string;
  /** keep what each match key found, for `explain` */
  readonly trace?: boolean;
}

/** People → accounts: by link first, then by all match keys; never a guess. Pure. */
export function correlate(input: CorrelateInput): Correlated {
  const matches = new Map<PersonKey, Match>();
  const holders = new Map<AccountId, Map<ProviderId, PersonKey>>();
  const hold = (account: AccountId, person: PersonKey) =>
    holders.set(account, (holders.get(account) ?? new Map()).set(splitPersonKey(person).provider, person));
  const links = new Map(input.links.map(link => [link.person, link]));
  // a link that closes in this run holds its account no more (C5)
  for (const link of input.links) if (followLink(link, input).kind !== 'closed') hold(link.account, link.person);

  const index = indexOf(input, holders);
  const keys = new Map<SyncName, readonly AttributeName[]>(input.syncs.map(sync => [sync.name, sync.users.match]));
  const tried = input.trace === true ? new Map<PersonKey, readonly Tried[]>() : undefined;
  const search = (person: DesiredPerson): Match => {
    const looked = lookUp(person, keys.get(person.owner) ?? [], index, input);
    tried?.set(person.key, looked);
    return byKeys(person, looked, index, input, holders);
  };
  for (const person of input.people.values()) {
    const link = links.get(person.key);
    if (link !== undefined) matches.set(person.key, followLink(link, input));
    else if (mayMatch(person)) matches.set(person.key, search(person));
  }
  settleRivals(matches);
  for (const [person, match] of matches) if (match.kind === 'matched') hold(match.account.id, person);
  const claims = [...matches.values(), ...unknownClaims(input, matches).map(search)];
  return { matches, holders, ...unclaimed(input, claims, holders), ...(tried === undefined ? {} : { tried }) };
}

/** Who is unknown and has no link may own what the keys point to: nobody acts on it, and nobody takes it for a stranger's. */
const unknownClaims = ({ people }: CorrelateInput, matches: ReadonlyMap<PersonKey, Match>): DesiredPerson[] =>
  [...people.values()].filter(({ key, wish }) => wish.kind === 'unknown' && !matches.has(key));

/** Somebody who is merely filtered out has no claim to an account; the inactive are correlated too (U5). */
const mayMatch = ({ wish }: DesiredPerson): boolean =>
  wish.kind === 'wanted' || (wish.kind === 'notWanted' && wish.leaver === 'stated');

function followLink(link: Link, { actual, ignored }: CorrelateInput): Match {
  const account = actual.accounts.get(link.account);
  if (link.status === 'closed' || account === undefined || account.kind === 'anonymised')
    return { kind: 'closed', account: link.account };
  if (ignored(account)) return { kind: 'ignored' };
  return { kind: 'linked', account, link };
}

interface Index {
  readonly by: ReadonlyMap<AttributeName, ReadonlyMap<NameKey, readonly Account[]>>;
  /** keys that this target cannot show of every account: what they point to counts, that they point to nobody does not (C1) */
  hides(attribute: AttributeName, provider: ProviderId): boolean;
}

function indexOf({ actual, capabilities, ignored }: CorrelateInput, holders: Holders): Index {
  const accounts = [...actual.accounts.values()].filter(account => !ignored(account));
  const by = (attribute: AttributeName) =>
    Map.groupBy(
      accounts.filter(account => account[attribute] !== undefined),
      account => nameKey(account[attribute] ?? ''),
    );
  const hidden = attributeNames.filter(attribute => !capabilities.matchableAttributes.includes(attribute));
  // a target that may not list an account is asked for its username and e-mail before a creation, and for nothing else (C1)
  if (actual.completeness?.kind === 'unproved') hidden.push('displayName');
  const shy = accounts.filter(({ email, kind }) => email === undefined && kind === 'person');
  const hidesFrom = new Map<ProviderId, boolean>();
  return {
    by: new Map(attributeNames.map(attribute => [attribute, by(attribute)])),
    hides(attribute, provider) {
      if (hidden.includes(attribute)) return true;
      if (attribute !== 'email') return false;
      // an account that somebody of this provider has already is nobody else's of it, whatever its address is
      const known = hidesFrom.get(provider) ?? shy.some(({ id }) => holders.get(id)?.has(provider) !== true);
      hidesFrom.set(provider, known);
      return known;
    },
  };
}

const lookUp = (
  { values, provider }: DesiredPerson,
  keys: readonly AttributeName[],
  index: Index,
  { stored }: CorrelateInput,
): Tried[] =>
  keys.map(key => {
    const value = values[key];
    const found = value === undefined ? [] : (index.by.get(key)?.get(nameKey(stored(key, value))) ?? []);
    return { key, value, found, hidden: index.hides(key, provider) };
  });

function byKeys(person: DesiredPerson, looked: readonly Tried[], index: Index, input: CorrelateInput, holders: Holders): Match {
  const found = new Map<AccountId, Account>();
  const unreadable: string[] = [];
  for (const { key, value, found: accounts, hidden } of looked) {
    if (value === undefined) unreadable.push(`${key} is empty or could not be computed`);
    else if (hidden) unreadable.push(`this target does not show ${key} of every account`);
    for (const account of accounts) found.set(account.id, account);
  }
  const accounts = [...found.values()];
  const [account] = accounts;
  if (account === undefined)
    return unreadable.length > 0 ? { kind: 'unknown', why: unreadable.join('; ') } : freeName(person, index, input);
  if (accounts.length > 1) return { kind: 'conflict', why: 'the match keys point to different accounts', accounts };
  return judgeAccount(account, person, input, holders);
}

/** Nobody matches; but a username that is ignored, or somebody else's, cannot be created, whatever the match keys are. */
function freeName({ values }: DesiredPerson, index: Index, input: CorrelateInput): Match {
  if (values.username === undefined) return { kind: 'none' };
  const username = input.stored('username', values.username);
  if (input.ignored({ username }))
    return { kind: 'conflict', why: `the username ${username} is ignored by the config`, accounts: [] };
  const taken = index.by.get('username')?.get(nameKey(username)) ?? [];
  if (taken.length === 0) return { kind: 'none' };
  return { kind: 'conflict', why: 'the username is taken by an account that the match keys do not point to', accounts: taken };
}

function judgeAccount(account: Account, person: DesiredPerson, input: CorrelateInput, holders: Holders): Match {
  if (!account.active && person.wish.kind === 'notWanted') return { kind: 'unknown', why: 'inactive on both sides' };
  const holder = holders.get(account.id)?.get(person.provider);
  if (holder !== undefined && holder !== person.key)
    return { kind: 'conflict', why: 'the account is linked to somebody else', accounts: [account] };
  const guarded = input.guarded(account);
  if (guarded !== undefined) return { kind: 'needsAdoption', why: guarded, account };
  if (account.kind !== 'person') return { kind: 'needsAdoption', why: `it is a ${account.kind} account`, account };
  return account.active ? { kind: 'matched', account } : { kind: 'needsAdoption', why: 'the account is inactive', account };
}

/** Two people of one provider for one account: without a link, neither has it (C2). */
function settleRivals(matches: Map<PersonKey, Match>): void {
  const claims = Map.groupBy(
    [...matches].flatMap(([person, match]) => (match.kind === 'matched' ? [{ person, account: match.account }] : [])),
    ({ person, account }) => `${account.id} ${splitPersonKey(person).provider}`,
  );
  for (const rivals of claims.values()) {
    if (rivals.length < 2) continue;
    for (const { person, account } of rivals)
      matches.set(person, { kind: 'conflict', why: `${rivals.length} people match this account`, accounts: [account] });
  }
}

function unclaimed(
  input: CorrelateInput,
  claims: readonly Match[],
  holders: Holders,
): Pick<Correlated, 'contested' | 'strangers'> {
  const claimed = claims.flatMap(match => {
    if (match.kind === 'conflict') return match.accounts.map(({ id }) => id);
    return match.kind === 'needsAdoption' || match.kind === 'matched' ? [match.account.id] : [];
  });
  const contested = new Set(claimed.filter(id => !holders.has(id)));
  const strangers = [...input.actual.accounts.values()].filter(
    account =>
      !holders.has(account.id) && !contested.has(account.id) && !input.ignored(account) && account.id !== input.actual.self,
  );
  return { contested, strangers };
}
