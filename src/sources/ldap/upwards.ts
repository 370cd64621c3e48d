import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { and, equal, type Filter, not, or, present } from './filter.js';
import type { MemberAttribute, NamedGroup } from './group-row.js';
import { readList } from './lists.js';
import { inChunks } from './lookup.js';
import type { PersonRow } from './schema.js';
import type { Ways } from './settings.js';

/** So many groups are looked for in one filter. */
const AT_ONCE = 50;

/** The groups of each of these people, and those around them, level by level; each once, so that circles end (G9). */
export async function groupsAround(
  api: LdapApi,
  people: readonly PersonRow[],
  named: readonly NamedGroup[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, readonly NamedGroup[]>> {
  const byKey = new Map(named.map(group => [group.key, group]));
  const found = new Map<PersonId, readonly NamedGroup[]>();
  for (const row of people) {
    if (row.id === undefined) continue;
    const own = named.filter(({ primary }) => primary !== undefined && primary === row.primary).map(({ dn }) => dn);
    const keys = await around(api, row, own, options);
    found.set(
      row.id,
      [...keys].flatMap(key => byKey.get(key) ?? []),
    );
  }
  return found;
}

async function around(
  api: LdapApi,
  row: PersonRow,
  primary: readonly string[],
  { signal }: ReadOptions,
): Promise<ReadonlySet<DnKey>> {
  const seen = new Map(primary.map(dn => [dnKey(dn), dn]));
  const uids = api.ways.isActiveDirectory ? [] : row.uids.map(uid => equal('memberUid', uid));
  let level: readonly Filter[] = [...holding(row.dn, api.ways), ...uids, ...primary.flatMap(dn => holding(dn, api.ways))];
  while (level.length > 0) {
    const next: Filter[] = [];
    for (const some of inChunks(level, AT_ONCE)) {
      const request = {
        what: `groups of ${row.dn}`,
        base: api.ways.base,
        scope: 'sub',
        filter: or(...some),
        attributes: ['1.1'],
      } as const;
      for (const dn of (await readList(api, { ...request, parse: ({ dn }) => dn }, { signal })).rows) {
        if (seen.has(dnKey(dn))) continue;
        seen.set(dnKey(dn), dn);
        next.push(...holding(dn, api.ways));
      }
    }
    level = next;
  }
  return new Set(seen.keys());
}

const holding = (dn: string, { isActiveDirectory }: Ways): readonly Filter[] =>
  (isActiveDirectory ? ['member'] : ['member', 'uniqueMember']).map(place => equal(place, dn));

/**
 * Groups of which the server tells who is in them: of the others a search for somebody's groups says nothing, not even no (proof.ts).
 * They are left out, so that what they would give is unknown.
 */
export function searchable({ isActiveDirectory }: Ways): Filter {
  const isTold = (place: MemberAttribute) => or(present(place), not(present(place)));
  if (isActiveDirectory) return isTold('member');
  const unique = equal('objectClass', 'groupOfUniqueNames');
  const posix = equal('objectClass', 'posixGroup');
  return or(and(unique, isTold('uniqueMember')), and(posix, isTold('memberUid')), and(not(or(unique, posix)), isTold('member')));
}
