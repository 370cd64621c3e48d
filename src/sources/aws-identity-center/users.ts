import type { ListEvidence, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { AwsApi } from './api.js';
import { readList } from './lists.js';
import { type Declared, oddRow, readUser, UserId, type UserRow } from './schema.js';

export interface Users {
  /** everybody in the store, in scope or not */
  readonly rows: ReadonlyMap<PersonId, UserRow>;
  readonly odd: readonly Quarantined[];
  readonly evidence: ListEvidence;
}

/** Everybody in the store, the disabled too; whole or not at all (R1). */
export async function readUsers(api: AwsApi, declared: Declared, { signal, onProgress }: ReadOptions): Promise<Users> {
  const list = await readList({
    what: 'users',
    page: token => api.users(token, signal),
    keyOf: row => UserId.safeParse(row).data?.UserId,
    onPage: done => onProgress?.({ what: 'users', done }),
  });
  const read = list.rows.map(row => ({ row, user: readUser(row, declared, 'users') }));
  const isTold = read.some(({ user }) => user.kind === 'user' && user.isEnabled !== undefined);
  const rows = new Map<PersonId, UserRow>();
  const odd: Quarantined[] = [];
  for (const { row, user } of read) {
    if (user.kind === 'odd') odd.push(user.odd);
    else if (isTold && user.isEnabled === undefined) odd.push(oddRow(row, 'users', NO_STATUS).odd);
    else rows.set(user.person.id, user);
  }
  return { rows, odd, evidence: list.evidence };
}

/** Before 2025-11 nobody had a status, and everybody was active; where some have one, whoever has none is a riddle (aws.md §3). */
export const NO_STATUS = 'no UserStatus, which others have';
