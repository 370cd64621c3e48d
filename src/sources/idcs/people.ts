import { Refused } from '../../errors.js';
import type { Condition } from '../../model/condition.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { IdcsApi } from './api.js';
import { userAttributes } from './attributes.js';
import { readGrants } from './grants.js';
import { type ListRequest, readList, type WholeList } from './lists.js';
import { usersFilter } from './pushed.js';
import { quarantined, UserRow } from './schema.js';
import type { IdcsSettings } from './settings.js';

/** Who is in which group, as the users' own rows say. */
export interface Memberships {
  readonly byGroup: ReadonlyMap<SourceGroupId, ReadonlySet<PersonId>>;
  /** why some may be missing */
  readonly doubt?: string;
}

export interface People {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly memberships: Memberships;
  readonly evidence: readonly ListEvidence[];
}

/** IDCS gives no list of more than 1,000 rows at once; so many groups in one row may be such a cut. */
export const MOST_GROUPS = 1000;

/**
 * Everybody, or with an app those who have a grant for it, with their memberships: one pass (idcs.md §5, 2026-08).
 * `only`: of those who are active the others may be missing; then groups name fewer.
 */
export async function readPeople(
  api: IdcsApi,
  { app, attributes }: Pick<IdcsSettings, 'app' | 'attributes'>,
  only: Condition | undefined,
  { signal, onProgress }: ReadOptions,
): Promise<People> {
  const granted = app === undefined ? undefined : await readGrants(api, app, { signal, ...(onProgress && { onProgress }) });
  const request = { what: 'users', path: 'Users', attributes: userAttributes(attributes), signal, onProgress };
  const list = await listUsers(api, request, only === undefined ? undefined : usersFilter(only, { app, attributes }));
  const evidence = [list.evidence, ...(granted === undefined ? [] : [granted.evidence])];
  return { ...sorted(list.rows, granted?.people), evidence };
}

/** An attribute that the domain does not search by is refused with 400 (idcs.md §3, 2026-08): then everybody is read. */
async function listUsers(api: IdcsApi, request: ListRequest, filter: string | undefined): Promise<WholeList> {
  if (filter === undefined) return readList(api, request);
  return readList(api, { ...request, filter }).catch(error => {
    if (error instanceof Refused && error.reply.status === 400) return readList(api, request);
    throw error;
  });
}

/** Somebody inactive is stated, also without a grant (R5). Out of scope or not, a member of a group is a member. */
function sorted(rows: readonly unknown[], granted: ReadonlySet<PersonId> | undefined): Omit<People, 'evidence'> {
  const people = new Map<PersonId, Person>();
  const odd: Quarantined[] = [];
  const byGroup = new Map<SourceGroupId, Set<PersonId>>();
  const cut: string[] = [];
  for (const row of rows) {
    const { data, error } = UserRow.safeParse(row);
    if (error !== undefined) {
      odd.push(quarantined(row, 'users', error));
      continue;
    }
    const { person, groups } = data;
    if (granted === undefined || granted.has(person.id) || person.standing.kind === 'inactive') people.set(person.id, person);
    for (const group of groups) byGroup.set(group, (byGroup.get(group) ?? new Set()).add(person.id));
    if (groups.length >= MOST_GROUPS) cut.push(person.login);
  }
  const doubt = cut.length === 0 ? {} : { doubt: `the groups of ${cut[0]} may be cut off at ${MOST_GROUPS}` };
  return { people, quarantined: odd, memberships: { byGroup, ...doubt } };
}
