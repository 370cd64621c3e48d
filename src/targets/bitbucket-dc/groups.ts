import type { ListEvidence, TargetGroup } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { readAll } from './pages.js';
import { DetailedGroup, groupOf } from './schema.js';
import type { Session } from './session.js';

export type NamedGroup = Omit<TargetGroup, 'members'>;

export const AMBIGUOUS = 'another group has the same name, but for case or the way its letters are composed';

/** Names of all groups, and which of them nobody can write to here (R1, G10). */
export async function readGroups(
  session: Session,
  signal: AbortSignal,
): Promise<{ groups: ReadonlyMap<TargetGroupId, NamedGroup>; evidence: ListEvidence }> {
  const { rows, evidence } = await readAll(session, { path: 'admin/groups', row: DetailedGroup, what: 'groups' }, signal);
  const groups = new Map<TargetGroupId, NamedGroup>();
  for (const group of rows.map(groupOf)) {
    const other = groups.get(group.id);
    const isTwice = other !== undefined && other.name !== group.name; // the very same row may come again on a later page
    groups.set(group.id, isTwice ? { ...group, readOnly: AMBIGUOUS } : group);
  }
  return { groups, evidence };
}

/** The group as it is now, or undefined when there is none. The filter finds whatever contains the name. */
export async function findGroup(session: Session, name: string, signal: AbortSignal): Promise<DetailedGroup | undefined> {
  const list = { path: 'admin/groups', query: { filter: name }, row: DetailedGroup, what: 'groups' };
  const { rows } = await readAll(session, list, signal);
  return rows.find(row => nameKey(row.name) === nameKey(name));
}
