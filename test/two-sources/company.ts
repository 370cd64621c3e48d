import fc from 'fast-check';

/** Small companies in two sources, as data that both the set-up of a plan and what is expected of it read. */
export type SourceName = 'okta' | 'idcs';
export type SyncName = 'first' | 'second';
export const GROUPS = ['devs', 'ops', 'shared'] as const;
export type GroupName = (typeof GROUPS)[number];
type Mode = 'additive' | 'granted' | 'managed' | 'strict';
type MatchKey = 'username' | 'email';

/** Its source's group Own gives `own`, and the group Both gives `shared`. */
export interface SyncSpec {
  readonly name: SyncName;
  readonly from: SourceName;
  readonly own: GroupName;
  readonly priority: number;
  readonly match: readonly MatchKey[];
  readonly mode: Mode;
  readonly create: boolean;
}

export interface Somebody {
  readonly source: SourceName;
  readonly id: string;
  readonly login: string;
  readonly email: string;
  /** `deleted`, `outOfScope` and `unreachable` have no row: it is what the look-up found */
  readonly at: 'active' | 'inactive' | 'pending' | 'deleted' | 'outOfScope' | 'unreachable';
  readonly keptBy: readonly SyncName[];
  readonly graceOver: boolean;
  readonly inGroups: readonly ('Own' | 'Both')[];
  /** the username of the account that they are linked to */
  readonly link: string | undefined;
}

export interface AccountSpec {
  readonly username: string;
  readonly email: string;
  readonly active: boolean;
  readonly isService: boolean;
  readonly memberOf: readonly GroupName[];
  /** in the ledger, whether or not a member */
  readonly granted: readonly GroupName[];
}

export interface Company {
  readonly people: readonly Somebody[];
  readonly accounts: readonly AccountSpec[];
  /** of linked accounts, by username: who owned it, and whether rollcall switched it off */
  readonly before: Readonly<Record<string, { readonly owner: SyncName | undefined; readonly weSwitchedOff: boolean }>>;
  /** in the order of the file */
  readonly syncs: readonly SyncSpec[];
  readonly unread: readonly SourceName[];
  readonly leavers: 'keep' | 'removeGroups' | 'deactivate';
  readonly rename: 'never' | 'changed';
}

const HUMANS = ['ann', 'bob', 'cid', 'dan'] as const;
export const PROTECTED = 'breakglass';
export const CHIEF = 'chief';
const USERNAMES = [...HUMANS, PROTECTED, CHIEF];
const SYNCS: readonly SyncName[] = ['first', 'second'];

const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) });
const some = <T>(values: readonly T[]) => fc.subarray([...values]);
/** Nearly all of them: who is not there is the exception, or nobody would ever meet. */
const most = <T>(values: readonly T[]) =>
  fc.tuple(...values.map(() => mostly(true, false))).map(there => values.filter((_, at) => there[at]));
const mailOf = (name: string) => `${name}@example.com`;

/** `tidy`: whoever is called alike is one human being, with one e-mail address and one account at the most. */
const somebody = (source: SourceName, human: string, tidy: boolean) =>
  fc.record<Somebody>({
    source: fc.constant(source),
    id: fc.constant(`${source}-${human}`),
    login: tidy ? fc.constantFrom(human, `x.${human}`) : mostly(human, ...USERNAMES, `x.${human}`, human.toUpperCase()),
    email: tidy ? fc.constant(mailOf(human)) : mostly(mailOf(human), ...USERNAMES.map(mailOf), ''),
    at: mostly<Somebody['at']>('active', 'inactive', 'pending', 'deleted', 'outOfScope', 'unreachable'),
    keptBy: fc.oneof({ weight: 2, arbitrary: fc.constant(SYNCS) }, { weight: 1, arbitrary: some(SYNCS) }),
    graceOver: fc.boolean(),
    inGroups: some(['Own', 'Both'] as const),
    link: fc.option(tidy ? fc.constant(human) : mostly<string>(human, ...HUMANS, CHIEF), { nil: undefined, freq: 2 }),
  });

const accountOf = (username: string, tidy: boolean) =>
  fc.record<AccountSpec>({
    username: fc.constant(username),
    email: tidy ? fc.constant(mailOf(username)) : mostly(mailOf(username), ...HUMANS.map(mailOf)),
    active: mostly(true, false),
    isService: tidy ? fc.constant(false) : mostly(false, true),
    memberOf: some(GROUPS),
    granted: some(GROUPS),
  });

const syncSpec = (name: SyncName, from: SourceName) =>
  fc.record<SyncSpec>({
    name: fc.constant(name),
    from: fc.constant(from),
    own: fc.constant<GroupName>(name === 'first' ? 'devs' : 'ops'),
    priority: fc.constantFrom(0, 0, 1),
    match: fc.constantFrom<SyncSpec['match']>(['username', 'email'], ['email'], ['username']),
    mode: fc.constantFrom<Mode>('granted', 'managed', 'strict', 'managed', 'strict', 'additive'),
    create: mostly(true, false),
  });

/** One source never links two people to one account: what the state remembers is what rollcall wrote there (C2). */
const withoutRivals = (people: readonly Somebody[]): Somebody[] =>
  people.map((one, at) => {
    const taken = people.slice(0, at).some(({ source, link }) => source === one.source && link === one.link);
    return taken ? { ...one, link: undefined } : one;
  });

const companyOf = (tidy: boolean, second: SourceName): fc.Arbitrary<Company> => {
  const sources: readonly SourceName[] = second === 'okta' ? ['okta'] : ['okta', 'idcs'];
  const everybody = sources.flatMap(source => HUMANS.map(human => somebody(source, human, tidy)));
  const owned = fc.record({ owner: fc.constantFrom(undefined, ...SYNCS), weSwitchedOff: fc.boolean() });
  return fc
    .record({
      people: fc.tuple(...everybody).chain(most),
      accounts: fc.tuple(...USERNAMES.map(name => accountOf(name, tidy))).chain(most),
      before: fc.record(Object.fromEntries(USERNAMES.map(name => [name, owned]))),
      syncs: fc
        .tuple(syncSpec('first', 'okta'), syncSpec('second', second), fc.boolean())
        .map(([first, other, turned]) => (turned ? [other, first] : [first, other])),
      unread: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(sources) }),
      leavers: mostly<Company['leavers']>('deactivate', 'removeGroups', 'keep'),
      rename: tidy ? fc.constant<'never'>('never') : fc.constantFrom<Company['rename']>('never', 'changed'),
    })
    .map(company => ({ ...company, people: withoutRivals(company.people) }))
    .map(company => (tidy ? { ...company, accounts: company.accounts.map(one => reachable(one, company)) } : company));
};

/** Somebody new to an account that is off joins it once it is on again: that takes a second run (C2). */
const reachable = (account: AccountSpec, { people }: Pick<Company, 'people'>): AccountSpec => {
  const mine = people.filter(({ email }) => email === account.email);
  return { ...account, active: account.active || mine.some(({ link }) => link === undefined) };
};

export const companies = { twoSources: companyOf(false, 'idcs'), oneSource: companyOf(false, 'okta') };
export const tidyCompanies = { twoSources: companyOf(true, 'idcs'), oneSource: companyOf(true, 'okta') };
