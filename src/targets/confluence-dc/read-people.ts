import type { Account, Members, TargetPeople } from '../../model/directory.js';
import { type AccountId, accountId, type TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { type AttributeName, attributeNames } from '../../model/wish.js';
import { inParallel } from '../parallel.js';
import type { PeopleScope } from '../target.js';
import { type NamedGroup, readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { findUser, groupNames, type Who } from './lookup.js';
import { readMembers } from './members.js';
import { administratorsOf, ownAdministrators, readGranted } from './permissions.js';
import { accountOf, groupIdOf } from './schema.js';
import { CONCURRENCY, forget, type Session } from './session.js';
import { firstUsers, readUsers } from './users.js';
import { hasUpdates } from './versions.js';

type Groups = Map<TargetGroupId, NamedGroup & { readonly members?: Members<AccountId> }>;
type Accounts = Map<AccountId, Account>;
type Memberships = Map<AccountId, ReadonlySet<TargetGroupId>>;

/** More than one, since the config may ignore an account. */
const SOME = 3;

/** Some accounts, each with its groups. Confluence cannot be asked who has an address or a full name: then its lists are read. */
export async function readPeople(session: Session, scope: PeopleScope, options: ReadOptions): Promise<TargetPeople> {
  const readAt = new Date().toISOString();
  const before = session.http.calls;
  forget(session);
  const { version, self } = await whoAndWhat(session, options.signal);
  const named = await readGroups(session, options);
  const granted = await readGranted(session, options.signal);
  const administratorGroups = await administratorsOf(session, granted, named.groups, options);

  const accounts: Accounts = new Map();
  for (const account of having(await listedFor(session, version, scope, options), scope)) accounts.set(account.id, account);
  await addEach(session, accounts, asked(scope, accounts), options);

  const groups: Groups = new Map(named.groups);
  const memberships: Memberships = new Map();
  await addMemberships(session, accounts, memberships, groups, options);
  await readAdministrators(
    session,
    new Set([...administratorGroups].map(lookalikeKey)),
    { accounts, memberships, groups },
    options,
  );
  const administrators = await ownAdministrators(session, granted, accounts.values(), options.signal);
  return {
    product: { name: 'Confluence', version, url: session.settings.url },
    self: self.id,
    ...{ accounts, memberships, groups, administratorGroups, administrators },
    completeness: { kind: 'whole' },
    seats: [],
    evidence: { readAt, calls: session.http.calls - before, lists: [named.evidence] },
  };
}

/** Where only addresses are asked for and none is shown, anybody's will do: their address is hidden like all. */
async function listedFor(
  session: Session,
  version: string,
  { having: { email = [], displayName = [] } }: PeopleScope,
  options: ReadOptions,
): Promise<ReadonlyMap<AccountId, Account>> {
  const isAsked = (values: readonly string[]) => values.some(value => value !== '');
  if (isAsked(displayName) || (isAsked(email) && hasUpdates(version)))
    return (await readUsers(session, version, options)).accounts;
  return isAsked(email) ? await firstUsers(session, SOME, options) : new Map();
}

/** Whoever is asked for by id or has one of the values; and where an address is asked for, some whose address is not shown. */
function having(all: ReadonlyMap<AccountId, Account>, { accounts, having: values }: PeopleScope): Account[] {
  const ids = new Set(accounts);
  const wanted = new Map(attributeNames.map(attribute => [attribute, new Set((values[attribute] ?? []).map(nameKey))]));
  const has = (account: Account, attribute: AttributeName) =>
    account[attribute] !== undefined && wanted.get(attribute)?.has(nameKey(account[attribute])) === true;
  const isAsked = (account: Account) => ids.has(account.id) || attributeNames.some(attribute => has(account, attribute));

  const found = [...all.values()].filter(isAsked);
  if ((values.email ?? []).length === 0) return found;
  const hidden = [...all.values()].filter(({ email, kind }) => email === undefined && kind === 'person');
  return [...found, ...hidden.slice(0, SOME)];
}

function asked({ accounts, having: { username = [] } }: PeopleScope, found: Accounts): readonly Who[] {
  const names = new Set([...found.values()].map(account => nameKey(account.username)));
  return [
    ...accounts.filter(id => !found.has(id)).map(key => ({ key })),
    ...username.filter(name => !names.has(nameKey(name))).map(name => ({ username: name })),
  ];
}

async function addEach(session: Session, accounts: Accounts, whom: readonly Who[], options: ReadOptions): Promise<void> {
  await inParallel(whom, CONCURRENCY, options.signal, async (who, either) => {
    const row = await findUser(session, who, either);
    if (row === undefined) return;
    const id = accountId(row.userKey);
    accounts.set(id, accountOf(row, session.known.emails.get(id)));
    options.onProgress?.({ what: 'users', done: accounts.size });
  });
}

/** A group that the list did not name is there all the same. */
async function addMemberships(
  session: Session,
  accounts: Accounts,
  memberships: Memberships,
  groups: Groups,
  { signal }: ReadOptions,
) {
  const without = [...accounts.keys()].filter(id => !memberships.has(id));
  await inParallel(without, CONCURRENCY, signal, async (id, either) => {
    const names = await groupNames(session, id, { signal: either });
    for (const name of names) if (!groups.has(groupIdOf(name))) groups.set(groupIdOf(name), { id: groupIdOf(name), name });
    memberships.set(id, new Set(names.map(groupIdOf)));
  });
}

/** Whether an administrator is one of the last two can be told only from all of them. */
async function readAdministrators(
  session: Session,
  looks: ReadonlySet<string>,
  { accounts, memberships, groups }: { accounts: Accounts; memberships: Memberships; groups: Groups },
  options: ReadOptions,
): Promise<void> {
  const theirs = [...groups.values()].filter(({ name }) => looks.has(lookalikeKey(name)));
  if (!theirs.some(({ id }) => [...memberships.values()].some(mine => mine.has(id)))) return;
  for (const group of theirs) {
    const { members } = await readMembers(session, group.name, options.signal);
    groups.set(group.id, { ...group, members });
    if (members.kind === 'read')
      await addEach(
        session,
        accounts,
        [...members.ids].filter(id => !accounts.has(id)).map(key => ({ key })),
        options,
      );
  }
  await addMemberships(session, accounts, memberships, groups, options);
}
