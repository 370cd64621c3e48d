import type { PersonId } from '../../model/ids.js';
import type { UserRow } from './schema.js';

/**
 * Whoever comes from a federated directory (LDAP) reads `enabled: false` also while that directory is down, or switched off in Keycloak,
 * without a word in the answer (run on 26.7.3 with an LDAP that nobody answers for, 2026-11). So it is no statement by itself.
 */
export const isDoubtful = ({ person, federation }: UserRow): boolean =>
  federation !== undefined && person.standing.kind !== 'active';

export const doubtful = (rows: Iterable<UserRow>): readonly UserRow[] => [...rows].filter(isDoubtful);

type ById = ReadonlyMap<PersonId, UserRow>;

/**
 * Why it is not known that somebody is disabled; undefined: nothing is doubtful. It is believed when two reads say so, and in both
 * somebody else of the same directory is enabled: then it answers.
 */
export function doubtOf(row: UserRow, first: ById, second: ById): string | undefined {
  const { federation, person } = row;
  if (federation === undefined || !isDoubtful(row)) return undefined;
  const again = second.get(person.id);
  if (again === undefined || !isDoubtful(again))
    return 'disabled in one read, and not so in the next: does the federated directory answer?';
  if (isAlive(federation, first) && isAlive(federation, second)) return undefined;
  return 'disabled, as is everybody of the same federated directory: it may be down, or switched off in Keycloak';
}

const isAlive = (federation: string, users: ById): boolean =>
  users.values().some(user => user.federation === federation && user.person.standing.kind === 'active');
