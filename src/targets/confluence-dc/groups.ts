import { AccessDenied } from '../../errors.js';
import type { TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { readList } from './pages.js';
import { GroupRow, groupIdOf } from './schema.js';
import { api, type Session } from './session.js';

export interface NamedGroup {
  readonly id: TargetGroupId;
  readonly name: string;
  /** why nothing can be written to it (G10) */
  readonly readOnly?: string;
}

const AMBIGUOUS = 'another group has the same name, but for case or the way its letters are composed';

/** Names of all groups (R1). */
export async function readGroups(session: Session, options: ReadOptions) {
  const list = { what: 'groups', path: api('group'), row: GroupRow, keyOf: ({ name }: { name: string }) => name };
  const { rows, evidence } = await readList(session, list, options);
  if (rows.length === 0)
    throw new AccessDenied(
      `${session.name} showed no group at all, not even an administrators' group`,
      'Its account may lack the global permission "Can use". Give it one of the groups that have it.',
    );
  const groups = new Map<TargetGroupId, NamedGroup>();
  for (const { name } of rows) {
    const id = groupIdOf(name);
    groups.set(id, { id, name, ...(groups.has(id) ? { readOnly: AMBIGUOUS } : {}) });
  }
  return { groups, evidence };
}

/** The name in the case it was created with, or undefined when there is no such group: the list tells, on every version. */
export async function findGroup(session: Session, name: string, signal: AbortSignal): Promise<string | undefined> {
  const { groups } = await readGroups(session, { signal });
  return [...groups.values()].find(each => nameKey(each.name) === nameKey(name))?.name;
}
