import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { GroupPicker, groupIdOf } from './schema.js';
import { get, type Session } from './session.js';

/** The picker has no pages: it is asked for more than there should be, and its total proves that nothing was cut. */
const MANY = 9999;

export interface NamedGroup {
  readonly id: TargetGroupId;
  readonly name: string;
  /** another group has the same name but for case or Unicode form: neither may be written to */
  readonly isAmbiguous: boolean;
}

/** Names of all groups (R1), or of those whose name contains `query`. */
export async function readGroups(session: Session, signal: AbortSignal) {
  const names = await pickedNames(session, '', signal);
  if (names.length === 0)
    throw new AccessDenied(
      `${session.name} showed no group at all, not even an administrators' group`,
      'Its account may lack the permission "Browse Users". Give it "Jira Administrators".',
    );
  const groups = new Map<TargetGroupId, NamedGroup>();
  for (const name of names) groups.set(groupIdOf(name), { id: groupIdOf(name), name, isAmbiguous: groups.has(groupIdOf(name)) });
  const evidence: ListEvidence = { what: 'groups', pages: 1, rows: names.length, end: 'total reached', total: names.length };
  return { groups, evidence };
}

/** The name in the case it was created with, or undefined when there is no such group. */
export async function findGroup(session: Session, name: string, signal: AbortSignal): Promise<string | undefined> {
  const names = await pickedNames(session, name, signal);
  return names.find(each => nameKey(each) === nameKey(name));
}

async function pickedNames(session: Session, query: string, signal: AbortSignal): Promise<readonly string[]> {
  const pick = (maxResults: number) => get(session, 'groups/picker', GroupPicker, { query, maxResults }, signal);
  const first = await pick(MANY);
  const { total, groups } = first.total > MANY ? await pick(first.total) : first;
  if (groups.length === total) return groups.map(({ name }) => name);
  throw new UnexpectedReply(
    `${session.name} showed ${groups.length} of its ${total} groups`,
    'An administrator may have limited the group picker (jira.ajax.autocomplete.limit): raise that limit above the number of groups.',
  );
}
