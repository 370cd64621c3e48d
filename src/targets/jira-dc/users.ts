import type { Account, Completeness, ListEvidence } from '../../model/directory.js';
import { type AccountId, accountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { whoAndWhat } from './identity.js';
import { findUser } from './lookup.js';
import { PrefixSearch, proveSearch } from './prefix-search.js';
import { accountOf, type UserRow } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';
import { listUsers } from './user-list.js';
import { canPage, type Paged, pagedUsers, windowOf } from './user-search.js';

type Identity = Awaited<ReturnType<typeof whoAndWhat>>;

/** Who has an account: read whole, or as far as searches go. */
export type Users =
  | { readonly kind: 'whole'; readonly accounts: Map<AccountId, Account>; readonly evidence: ListEvidence }
  | { readonly kind: 'unproved'; readonly search: PrefixSearch };

/** Every account, by the best way that this version has (jira-dc sheet §2 "Listing everyone", November 2026). */
export async function readUsers(session: Session, { server, myself }: Identity, options: ReadOptions): Promise<Users> {
  const listed = await listUsers(session, options);
  if (listed !== undefined) return { kind: 'whole', ...listed };

  const paged = canPage(server) ? await pagedUsers(session, options) : undefined;
  const hasUs = paged?.rows.some(({ key }) => key === myself.key) === true;
  if (paged?.kind === 'whole' && hasUs) return { kind: 'whole', ...everyOne(paged.rows, paged.pages) };

  const window = shownAtOnce(paged) ?? windowOf(server);
  await proveSearch(session, myself, window, options.signal);
  const search = new PrefixSearch(session, window);
  for (const row of [myself, ...(paged?.rows ?? [])]) search.take(row);
  await search.run(options);
  return { kind: 'unproved', search };
}

/** Where there may be more, the longest page is what a server gives, however much it is asked for. */
const shownAtOnce = (paged: Paged | undefined) =>
  paged !== undefined && paged.kind !== 'whole' && paged.longest > 0 ? paged.longest : undefined;

function everyOne(rows: readonly UserRow[], pages: number) {
  const accounts = new Map(rows.filter(({ deleted }) => !deleted).map(row => [accountId(row.key), accountOf(row)]));
  const evidence: ListEvidence = { what: 'users', pages, rows: accounts.size, end: 'nobody after the last' };
  return { accounts, evidence };
}

/** Looks up those of `ids` that a list does not show (C5); what their names reveal is searched for in its turn. */
export async function addMissing(session: Session, users: Users, ids: Iterable<AccountId>, options: ReadOptions): Promise<void> {
  const shown = accountsOf(users);
  const missing = [...new Set(ids)].filter(id => !shown.has(id));
  await inParallel(missing, CONCURRENCY, options.signal, async (key, either) => {
    const user = await findUser(session, { key }, either);
    if (user === undefined) return;
    if (users.kind === 'unproved') users.search.take(user);
    else users.accounts.set(key, accountOf(user));
  });
  if (users.kind === 'unproved') await users.search.run(options);
}

export const accountsOf = (users: Users): ReadonlyMap<AccountId, Account> =>
  users.kind === 'whole' ? users.accounts : users.search.accounts;

export const evidenceOf = (users: Users): ListEvidence => (users.kind === 'whole' ? users.evidence : users.search.evidence);

export const completenessOf = ({ kind }: Users): Completeness =>
  kind === 'whole' ? { kind } : { kind, why: 'this Jira has no list of all users, only searches that show the first hits' };
