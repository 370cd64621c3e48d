import type { ListEvidence } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import { everyRow } from './pages.js';
import { groupIdOf, listOf, Named } from './schema.js';
import { get, getIfThere, type Session } from './session.js';

const Groups = listOf('group', Named);

export interface NamedGroup {
  readonly id: TargetGroupId;
  readonly name: string;
  /** another group has the same name but for case or Unicode form: neither may be written to */
  readonly readOnly?: string;
}

const AMBIGUOUS = 'another group has the same name, but for case or the way its letters are composed';

/** Names of all groups (R1). */
export async function readGroups(session: Session, signal: AbortSignal) {
  const { rows, pages } = await everyRow(session, {
    what: 'groups',
    page: (start, most) =>
      get(
        session,
        Groups,
        { path: 'search', query: { 'entity-type': 'group', expand: 'group', 'start-index': start, 'max-results': most } },
        signal,
      ),
    keyOf: ({ name }) => name,
  });
  const groups = new Map<TargetGroupId, NamedGroup>();
  for (const { name } of rows) {
    const id = groupIdOf(name);
    groups.set(id, { id, name, ...(groups.has(id) ? { readOnly: AMBIGUOUS } : {}) });
  }
  const evidence: ListEvidence = { what: 'groups', pages, rows: rows.length, end: 'none after the last' };
  return { groups, evidence };
}

/** The name in the case it was created with, or undefined when there is no such group. */
export async function findGroup(session: Session, groupname: string, signal: AbortSignal): Promise<string | undefined> {
  return (await getIfThere(session, Named, { path: 'group', query: { groupname } }, signal))?.name;
}
