import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { readEntry } from './entry.js';
import { and, equal, type Filter, not, or, present } from './filter.js';
import type { MemberAttribute, NamedGroup } from './group-row.js';
import { readList } from './lists.js';
import { textsOf } from './row.js';
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
  const { ways } = api;
  const seen = new Set(primary.map(dnKey));
  const uids = ways.isActiveDirectory ? [] : row.uids.map(uid => equal('memberUid', uid));
  const own = (await Promise.all([row.dn, ...primary].map(dn => ownGroups(api, dn, signal)))).flat();
  const next: Filter[] = [...[row.dn, ...primary].flatMap(dn => holding(dn, ways)), ...uids];
  const add = (dn: string) => {
    if (seen.has(dnKey(dn))) return;
    seen.add(dnKey(dn));
    next.push(...holding(dn, ways));
  };
  for (const dn of own) add(dn);
  while (next.length > 0) {
    const filter = or(...next.splice(0, AT_ONCE));
    const request = { what: `groups of ${row.dn}`, base: ways.base, scope: 'sub', filter, attributes: ['memberOf'] } as const;
    const read = await readList(api, { ...request, parse: found => [found.dn, ...textsOf(found, 'memberOf')] }, { signal });
    for (const dn of read.rows.flat()) add(dn);
  }
  return seen;
}

/** The groups that an entry tells itself: Active Directory may hide from us that a group has it (proof.ts). */
async function ownGroups(api: LdapApi, dn: string, signal: AbortSignal): Promise<readonly string[]> {
  if (!api.ways.isActiveDirectory) return [];
  const entry = await readEntry(api, dn, ['memberOf'], signal);
  return entry.kind === 'row' ? textsOf(entry.row, 'memberOf') : [];
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
