import { prettifyError } from 'zod';
import { AccessDenied, Refused, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import { quoted } from '../scim-filter.js';
import type { PullScope } from '../source.js';
import type { IdcsApi } from './api.js';
import { readList } from './lists.js';
import type { Memberships } from './people.js';
import { GroupRow, GroupWithMembers, IdRow } from './schema.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

type Named = Pick<SourceGroup, 'id' | 'name'>;

/**
 * All groups by name; those in scope with the members that the users' rows name. A group that no row names is asked itself
 * before it counts as empty: whether rows name `All Domain Users` is not documented (idcs.md §5, 2026-08).
 */
export async function readGroups(api: IdcsApi, from: Memberships, scope: PullScope, options: ReadOptions): Promise<Groups> {
  const { signal, onProgress } = options;
  // without members: one group of more than 10,000 would break the whole list (idcs.md §5, 2026-08)
  const list = await readList(api, { what: 'groups', path: 'Groups', attributes: 'displayName', signal, onProgress });
  const named = list.rows.map(groupOf);
  const wanted = named.filter(scope.group);
  const unproved = wanted.filter(({ id }) => from.doubt !== undefined || !from.byGroup.has(id));

  let done = 0;
  const asked = await eachAlone(unproved, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): Asked => ({ members: { kind: 'unknown', why: from.doubt === undefined ? why : `${from.doubt}; ${why}` } }),
    task: async group => {
      const read = await askMembers(api, group, signal);
      done += 1;
      onProgress?.({ what: 'members', done, total: unproved.length });
      return read;
    },
  });

  const groups = new Map<SourceGroupId, SourceGroup>(named.map(group => [group.id, { ...group, members: { kind: 'notRead' } }]));
  for (const group of wanted) groups.set(group.id, { ...group, members: read(from.byGroup.get(group.id) ?? []) });
  for (const [at, group] of unproved.entries())
    groups.set(group.id, { ...group, members: together(from.byGroup.get(group.id), asked[at]?.members) });
  return { groups, evidence: [list.evidence, ...asked.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence]))] };
}

interface Asked {
  readonly members: Members<PersonId>;
  readonly evidence?: ListEvidence;
}

const read = (ids: Iterable<PersonId>): Members<PersonId> => ({ kind: 'read', ids: new Set(ids) });

/** Its own list knows direct members only, the users' rows all; either may know more. */
function together(
  named: Iterable<PersonId> = [],
  own: Members<PersonId> = { kind: 'unknown', why: 'not asked' },
): Members<PersonId> {
  return own.kind === 'read' ? read([...named, ...own.ids]) : own;
}

export function groupOf(row: unknown): Named {
  const { data, error } = GroupRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `IDCS sent a group that we do not understand: ${prettifyError(error)}`,
    'Nothing was believed. Its API may have changed.',
  );
}

/** More members than this in one answer are refused with 400, never cut (idcs.md §5, 2026-08). */
const MOST_MEMBERS = 10_000;

/** The group's own list: whole in one call, or refused for its size. */
async function askMembers(api: IdcsApi, group: Named, signal: AbortSignal): Promise<Asked> {
  try {
    const query = { attributes: 'members' };
    const ids = await api.get(`Groups/${pathSegment(group.id, 'IDCS')}`, query, GroupWithMembers, signal);
    const evidence = { what: `members of ${group.name}`, pages: 1, rows: ids.length, end: 'the whole group in one answer' };
    return { members: read(ids), evidence };
  } catch (error) {
    if (error instanceof Refused && error.reply.status === 400) return askUsers(api, group, error, signal);
    throw error;
  }
}

/** The way around the limit: the users of the group, page by page. It must bring what the limit promised. */
async function askUsers(api: IdcsApi, { id, name }: Named, cause: Refused, signal: AbortSignal): Promise<Asked> {
  const what = `members of ${name}`;
  const filter = `groups.value eq ${quoted(id)}`;
  const { rows, evidence } = await readList(api, { what, path: 'Users', attributes: 'userName', filter, signal });
  if (rows.length <= MOST_MEMBERS)
    throw new UnexpectedReply(
      `IDCS refuses the members of ${name} as if they were over ${MOST_MEMBERS}, but names ${rows.length}: ${cause.message}`,
      cause.hint,
      { cause },
    );
  return { members: read(rows.map(row => personId(IdRow.parse(row).id))), evidence };
}
