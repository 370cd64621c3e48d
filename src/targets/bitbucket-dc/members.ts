import type { ExistingGroup } from '../../model/change.js';
import type { TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { type MembersRead, membersOrUnknown } from '../members-or-unknown.js';
import { inParallel } from '../parallel.js';
import { readAll } from './pages.js';
import { DetailedUser } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';

interface Found extends MembersRead {
  readonly rows: readonly DetailedUser[];
}

/** The direct members of one group, or why they are unknown. Rejects when nothing else could be read either. */
export async function readMembers(session: Session, group: string, signal: AbortSignal): Promise<Found> {
  let found: readonly DetailedUser[] = [];
  const read = await membersOrUnknown(async () => {
    const { rows, evidence } = await membersOf(session, group, signal);
    found = rows;
    return { members: { kind: 'read', ids: new Set(rows.map(({ id }) => id)) }, evidence };
  });
  return { ...read, rows: found };
}

const membersOf = (session: Session, context: string, signal: AbortSignal) => {
  const list = { path: 'admin/groups/more-members', query: { context }, row: DetailedUser, what: `members of ${context}` };
  return readAll(session, list, signal);
};

/** How many are in each group. Nothing tells without reading them. */
export async function readSizes(
  session: Session,
  groups: readonly ExistingGroup[],
  { signal }: ReadOptions,
): Promise<ReadonlyMap<TargetGroupId, number>> {
  const sizes = new Map<TargetGroupId, number>();
  await inParallel(groups, CONCURRENCY, signal, async ({ id, name }, either) => {
    const { rows } = await membersOf(session, name, either);
    sizes.set(id, new Set(rows.map(row => row.id)).size);
  });
  return sizes;
}
