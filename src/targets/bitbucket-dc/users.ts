import { UnexpectedReply } from '../../errors.js';
import type { Account, ListEvidence } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import type { Identity } from './identity.js';
import { readAll } from './pages.js';
import { accountOf, DetailedUser } from './schema.js';
import type { Session } from './session.js';

export interface Users {
  readonly accounts: Map<AccountId, Account>;
  readonly evidence: ListEvidence;
}

/**
 * Every account that is not anonymised. Pages are counted off from the start: where somebody was deleted meanwhile, the next page
 * skips one. So who must be there and is not (C5) costs a second reading, and is gone only if that does not show them either.
 */
export async function readUsers(session: Session, wanted: readonly AccountId[], options: ReadOptions): Promise<Users> {
  const first = await listUsers(session, options);
  if (wanted.every(id => first.accounts.has(id))) return first;
  const second = await listUsers(session, options);
  return { accounts: new Map([...first.accounts, ...second.accounts]), evidence: second.evidence };
}

async function listUsers(session: Session, { signal, onProgress }: ReadOptions): Promise<Users> {
  const list = { path: 'admin/users', row: DetailedUser, what: 'users' };
  const { rows, evidence } = await readAll(session, list, signal, done => onProgress?.({ what: 'users', done }));
  return { accounts: new Map(rows.map(row => [row.id, accountOf(row)])), evidence };
}

/** We are an account like the others: a list without us was not whole, whatever it says of its end. */
export function ourselves({ name }: Session, { id, username }: Identity, accounts: ReadonlyMap<AccountId, Account>): AccountId {
  const found = [...accounts.values()].find(account =>
    id === undefined ? nameKey(account.username) === nameKey(username) : account.id === id,
  );
  if (found !== undefined) return found.id;
  throw withoutUs(name, username);
}

export const withoutUs = (system: string, username: string) =>
  new UnexpectedReply(
    `${system} listed its users without ${username}, the account that we sign in with`,
    'Its users count as unread. Is a proxy or a cache answering in its place?',
  );
