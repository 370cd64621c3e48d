import type { Account, Members, TargetPeople } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { PeopleScope } from '../target.js';
import { administratorGroupsOf, judged, judgedGroup, readAccessControl } from './access-control.js';
import { type NamedGroup, readGroups } from './groups.js';
import { type Identity, whoAndWhat } from './identity.js';
import { findByName, groupsOf, searchUsers } from './lookup.js';
import { readMembers } from './members.js';
import { readAll } from './pages.js';
import { readHolders } from './permissions.js';
import { accountOf, DetailedUser, groupIdOf, groupOf, pageOf } from './schema.js';
import { CONCURRENCY, get, type Session } from './session.js';
import { withoutUs } from './users.js';

type Groups = Map<TargetGroupId, NamedGroup & { members?: Members<AccountId> }>;
type Found = Map<AccountId, DetailedUser>;
type Memberships = ReadonlyMap<AccountId, ReadonlySet<TargetGroupId>>;

/** Some accounts, each with its groups: searched for by what they are called; by id in the whole list, if it must be (R3). */
export async function readPeople(session: Session, scope: PeopleScope, options: ReadOptions): Promise<TargetPeople> {
  const readAt = new Date().toISOString();
  const before = session.http.calls;
  session.renamed.clear();
  session.made.clear();
  const { signal } = options;
  const identity = await whoAndWhat(session, signal);
  const named = await readGroups(session, signal);
  const control = await readAccessControl(session, signal);
  const administratorGroups = administratorGroupsOf(session, control);
  const found = await findPeople(session, scope, options);

  const groups: Groups = new Map(named.groups);
  let memberships = await readMemberships(session, found, groups, signal);
  if (await readAdministrators(session, { found, memberships, groups, administratorGroups }, signal))
    memberships = await readMemberships(session, found, groups, signal);
  const licensed = await readLicensed(session, found, signal);
  const self = await selfOf(session, identity, signal);
  return {
    product: { name: 'Bitbucket', version: identity.version, url: session.settings.url },
    self,
    accounts: new Map([...found].map(([id, row]): [AccountId, Account] => [id, judged(accountOf(row), self, control, licensed)])),
    memberships,
    groups: new Map([...groups].map(([id, group]) => [id, { ...group, ...judgedGroup(group, self, control) }])),
    ...{ administratorGroups, administrators: control.administrators, seats: control.seats },
    evidence: { readAt, calls: session.http.calls - before, lists: [named.evidence] },
  };
}

async function findPeople(session: Session, { accounts, having }: PeopleScope, options: ReadOptions): Promise<Found> {
  const { signal, onProgress } = options;
  const found: Found = new Map();
  const take = (row: DetailedUser) => {
    found.set(row.id, row);
    onProgress?.({ what: 'users', done: found.size });
  };
  const texts = new Set(
    Object.values(having)
      .flatMap(values => values ?? [])
      .filter(text => text !== ''),
  );
  await inParallel([...texts], CONCURRENCY, signal, async (text, either) => {
    for (const row of await searchUsers(session, text, either)) if (hasValue(row, text)) take(row);
  });
  if ((having.email ?? []).length > 0) for (const row of await hidden(session, signal)) take(row);
  const missing = new Set(accounts.filter(id => !found.has(id)));
  if (missing.size === 0) return found;
  const { rows } = await readAll(session, { path: 'admin/users', row: DetailedUser, what: 'users' }, signal);
  for (const row of rows) if (missing.has(row.id)) take(row);
  return found;
}

const hasValue = ({ name, displayName, emailAddress }: DetailedUser, text: string): boolean =>
  [name, displayName, emailAddress].some(value => value !== undefined && nameKey(value) === nameKey(text));

/** Bitbucket hides addresses of all or of none: a few accounts tell. */
const FEW = 20;
/** More than one, since the config may ignore an account. */
const SOME = 3;

async function hidden(session: Session, signal: AbortSignal): Promise<readonly DetailedUser[]> {
  const { values } = await get(session, 'admin/users', pageOf(DetailedUser), { limit: FEW }, signal);
  return values.filter(({ emailAddress }) => emailAddress === undefined).slice(0, SOME);
}

/** A group that the list did not name is there all the same. */
async function readMemberships(session: Session, found: Found, groups: Groups, signal: AbortSignal): Promise<Memberships> {
  const memberships = new Map<AccountId, ReadonlySet<TargetGroupId>>();
  await inParallel([...found.values()], CONCURRENCY, signal, async ({ id, name }, either) => {
    const rows = await groupsOf(session, name, either);
    for (const row of rows) if (!groups.has(groupIdOf(row.name))) groups.set(groupIdOf(row.name), groupOf(row));
    memberships.set(id, new Set(rows.map(row => groupIdOf(row.name))));
  });
  return memberships;
}

interface Administration {
  readonly found: Found;
  readonly memberships: Memberships;
  readonly groups: Groups;
  readonly administratorGroups: ReadonlySet<string>;
}

/** Whether an administrator is one of the last two can be told only from all of them. Whether there was one. */
async function readAdministrators(
  session: Session,
  { found, memberships, groups, administratorGroups }: Administration,
  signal: AbortSignal,
): Promise<boolean> {
  const looks = new Set([...administratorGroups].map(lookalikeKey));
  const theirs = [...groups.values()].filter(({ name }) => looks.has(lookalikeKey(name)));
  if (!theirs.some(({ id }) => [...memberships.values()].some(mine => mine.has(id)))) return false;
  for (const group of theirs) {
    const { members, rows } = await readMembers(session, group.name, signal);
    groups.set(group.id, { ...group, members });
    for (const row of rows) found.set(row.id, row);
  }
  return true;
}

async function readLicensed(session: Session, found: Found, signal: AbortSignal): Promise<ReadonlySet<AccountId>> {
  const licensed = new Set<AccountId>();
  await inParallel([...found.values()], CONCURRENCY, signal, async ({ name }, either) => {
    const { rows } = await readHolders(session, 'LICENSED_USER', either, name);
    for (const { id } of rows) licensed.add(id);
  });
  return licensed;
}

async function selfOf(session: Session, { id, username }: Identity, signal: AbortSignal): Promise<AccountId> {
  if (id !== undefined) return id;
  const found = await findByName(session, username, signal);
  if (found !== undefined) return found.id;
  throw withoutUs(session.name, username);
}
