import { fold, isNamed, isPrivileged, kept, keptUsername } from './names.js';
import type { Config, SourcePerson, TargetAccount, World } from './world.js';

export type Standing = 'wanted' | 'stated leaver' | 'inferred leaver' | 'in grace' | 'unknown';

/** U1, U2, R5: what the source says of somebody. */
export function standingOf(id: string, { source, memory }: World): Standing {
  if (!source.read) return 'unknown';
  const inferred = memory.graceOver.includes(id) ? 'inferred leaver' : 'in grace';
  const person = source.people.find(one => one.id === id);
  if (person === undefined) {
    const found = source.lookUps[id];
    if (found === 'inactive' || found === 'deleted') return 'stated leaver';
    return found === 'outOfScope' ? inferred : 'unknown';
  }
  if (person.standing === 'inactive') return 'stated leaver';
  if (person.standing === 'pending' || person.filter === 'fails') return 'unknown';
  return person.filter === 'passes' ? 'wanted' : inferred;
}

/** Whose account is which, and who gets a new one. */
export interface Accounts {
  /** account id → person id */
  readonly ownerOf: ReadonlyMap<string, string>;
  readonly accountOf: ReadonlyMap<string, TargetAccount>;
  readonly created: readonly SourcePerson[];
  /** everybody who would be created, if nobody stood in the way */
  readonly newcomers: readonly SourcePerson[];
  /** accounts that somebody unlinked may have a claim to */
  readonly claimed: ReadonlySet<string>;
  /** somebody wanted, of whom this target does not show enough to tell whose account is whose */
  readonly undecided: ReadonlySet<string>;
}

/** C1, C2, C5, U5. */
export function accountsOf(world: World): Accounts {
  const { memory, source } = world;
  const linked = new Set(memory.links.map(({ person }) => person));
  const ownerOf = new Map<string, string>();
  const accountOf = new Map<string, TargetAccount>();
  for (const link of memory.links) {
    const account = world.target.accounts.find(({ id }) => id === link.account);
    if (link.closed || account === undefined || account.kind === 'anonymised') continue;
    ownerOf.set(link.account, link.person);
    if (!isNamed(account.username, world.config.ignoreUsers)) accountOf.set(link.person, account);
  }
  const unlinked = source.read ? source.people.filter(({ id }) => !linked.has(id)) : [];
  const claims = unlinked.map(person => ({ person, claim: claimOf(person, new Set(ownerOf.keys()), world) }));
  const takes = claims.filter(({ person, claim }) => claim.kind === 'takes' && mayTake(person, world));
  const claimed = new Set<string>();
  const created: SourcePerson[] = [];
  const undecided = new Set<string>();
  for (const { person, claim } of claims) {
    const standing = standingOf(person.id, world);
    if (!mayTake(person, world) && standing !== 'unknown') continue;
    const rivals = takes.filter(
      other => claim.kind === 'takes' && other.claim.kind === 'takes' && other.claim.account === claim.account,
    );
    if (claim.kind === 'takes' && mayTake(person, world) && rivals.length === 1) {
      ownerOf.set(claim.account.id, person.id);
      accountOf.set(person.id, claim.account);
    } else if (claim.kind === 'takes') claimed.add(claim.account.id);
    if (claim.kind === 'disputed') for (const account of claim.accounts) claimed.add(account);
    if (claim.kind === 'cannot tell' && mayTake(person, world)) undecided.add(person.id);
    if (claim.kind === 'nobody' && standing === 'wanted' && world.config.create) created.push(person);
  }
  for (const id of ownerOf.keys()) claimed.delete(id);
  return { ownerOf, accountOf, created: withoutNamesakes(created, accountOf, world), newcomers: created, claimed, undecided };
}

/** U5: people inactive at the source are correlated too. */
function mayTake({ id }: SourcePerson, world: World): boolean {
  const standing = standingOf(id, world);
  return standing === 'wanted' || standing === 'stated leaver';
}

type Claim =
  | { readonly kind: 'takes'; readonly account: TargetAccount }
  | { readonly kind: 'disputed'; readonly accounts: readonly string[] }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'cannot tell' };

/** What the match keys of somebody without a link point to. */
function claimOf(person: SourcePerson, taken: ReadonlySet<string>, { config, target }: World): Claim {
  const visible = target.accounts.filter(({ username }) => !isNamed(username, config.ignoreUsers));
  const found = new Set<TargetAccount>();
  for (const account of visible) {
    if (config.match.includes('username') && fold(account.username) === fold(keptUsername(person.login))) found.add(account);
    const { email } = account;
    if (
      config.match.includes('email') &&
      person.email.trim() !== '' &&
      email !== undefined &&
      fold(email) === fold(kept(person.email))
    )
      found.add(account);
  }
  const [account, ...others] = found;
  if (account !== undefined && others.length > 0) return { kind: 'disputed', accounts: [...found].map(({ id }) => id) };
  if (account !== undefined)
    return isFree(account, taken, { config, target }, person)
      ? { kind: 'takes', account }
      : { kind: 'disputed', accounts: claimedAlone(account, person) };
  const hidden = visible.some(({ id, email, kind }) => email === undefined && kind === 'person' && !taken.has(id));
  if (config.match.includes('email') && (hidden || person.email.trim() === '')) return { kind: 'cannot tell' };
  const names = target.accounts.filter(({ username }) => fold(username) === fold(keptUsername(person.login)));
  if (names.length > 0) return { kind: 'disputed', accounts: names.map(({ id }) => id) };
  return isNamed(person.login, config.ignoreUsers) ? { kind: 'disputed', accounts: [] } : { kind: 'nobody' };
}

/** Somebody inactive at the source with an inactive account has nothing left to settle. */
const claimedAlone = (account: TargetAccount, person: SourcePerson): string[] =>
  !account.active && person.standing === 'inactive' ? [] : [account.id];

/** C2: a match key never takes over an account that is linked, protected, privileged, inactive, a service account or our own. */
function isFree(
  account: TargetAccount,
  taken: ReadonlySet<string>,
  { config, target }: Pick<World, 'config' | 'target'>,
  _: SourcePerson,
): boolean {
  const privileged = target.groups.some(
    ({ name, members }) =>
      isPrivileged(name, [...target.administratorGroups, ...config.protectGroups]) && members.includes(account.id),
  );
  return (
    !taken.has(account.id) &&
    account.id !== target.self &&
    !isNamed(account.username, config.protectUsers) &&
    !privileged &&
    account.kind === 'person' &&
    account.active
  );
}

/** Never a guess: of two people who would get one username, by creation or by rename, nobody does. */
function withoutNamesakes(
  created: readonly SourcePerson[],
  accountOf: ReadonlyMap<string, TargetAccount>,
  world: World,
): readonly SourcePerson[] {
  const creatable = created.filter(person => person.email.trim() !== '' && !isNamed(person.login, world.config.protectUsers));
  return creatable.filter(person => wishesFor(person.login, created, accountOf, world) === 1);
}

function wishesFor(
  login: string,
  created: readonly SourcePerson[],
  accountOf: ReadonlyMap<string, TargetAccount>,
  world: World,
): number {
  const isSame = (other: string) => keptUsername(other) === keptUsername(login);
  const renamed = world.source.people.filter(person => {
    const account = accountOf.get(person.id);
    return (
      account !== undefined &&
      standingOf(person.id, world) === 'wanted' &&
      isRenameDue(person, account, world) &&
      isSame(person.login)
    );
  });
  return created.filter(person => isSame(person.login)).length + renamed.length;
}

/** C3. */
function isRenameDue(person: SourcePerson, account: TargetAccount, { config, memory }: World): boolean {
  if (config.rename === 'never' || fold(account.username) === keptUsername(person.login)) return false;
  if (config.rename === 'always') return true;
  const link = memory.links.find(one => one.person === person.id);
  return link !== undefined && fold(link.username) !== fold(kept(person.login));
}

/** What becomes of an account whose person is wanted (U1, U6, C3). */
export function keptAccount(person: SourcePerson, account: TargetAccount, accounts: Accounts, world: World): TargetAccount {
  const { config, memory, target } = world;
  const ours = memory.links.some(link => link.person === person.id && link.switchedOffByUs);
  const back = config.reactivate === 'always' || (config.reactivate === 'ours' && ours);
  if (!account.active && !back) return account;
  const isTaken = target.accounts.some(other => fold(other.username) === keptUsername(person.login));
  const isAlone = wishesFor(person.login, accounts.newcomers, accounts.accountOf, world) === 1;
  const rename =
    isRenameDue(person, account, world) &&
    !isTaken &&
    isAlone &&
    !isNamed(person.login, [...config.ignoreUsers, ...config.protectUsers]);
  return {
    ...account,
    active: true,
    username: rename ? keptUsername(person.login) : account.username,
    ...(config.update ? updated(person, account) : {}),
  };
}

function updated(person: SourcePerson, account: TargetAccount): Pick<TargetAccount, 'email' | 'name'> {
  return {
    email:
      account.email === undefined || person.email.trim() === '' || kept(account.email) === kept(person.email)
        ? account.email
        : kept(person.email),
    name: person.name.trim() === '' || kept(account.name) === kept(person.name) ? account.name : kept(person.name),
  };
}

/** U3: whether the account of such a person is switched off. */
export const isSwitchedOff = (standing: Standing, { leavers }: Config): boolean =>
  (standing === 'stated leaver' || standing === 'inferred leaver') && leavers === 'deactivate';
