import { prettifyError } from 'zod';
import { NotFound, UnexpectedReply } from '../../errors.js';
import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import { type PersonId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import type { OneLoginApi } from './api.js';
import { readList, type WholeList } from './lists.js';
import { FirstApiPage, GroupOfRow, GroupRow, IdRow } from './schema.js';

export interface NamedGroups {
  readonly named: readonly Pick<SourceGroup, 'id' | 'name'>[];
  readonly evidence: ListEvidence;
}

/** A group's id and a role's may be the same number. */
export const groupId = (id: string): SourceGroupId => sourceGroupId(`group:${id}`);

/** The groups of the security policies, by name. */
export async function readGroupNames(api: OneLoginApi, options: ReadOptions): Promise<NamedGroups> {
  const { rows, evidence } = await list(api, options.signal);
  const named = rows.map(row => {
    const { data, error } = GroupRow.safeParse(row);
    if (error === undefined) return { id: groupId(data.id), name: `group:${data.name}` };
    throw new UnexpectedReply(
      `OneLogin sent a group that we do not understand: ${prettifyError(error)}`,
      'Nothing was believed. Its API may have changed.',
    );
  });
  return { named, evidence };
}

/** Their members are whoever names them: at most one group to a person (onelogin.md §4, 2026-11). */
export function withMembers({ named }: NamedGroups, users: readonly unknown[], scope: PullScope): readonly SourceGroup[] {
  const grouped = groupedBy(users);
  const membersOf = (id: SourceGroupId): Members<PersonId> =>
    grouped.kind === 'unknown' ? grouped : { kind: 'read', ids: grouped.members.get(id) ?? new Set() };
  return named.map(group => ({ ...group, members: scope.group(group) ? membersOf(group.id) : { kind: 'notRead' } }));
}

type Grouped =
  | { readonly kind: 'known'; readonly members: ReadonlyMap<SourceGroupId, ReadonlySet<PersonId>> }
  | Extract<Members<PersonId>, { kind: 'unknown' }>;

/** One person of whom it is not known in which group they are may be in any: then nobody's is known, not even who is in none. */
function groupedBy(users: readonly unknown[]): Grouped {
  const members = new Map<SourceGroupId, Set<PersonId>>();
  for (const row of users) {
    const { data } = GroupOfRow.safeParse(row);
    if (data === undefined) return { kind: 'unknown', why: `OneLogin does not say in which group ${nameIn(row)} is` };
    if (data.group === null) continue;
    const id = groupId(data.group);
    members.set(id, (members.get(id) ?? new Set()).add(data.person));
  }
  return { kind: 'known', members };
}

const nameIn = (row: unknown): string => IdRow.safeParse(row).data?.id ?? 'a user without an id';

const WHAT = 'security groups';

/** The second API lists them on newer accounts only (onelogin.md §3, 2026-11). */
async function list(api: OneLoginApi, signal: AbortSignal): Promise<WholeList> {
  try {
    return await readList(api, { what: WHAT, path: 'api/2/groups', isReadTwice: true, signal });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return readFirstApi(api, signal);
  }
}

/** Wrapped, 50 to a page, the cursor in the body, and no count: null is the end (onelogin.md §3, 2026-11; recorded). */
async function readFirstApi(api: OneLoginApi, signal: AbortSignal): Promise<WholeList> {
  const rows = new Map<string, unknown>();
  const followed = new Set<string>();
  for (let cursor: string | undefined, pages = 1; ; pages += 1) {
    const { value } = await api.get('api/1/groups', { after_cursor: cursor }, FirstApiPage, signal);
    for (const row of value.data) rows.set(IdRow.safeParse(row).data?.id ?? `row ${rows.size}`, row);
    cursor = value.pagination.after_cursor ?? undefined;
    if (cursor === undefined)
      return { rows: [...rows.values()], evidence: { what: WHAT, pages, rows: rows.size, end: 'no further cursor' } };
    if (followed.has(cursor))
      throw new UnexpectedReply('OneLogin leads from its groups back to a page before', 'The next run tries again.');
    followed.add(cursor);
  }
}
