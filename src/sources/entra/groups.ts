import { prettifyError } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import { type GraphApi, pathWith } from './api.js';
import { type ReadList, readList, readLists } from './lists.js';
import { grant, mayRead } from './permissions.js';
import { GroupRow, IdRow } from './schema.js';

export type Named = GroupRow;

export interface GroupNames {
  readonly named: readonly Named[];
  readonly evidence: ListEvidence;
}

/** All groups by name: security groups, Microsoft 365 groups and distribution lists alike. Two may have one name. */
export async function readNames(api: GraphApi, { signal, onProgress }: ReadOptions): Promise<GroupNames> {
  const { rows, evidence } = await readList(
    api,
    {
      what: 'groups',
      path: pathWith('groups', { $select: 'id,displayName,visibility', $top: api.pageSize }),
      onPage: done => onProgress?.({ what: 'groups', done }),
    },
    signal,
  );
  return { named: rows.map(groupOf), evidence };
}

export function groupOf(row: unknown): Named {
  const { data, error } = GroupRow.safeParse(row);
  if (data !== undefined) return data;
  if (IdRow.safeParse(row).success && Object(row).displayName == null)
    throw new AccessDenied('Graph shows us groups without their names', grant('GroupMember.Read.All'));
  throw new UnexpectedReply(
    `Graph sent a group that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
    'Nothing was believed. Its API may have changed.',
  );
}

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

/** The members of the groups in scope, those who are in a group inside too (G9); one whose members fail alone is unknown (R1). */
export async function readGroups(
  api: GraphApi,
  { named, evidence }: GroupNames,
  scope: PullScope,
  { signal, onProgress }: ReadOptions,
): Promise<Groups> {
  const roles = await api.roles(signal);
  const wanted = named.filter(scope.group);
  const maySeeHidden = roles?.includes('Member.Read.Hidden');
  const asked = wanted.filter(({ isHidden }) => !isHidden || maySeeHidden !== false);
  const onList = (done: number) => onProgress?.({ what: 'members', done, total: asked.length });
  const lists = await readLists(api, asked.map(membersOf(api)), signal, onList);
  const denied = lists.flatMap(list => (list.kind === 'failed' && list.error instanceof AccessDenied ? [list.error] : []));
  if (denied[0] !== undefined && denied.length === lists.length && !(roles !== undefined && mayRead(roles, 'groups')))
    throw denied[0];

  const members = new Map(asked.map((group, at) => [group.id, believed(group, lists[at], maySeeHidden === true)]));
  for (const { id } of wanted) if (!members.has(id)) members.set(id, HIDDEN);
  return {
    groups: new Map(named.map(({ id, name }) => [id, { id, name, members: members.get(id) ?? { kind: 'notRead' } }])),
    evidence: [evidence, ...lists.flatMap(list => (list.kind === 'read' ? [list.evidence] : []))],
  };
}

/** In the order of the throttling table 5 less 1, but in one list whatever the nesting (entra.md §2 and §6, 2026-11). */
const membersOf =
  (api: GraphApi) =>
  ({ id, name }: Named) => ({
    what: `members of ${name}`,
    path: pathWith(`groups/${pathSegment(id, 'Graph')}/transitiveMembers/microsoft.graph.user`, {
      ...{ $count: 'true', $select: 'id', $top: api.pageSize },
    }),
    isAdvanced: true,
  });

export const HIDDEN = {
  kind: 'unknown',
  why: 'its membership is hidden, which takes the application permission Member.Read.Hidden',
} as const satisfies Members<PersonId>;

/** Nothing but the ids: what a member is like, the list of users says (entra.md §4, 2026-11). */
function believed({ isHidden }: Named, list: ReadList | undefined, maySeeHidden: boolean): Members<PersonId> {
  if (list === undefined) return { kind: 'unknown', why: 'not asked' };
  if (list.kind === 'failed') return { kind: 'unknown', why: list.error.message };
  if (isHidden && !maySeeHidden && list.rows.length === 0) return HIDDEN; // nobody says what is answered to whom may not see it
  const ids = new Set<PersonId>();
  for (const row of list.rows) {
    const { data } = IdRow.safeParse(row);
    if (data === undefined) return { kind: 'unknown', why: 'a member without an id' };
    ids.add(personId(data.id));
  }
  return { kind: 'read', ids };
}
