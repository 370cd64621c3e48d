import { AccessDenied } from '../../errors.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { KeycloakApi } from './api.js';
import { doubtful, doubtOf } from './federation.js';
import { readList } from './lists.js';
import { type Declared, readUser, UserCount, type UserRow } from './schema.js';

export interface Users {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: readonly ListEvidence[];
}

/** The whole row costs Keycloak several queries for each user; only custom attributes need it (keycloak.md §3 and 6, 2026-11). */
export const formOf = (declared: Declared) => ({ briefRepresentation: Object.keys(declared).length === 0 });

/** Everybody in the realm but service accounts, which Keycloak leaves out; the disabled too. */
export async function readUsers(api: KeycloakApi, declared: Declared, options: ReadOptions): Promise<Users> {
  const first = await readOnce(api, declared, options);
  const doubted = doubtful(first.users.values());
  if (doubted.length === 0) return usersOf(first.users.values(), first.odd, [first.evidence]);

  const second = await readOnce(api, declared, { signal: options.signal });
  const believed: UserRow[] = [];
  const odd = [...first.odd];
  for (const row of first.users.values()) {
    const doubt = doubtOf(row, first.users, second.users);
    if (doubt === undefined) believed.push(row);
    else odd.push({ id: row.person.id, where: `users, ${row.person.id}`, problem: doubt });
  }
  return usersOf(believed, odd, [first.evidence, { ...second.evidence, what: 'users, once more' }]);
}

interface ReadOnce {
  readonly users: ReadonlyMap<PersonId, UserRow>;
  readonly odd: readonly Quarantined[];
  readonly evidence: ListEvidence;
}

async function readOnce(api: KeycloakApi, declared: Declared, { signal, onProgress }: ReadOptions): Promise<ReadOnce> {
  const count = () => api.get('users/count', {}, UserCount, signal);
  const request = { what: 'users', path: 'users', query: formOf(declared), signal, onProgress, count };
  const { rows, evidence } = await readList(api, request);
  if (rows.length === 0)
    throw new AccessDenied(
      'Keycloak shows nobody in this realm',
      'Check `realm`. The service account of the client needs the role view-users of the client realm-management: with less, lists are empty.',
    );
  const users = new Map<PersonId, UserRow>();
  const odd: Quarantined[] = [];
  for (const row of rows) {
    const read = readUser(row, declared, 'users');
    if (read.kind === 'user') users.set(read.person.id, read);
    else odd.push(read.odd);
  }
  return { users, odd, evidence };
}

const usersOf = (users: Iterable<UserRow>, quarantined: readonly Quarantined[], evidence: readonly ListEvidence[]): Users => ({
  people: new Map([...users].map(({ person }) => [person.id, person])),
  ...{ quarantined, evidence },
});
