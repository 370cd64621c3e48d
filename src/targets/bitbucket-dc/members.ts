import { AccessDenied, Interrupted, SyncError } from '../../errors.js';
import type { ExistingGroup } from '../../model/change.js';
import type { ListEvidence, Members } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { readAll } from './pages.js';
import { DetailedUser } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';

interface MembersRead {
  readonly members: Members<AccountId>;
  readonly rows: readonly DetailedUser[];
  readonly evidence?: ListEvidence;
}

/** The direct members of one group, or why they are unknown. Rejects when nothing else could be read either. */
export async function readMembers(session: Session, group: string, signal: AbortSignal): Promise<MembersRead> {
  try {
    const { rows, evidence } = await membersOf(session, group, signal);
    return { members: { kind: 'read', ids: new Set(rows.map(({ id }) => id)) }, rows, evidence };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof AccessDenied || error instanceof Interrupted) throw error;
    return { members: { kind: 'unknown', why: error.message }, rows: [] };
  }
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
