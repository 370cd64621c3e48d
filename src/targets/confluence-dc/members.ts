import type { z } from 'zod';
import { Interrupted, SyncError } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ExistingGroup } from '../../model/change.js';
import { type AccountId, accountId, type TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { type MembersRead, membersOrUnknown } from '../members-or-unknown.js';
import { inParallel } from '../parallel.js';
import { standsInPath } from './names.js';
import { type List, readList } from './pages.js';
import { GroupRow, groupIdOf, MemberRow, pageOf } from './schema.js';
import { api, CONCURRENCY, get, type Query, type Session } from './session.js';
import { hasGroupQueries } from './versions.js';

type Asked = { readonly path: string; readonly query: Query };

/** Where a question about a group is asked: by path, or by query where only that will do; undefined: nowhere on this version. */
export function addressOf(session: Session, group: string, question: 'member' | 'groupmember'): Asked | undefined {
  if (standsInPath(group)) return { path: api(`group/${pathSegment(group, session.name)}/${question}`), query: {} };
  return hasGroupQueries(session.known.version) ? { path: api(`group/${question}`), query: { groupName: group } } : undefined;
}

const UNASKABLE = 'this version of Confluence takes no group name with /, \\, ; or % in the address of a call';

const memberList = (group: string, asked: Asked): List<typeof MemberRow> => ({
  ...asked,
  what: `members of ${group}`,
  row: MemberRow,
  keyOf: ({ userKey }) => userKey,
});

/** The members of one group, inactive ones too, or why they are unknown. Rejects when nothing else could be read either. */
export async function readMembers(session: Session, group: string, signal: AbortSignal): Promise<MembersRead> {
  const asked = addressOf(session, group, 'member');
  if (asked === undefined) return { members: { kind: 'unknown', why: UNASKABLE } };
  return membersOrUnknown(async () => {
    const { rows, evidence } = await readList(session, memberList(group, asked), { signal });
    const ids = new Set(rows.map(({ userKey }) => accountId(userKey)));
    session.known.members.set(groupIdOf(group), new Set(ids));
    return { members: { kind: 'read', ids }, evidence };
  });
}

/** How many are in each group. Most answers have no total: then the rows are counted. */
export async function readSizes(
  session: Session,
  groups: readonly ExistingGroup[],
  { signal }: ReadOptions,
): Promise<ReadonlyMap<TargetGroupId, number>> {
  const sizes = new Map<TargetGroupId, number>();
  await inParallel(groups, CONCURRENCY, signal, async ({ id, name }, either) => {
    const { members } = await readMembers(session, name, either);
    if (members.kind === 'read') sizes.set(id, members.ids.size);
  });
  return sizes;
}

/** Whether groups are nested in this one; where we may not know, they might be. */
export async function hasNested(session: Session, { id, name }: ExistingGroup, signal: AbortSignal): Promise<boolean> {
  const known = session.known.nesting.get(id);
  if (known !== undefined) return known;
  const asked = addressOf(session, name, 'groupmember');
  const isNested = asked === undefined || (await nestedIn(session, asked, signal));
  session.known.nesting.set(id, isNested);
  return isNested;
}

async function nestedIn(session: Session, { path, query }: Asked, signal: AbortSignal): Promise<boolean> {
  const page: z.output<ReturnType<typeof pageOf<typeof GroupRow>>> | undefined = await get(
    session,
    path,
    pageOf(GroupRow),
    { ...query, start: 0, limit: 1 },
    signal,
  ).catch(unlessStopped);
  return page === undefined || page.results.length > 0;
}

function unlessStopped(error: unknown): undefined {
  if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
}

/** Whether the group's own list still has the account. */
export async function isListed(
  session: Session,
  group: ExistingGroup,
  account: AccountId,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = addressOf(session, group.name, 'member');
  if (asked === undefined) return false;
  const { rows } = await readList(session, memberList(group.name, asked), { signal });
  return rows.some(({ userKey }) => accountId(userKey) === account);
}
