import type { Account, Completeness, Members, TargetPeople } from '../../model/directory.js';
import { type AccountId, accountId, type TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { PeopleScope } from '../target.js';
import { readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { findUser, type Who } from './lookup.js';
import { readMembers } from './members.js';
import { proveSearch } from './prefix-search.js';
import { AMBIGUOUS } from './read.js';
import { accountOf, groupIdOf, type ServerInfo, type UserRow, type UserWithGroups } from './schema.js';
import { readApplications } from './seats.js';
import { CONCURRENCY, type Session } from './session.js';
import { EVERYBODY, search, windowOf } from './user-search.js';

type Groups = Map<TargetGroupId, { id: TargetGroupId; name: string; readOnly?: string; members?: Members<AccountId> }>;

/** Some accounts, each with its groups: looked up by key and name, and searched for by e-mail and display name (R3). */
export async function readPeople(session: Session, scope: PeopleScope, options: ReadOptions): Promise<TargetPeople> {
  const readAt = new Date().toISOString();
  const before = session.http.calls;
  session.renamed.clear();
  session.shown = { kind: 'notRead' };
  const { server, myself } = await whoAndWhat(session, options.signal);
  const named = await readGroups(session, options.signal);
  const applications = await readApplications(session, options.signal);
  const found = new Accounts(session, options);
  await found.add(scope.accounts.map(key => ({ key })));
  await found.add((scope.having.username ?? []).filter(name => !found.has(name)).map(username => ({ username })));
  const completeness = await searchAll(session, { server, myself }, scope, found, options);

  const groups: Groups = new Map();
  for (const { id, name, isAmbiguous } of named.groups.values())
    groups.set(id, { id, name, ...(isAmbiguous ? { readOnly: AMBIGUOUS } : {}) });
  const memberships = found.memberships(groups);
  await readAdministrators(session, found, memberships, groups, options);
  const accounts = found.accounts();
  // whoever is to be created is asked for once more before that (C1)
  session.shown = { kind: 'unproved', accounts: new Set(accounts.keys()) };
  return {
    product: { name: 'Jira', version: server.version, url: session.settings.url },
    self: accountId(myself.key),
    ...{ accounts, memberships, groups, completeness },
    administratorGroups: new Set(session.settings.administratorGroups),
    seats: (applications ?? []).map(({ pool }) => pool),
    evidence: { readAt, calls: session.http.calls - before, lists: [named.evidence] },
  };
}

class Accounts {
  readonly #users = new Map<AccountId, UserWithGroups>();

  constructor(
    private readonly session: Session,
    private readonly options: ReadOptions,
  ) {}

  async add(whom: readonly Who[]): Promise<void> {
    await inParallel(whom, CONCURRENCY, this.options.signal, async (who, either) => {
      if ('key' in who && this.#users.has(accountId(who.key))) return;
      const user = await findUser(this.session, who, either);
      if (user !== undefined) this.#users.set(accountId(user.key), user);
      this.options.onProgress?.({ what: 'users', done: this.#users.size });
    });
  }

  has(username: string): boolean {
    return [...this.#users.values()].some(({ name }) => nameKey(name) === nameKey(username));
  }

  accounts(): ReadonlyMap<AccountId, Account> {
    return new Map([...this.#users].map(([id, user]) => [id, accountOf(user)]));
  }

  /** A group that the picker did not name is there all the same. */
  memberships(groups: Groups): Map<AccountId, ReadonlySet<TargetGroupId>> {
    return new Map(
      [...this.#users].map(([id, user]) => {
        for (const name of user.groups)
          if (!groups.has(groupIdOf(name))) groups.set(groupIdOf(name), { id: groupIdOf(name), name });
        return [id, new Set(user.groups.map(groupIdOf))];
      }),
    );
  }
}

type Identity = { readonly server: ServerInfo; readonly myself: UserRow };

/** Whoever has one of these addresses or names. A search that shows as many as it ever does may have left somebody out. */
async function searchAll(
  session: Session,
  { server, myself }: Identity,
  { having: { email = [], displayName = [] } }: PeopleScope,
  found: Accounts,
  { signal }: ReadOptions,
): Promise<Completeness> {
  const texts = [...new Set([...email, ...displayName])].filter(text => text !== '');
  if (texts.length === 0) return { kind: 'whole' };
  const window = windowOf(server);
  await proveSearch(session, myself, window, signal);
  if (email.length > 0) await found.add(hidden(await search(session, EVERYBODY, { maxResults: FEW }, signal)));
  let isCut = false;
  for (const text of texts) {
    const rows = await search(session, text, { maxResults: window }, signal);
    isCut ||= rows.length >= window;
    await found.add(rows.filter(row => !row.deleted && hasValue(row, text)).map(({ key }) => ({ key })));
  }
  return isCut ? { kind: 'unproved', why: 'a search found more accounts than this Jira shows at once' } : { kind: 'whole' };
}

/** Jira hides addresses of all or of none: a few accounts tell. */
const FEW = 20;
/** More than one, since the config may ignore an account. */
const SOME = 3;
const hidden = (rows: readonly UserRow[]): readonly Who[] =>
  rows
    .filter(({ emailAddress, deleted }) => emailAddress === undefined && !deleted)
    .slice(0, SOME)
    .map(({ key }) => ({ key }));

/** An address that is not shown to us may be the one: the search found its owner by something. */
const hasValue = ({ emailAddress, displayName }: UserRow, text: string): boolean =>
  emailAddress === undefined || [emailAddress, displayName].some(value => nameKey(value) === nameKey(text));

/** Whether an administrator is one of the last two can be told only from all of them. */
async function readAdministrators(
  session: Session,
  found: Accounts,
  memberships: Map<AccountId, ReadonlySet<TargetGroupId>>,
  groups: Groups,
  { signal }: ReadOptions,
): Promise<void> {
  const { administratorGroups } = session.settings;
  const looks = new Set(administratorGroups.map(lookalikeKey));
  const theirs = [...groups.values()].filter(({ name }) => looks.has(lookalikeKey(name)));
  if (!theirs.some(({ id }) => [...memberships.values()].some(mine => mine.has(id)))) return;
  for (const group of theirs) {
    const { members } = await readMembers(session, group.name, signal);
    groups.set(group.id, { ...group, members });
    if (members.kind === 'read') await found.add([...members.ids].map(key => ({ key })));
  }
  for (const [id, mine] of found.memberships(groups)) memberships.set(id, mine);
}
