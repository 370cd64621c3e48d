import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { ListEvidence, SourceGroup } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import { personId, type SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { readEntry } from './entry.js';
import { and, inChain, parseFilter } from './filter.js';
import { memberAttributes, type NamedGroup, placesOf, valuesOf } from './group-row.js';
import { readList } from './lists.js';
import type { ReadMembers } from './nesting.js';
import type { PeopleIndex } from './people.js';
import { areEmpty } from './proof.js';
import { readRoot } from './root.js';
import { idOf } from './schema.js';

interface Chain {
  readonly members: SourceGroup['members'];
  readonly evidence?: ListEvidence;
}

/** Lets Active Directory unfold each group by its matching rule in chain: one list per group, of people only. */
export async function readChains(
  api: LdapApi,
  named: readonly NamedGroup[],
  wanted: readonly NamedGroup[],
  people: PeopleIndex,
  options: ReadOptions,
): Promise<ReadMembers> {
  if (wanted.length === 0) return { members: new Map(), evidence: [] };
  // every other server knows the rule's number not, and says that nobody is in the group (ldap.md §5, 2026-11)
  if (!(await readRoot(api, options.signal)).isActiveDirectory)
    throw new UnexpectedReply(
      `${api.system} is not Active Directory, and cannot unfold groups`,
      'Write `nested: walk` under `groups`.',
    );
  const primary = await throughPrimary(api, named, people, options);
  const chains = await eachAlone(wanted, {
    signal: options.signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): Chain => ({ members: { kind: 'unknown', why } }),
    task: group => chainOf(api, group, people, primary.get(group.key) ?? new Set(), options),
  });
  const members = new Map<SourceGroupId, SourceGroup['members']>(
    wanted.map(({ id }, at) => [id, chains[at]?.members ?? { kind: 'unknown', why: 'not asked' }]),
  );
  return { members, evidence: chains.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence])) };
}

async function chainOf(
  api: LdapApi,
  { name, dn, key }: NamedGroup,
  people: PeopleIndex,
  primary: ReadonlySet<PersonId>,
  options: ReadOptions,
): Promise<Chain> {
  const { users } = api.ways;
  const filter = and(parseFilter(users.filter), inChain('memberOf', dn));
  const request = { what: `members of ${name}`, base: users.base, scope: 'sub', filter, attributes: [users.id] } as const;
  const { rows, evidence } = await readList(
    api,
    { ...request, parse: row => personId(idOf(row, users.id) ?? '') },
    { signal: options.signal },
  );
  const ids = new Set([...rows.filter(id => people.ids.has(id)), ...primary]);
  const why = rows.length > 0 ? undefined : await whyHidden(api, dn, key, options);
  return { members: why === undefined ? { kind: 'read', ids } : { kind: 'unknown', why }, evidence };
}

/** Nobody in chain may mean that the members are hidden from us. */
async function whyHidden(api: LdapApi, dn: string, key: DnKey, options: ReadOptions): Promise<string | undefined> {
  const entry = await readEntry(api, dn, memberAttributes(api.ways), options.signal);
  if (entry.kind === 'unknown') return entry.why;
  if (entry.kind === 'none') return `${dn} is gone, or no longer shown`;
  const places = placesOf(entry.row, api.ways);
  const isShown =
    [...entry.row.values.keys()].some(name => name.startsWith('member;')) ||
    places.some(place => valuesOf(entry.row, place).length > 0);
  if (isShown) return undefined;
  return (await areEmpty(api, [{ key, dn, places }], false, options))[0]?.why;
}

/** The rule does not know primary groups (ldap.md §3, 2026-11): their people are in them, and in whatever holds them. */
async function throughPrimary(
  api: LdapApi,
  named: readonly NamedGroup[],
  people: PeopleIndex,
  options: ReadOptions,
): Promise<ReadonlyMap<DnKey, ReadonlySet<PersonId>>> {
  const found = new Map<DnKey, Set<PersonId>>();
  const groups = api.ways.groups.primary
    ? named.filter(({ primary }) => primary !== undefined && people.inPrimary(primary).size > 0)
    : [];
  for (const group of groups) {
    const { base } = api.ways.groups;
    const request = {
      what: `groups around ${group.name}`,
      base,
      scope: 'sub',
      filter: inChain('member', group.dn),
      attributes: ['1.1'],
    } as const;
    const { rows } = await readList(api, { ...request, parse: ({ dn }) => dnKey(dn) }, { signal: options.signal });
    for (const key of [group.key, ...rows])
      found.set(key, (found.get(key) ?? new Set()).union(people.inPrimary(group.primary ?? '')));
  }
  return found;
}
