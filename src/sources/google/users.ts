import { AccessDenied } from '../../errors.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { withoutGuests } from '../evidence.js';
import type { GoogleApi } from './api.js';
import { projectionOf } from './custom.js';
import { readList } from './lists.js';
import { readUser, USER_FIELDS } from './schema.js';
import { type GoogleSettings, scopeOf } from './settings.js';

export interface Users {
  readonly people: ReadonlyMap<PersonId, Person>;
  /** guest accounts that count as nobody */
  readonly leftOut: ReadonlySet<PersonId>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: ListEvidence;
}

/** How lists of people are asked for; the suspended and the archived are in them (google.md §4, 2026-09). */
export const userList = (settings: GoogleSettings) => ({
  ...{ path: 'users', kind: 'users' as const, fields: USER_FIELDS },
  query: { ...scopeOf(settings), ...projectionOf(settings.attributes), orderBy: 'email' },
});

/** Everybody of the customer or the domain, in one list that is kept: to fetch each one uses the quota up (google.md §8). */
export async function readUsers(api: GoogleApi, settings: GoogleSettings, { signal, onProgress }: ReadOptions): Promise<Users> {
  const { rows, evidence } = await readList(api, { what: 'users', ...userList(settings), signal, onProgress });
  if (rows.length === 0)
    throw new AccessDenied(
      'Google shows nobody here',
      `Check \`customer\` or \`domain\`. ${settings.admin} needs an administrator role with the privilege Users > Read, for all organisational units.`,
    );
  const people = new Map<PersonId, Person>();
  const leftOut = new Set<PersonId>();
  const quarantined: Quarantined[] = [];
  for (const row of rows) {
    const read = readUser(row, settings.attributes, 'users');
    if (read.kind === 'odd') quarantined.push(read.odd);
    else if (read.isGuest && !settings.guests) leftOut.add(read.person.id);
    else people.set(read.person.id, read.person);
  }
  return { people, leftOut, quarantined, evidence: withoutGuests(evidence, leftOut.size) };
}
