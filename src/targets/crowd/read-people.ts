import type { Account, Members, TargetPeople } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { PeopleScope } from '../target.js';
import { type NamedGroup, readGroups } from './groups.js';
import { productOf } from './identity.js';
import { findAccount, findUser, groupsOf } from './lookup.js';
import { readMembers } from './members.js';
import { everyRow } from './pages.js';
import { byName } from './read.js';
import { accountIdOf, accountOf, displayNameOf, groupIdOf, idByName, listOf, nameIn, UserRow } from './schema.js';
import { CONCURRENCY, get, type Session } from './session.js';
import { everyUser } from './users.js';

type Groups = Map<TargetGroupId, NamedGroup & { readonly members?: Members<AccountId> }>;

/** Some accounts, each with its direct groups: looked up by key and name, searched for by e-mail (R3). */
export async function readPeople(session: Session, scope: PeopleScope, options: ReadOptions): Promise<TargetPeople> {
  const readAt = new Date().toISOString();
  const before = session.http.calls;
  session.renamed.clear();
  const named = await readGroups(session, options.signal);
  const found = new Found(session, options);
  await found.look(scope.accounts, (id, signal) => findAccount(session, id, signal));
  await found.named(scope.having.username ?? []);
  for (const email of new Set(scope.having.email)) if (email !== '') found.take(await withEmail(session, email, options.signal));
  found.take(await calledSo(session, scope.having.displayName ?? [], options.signal));

  const groups: Groups = new Map(named.groups);
  await readAdministrators(session, found, groups, options);
  return {
    product: productOf(session),
    accounts: found.accounts,
    memberships: await found.memberships(groups),
    groups,
    administratorGroups: new Set(session.settings.administratorGroups),
    seats: [],
    evidence: { readAt, calls: session.http.calls - before, lists: [named.evidence] },
  };
}

class Found {
  readonly accounts = new Map<AccountId, Account>();
  readonly #groups = new Map<AccountId, readonly string[]>();

  constructor(
    private readonly session: Session,
    private readonly options: ReadOptions,
  ) {}

  take(rows: readonly UserRow[]): void {
    for (const row of rows) this.accounts.set(accountIdOf(row), accountOf(row));
    this.options.onProgress?.({ what: 'users', done: this.accounts.size });
  }

  async look<W>(whom: readonly W[], find: (who: W, signal: AbortSignal) => Promise<UserRow | undefined>): Promise<void> {
    await inParallel(whom, CONCURRENCY, this.options.signal, async (who, either) => {
      const row = await find(who, either);
      if (row !== undefined) this.take([row]);
    });
  }

  named(usernames: readonly string[]): Promise<void> {
    return this.look(usernames, (username, signal) => findUser(this.session, { username }, signal));
  }

  /** Names of the groups that each account is in; asked once for each. */
  async groups(): Promise<ReadonlyMap<AccountId, readonly string[]>> {
    const unasked = [...this.accounts.values()].filter(({ id }) => !this.#groups.has(id));
    await inParallel(unasked, CONCURRENCY, this.options.signal, async ({ id, username }, either) => {
      this.#groups.set(id, await groupsOf(this.session, username, 'direct', either));
    });
    return this.#groups;
  }

  /** A group that was made meanwhile is there all the same. */
  async memberships(groups: Groups): Promise<ReadonlyMap<AccountId, ReadonlySet<TargetGroupId>>> {
    const named = await this.groups();
    for (const name of [...named.values()].flat())
      if (!groups.has(groupIdOf(name))) groups.set(groupIdOf(name), { id: groupIdOf(name), name });
    return new Map([...named].map(([id, names]) => [id, new Set(names.map(groupIdOf))]));
  }
}

const Users = listOf('user', UserRow);

/**
 * Whoever is shown under one of these names, from the list of all: no property for them is documented (crowd sheet §4), and who
 * has no display name is shown under first and last name.
 */
async function calledSo(session: Session, names: readonly string[], signal: AbortSignal): Promise<readonly UserRow[]> {
  const keys = new Set(names.filter(name => name !== '').map(nameKey));
  if (keys.size === 0) return [];
  const { rows } = await everyUser(session, { signal });
  return rows.filter(row => keys.has(nameKey(displayNameOf(row))));
}

/** Whoever has this address, by a restriction in the body: nothing in it needs quoting (crowd sheet §4). */
async function withEmail(session: Session, value: string, signal: AbortSignal): Promise<readonly UserRow[]> {
  const json = {
    'restriction-type': 'property-search-restriction',
    property: { name: 'email', type: 'STRING' },
    'match-mode': 'EXACTLY_MATCHES',
    value,
  };
  const { rows } = await everyRow(session, {
    what: 'users with that email',
    page: (start, most) =>
      get(
        session,
        Users,
        { path: 'search', json, query: { 'entity-type': 'user', expand: 'user', 'start-index': start, 'max-results': most } },
        signal,
      ),
    keyOf: ({ name }) => name,
  });
  return rows;
}

/** Whether an administrator is one of the last two can be told only from all of them. */
async function readAdministrators(session: Session, found: Found, groups: Groups, { signal }: ReadOptions): Promise<void> {
  const looks = new Set(session.settings.administratorGroups.map(lookalikeKey));
  const isTheirs = (name: string) => looks.has(lookalikeKey(name));
  if (![...(await found.groups()).values()].flat().some(isTheirs)) return;
  for (const group of [...groups.values()].filter(({ name }) => isTheirs(name))) {
    const named = await readMembers(session, group.name, idByName, signal);
    if (named.members.kind === 'read') await found.named([...named.members.ids].map(id => nameIn(id) ?? id));
    const idOf = byName(found.accounts);
    const members: Members<AccountId> =
      named.members.kind === 'read'
        ? { kind: 'read', ids: new Set([...named.members.ids].map(id => idOf(nameIn(id) ?? id))) }
        : named.members;
    groups.set(group.id, { ...group, members });
  }
}
