import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { readEntry } from './entry.js';
import { and, equal, type Filter, not, parseFilter, present } from './filter.js';
import type { MemberAttribute } from './group-row.js';
import { readList } from './lists.js';

/** A group that came without members. */
export interface Bare {
  readonly key: DnKey;
  readonly dn: string;
  /** where it would have them */
  readonly places: readonly MemberAttribute[];
}

const HIDDEN = 'the server does not show its members, and does not say that it has none';

/**
 * Which of these groups may have members after all. What we may not see is missing from an answer without a word; but a server that
 * must not tell whether an attribute is there answers neither `(member=*)` nor `(!(member=*))` with yes (RFC 4511 §4.5.1.7: both
 * are Undefined). So a group is empty only if the server finds it by the latter.
 */
export async function areEmpty(
  api: LdapApi,
  bare: readonly Bare[],
  isList: boolean,
  options: ReadOptions,
): Promise<readonly { readonly key: DnKey; readonly why: string }[]> {
  const proved = isList ? await provedByList(api, bare, options) : new Set<DnKey>();
  const left = bare.filter(({ key }) => !proved.has(key) || api.ways.isActiveDirectory);
  const whys = await eachAlone(left, {
    signal: options.signal,
    failed: (why): string | undefined => why,
    task: async ({ key, dn, places }) => {
      const isProved = proved.has(key) || (await whyNotEmpty(api, dn, places, options));
      if (isProved !== true) return isProved;
      return api.ways.isActiveDirectory && (await isNamed(api, dn, options)) ? HIDDEN : undefined;
    },
  });
  return left.flatMap(({ key }, at) => {
    const why = whys[at];
    return why === undefined ? [] : [{ key, why }];
  });
}

/** true: the server says that it is empty. */
async function whyNotEmpty(
  api: LdapApi,
  dn: string,
  places: readonly MemberAttribute[],
  { signal }: ReadOptions,
): Promise<true | string> {
  const entry = await readEntry(api, dn, ['1.1'], signal, hasNone(places));
  if (entry.kind === 'row') return true;
  return entry.kind === 'none' ? HIDDEN : entry.why;
}

/**
 * Whether anybody says to be in the group. Samba finds a group by `(!(member=*))` though it has members that we may not see (run
 * with 4.17.12, 2026-11); but each entry tells its own groups, by rights of its own.
 */
async function isNamed(api: LdapApi, dn: string, { signal }: ReadOptions): Promise<boolean> {
  const request = {
    what: `members of ${dn}`,
    base: api.ways.base,
    scope: 'sub',
    filter: equal('memberOf', dn),
    attributes: ['1.1'],
  } as const;
  return (await readList(api, { ...request, parse: () => true }, { signal })).rows.length > 0;
}

const hasNone = (places: readonly MemberAttribute[]): Filter =>
  and(...(places.length > 0 ? places : ['member' as const]).map(place => not(present(place))));

/** A list for each kind; what it does not prove is asked again one by one, since a list does not tell why. */
async function provedByList(api: LdapApi, bare: readonly Bare[], options: ReadOptions): Promise<ReadonlySet<DnKey>> {
  const { base, filter } = api.ways.groups;
  const proved = new Set<DnKey>();
  for (const [, alike] of Map.groupBy(bare, ({ places }) => places.join())) {
    const empty = and(parseFilter(filter), hasNone(alike[0]?.places ?? []));
    const request = { what: 'empty groups', base, scope: 'sub', filter: empty, attributes: ['1.1'] } as const;
    const { rows } = await readList(api, { ...request, parse: ({ dn }) => dnKey(dn) }, { signal: options.signal });
    const found = new Set(rows);
    for (const { key } of alike) if (found.has(key)) proved.add(key);
  }
  return proved;
}
