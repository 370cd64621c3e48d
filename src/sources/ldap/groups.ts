import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence, SourceGroup } from '../../model/directory.js';
import type { SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import type { LdapApi } from './api.js';
import { readChains } from './chain.js';
import { type Filter, parseFilter } from './filter.js';
import { groupOf, type NamedGroup, nameAttributes } from './group-row.js';
import { readList, type WholeList } from './lists.js';
import { walk } from './members.js';
import { flattened, type ReadMembers } from './nesting.js';
import type { PeopleIndex } from './people.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

/** All groups by name; those in scope with everybody in them, through whatever groups inside (G9). */
export async function readGroups(api: LdapApi, people: PeopleIndex, scope: PullScope, options: ReadOptions): Promise<Groups> {
  const { rows: named, evidence } = await listGroups(api, parseFilter(api.ways.groups.filter), options);
  const wanted = named.filter(scope.group);
  const read = api.ways.groups.nested === 'chain' ? readChains : walkGroups;
  const { members, evidence: more } = await read(api, named, wanted, people, options);
  const groups = named.map(({ id, name }): SourceGroup => ({ id, name, members: members.get(id) ?? { kind: 'notRead' } }));
  return { groups: new Map(groups.map(group => [group.id, group])), evidence: [evidence, ...more] };
}

async function walkGroups(
  api: LdapApi,
  named: readonly NamedGroup[],
  wanted: readonly NamedGroup[],
  people: PeopleIndex,
  options: ReadOptions,
): Promise<ReadMembers> {
  if (wanted.length === 0) return { members: new Map(), evidence: [] };
  const { nodes, pages, rows, others } = await walk(
    api,
    wanted,
    new Map(named.map(group => [group.key, group])),
    people,
    options,
  );
  const members = new Map(wanted.map(({ id, key }) => [id, flattened(key, nodes)]));
  const end = `every group to its last member; ${others} of them are none of our people`;
  return { members, evidence: [{ what: 'members', pages, rows, end }] };
}

/** The groups that this filter names, in the order of their ids. */
export async function listGroups(api: LdapApi, filter: Filter, options: ReadOptions): Promise<WholeList<NamedGroup>> {
  const { groups } = api.ways;
  const request = { what: 'groups', base: groups.base, scope: 'sub', filter, attributes: nameAttributes(api.ways) } as const;
  const { rows, evidence } = await readList(api, { ...request, parse: row => groupOf(api, row) }, options);
  const sorted = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const twin = sorted.find(({ id }, at) => id === sorted[at + 1]?.id);
  if (twin !== undefined)
    throw new UnexpectedReply(
      `${api.system} has two groups with the id ${twin.id}, one of them ${twin.dn}`,
      'Is `groups.id` the attribute that tells groups apart?',
    );
  return { rows: sorted, evidence };
}
