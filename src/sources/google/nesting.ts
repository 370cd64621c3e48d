import type { Members } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { Direct } from './direct.js';

export type DirectMembers = ReadonlyMap<SourceGroupId, Direct>;

/** Everybody who is in a group, each once, however deep and also where groups stand in a circle (G9). Unknown where a part is (R1). Pure. */
export function flattened(id: SourceGroupId, direct: DirectMembers, everybody: Iterable<PersonId>): Members<PersonId> {
  const ids = new Set<PersonId>();
  const groups = new Set([id]);
  let isEverybody = false;
  for (const each of groups) {
    const members = direct.get(each) ?? { kind: 'unknown', why: 'not asked' };
    if (members.kind === 'unknown')
      return each === id ? members : { kind: 'unknown', why: `the group ${each} in it: ${members.why}` };
    for (const person of members.people) ids.add(person);
    for (const group of members.groups) groups.add(group); // walked too: a set is walked as it grows
    isEverybody ||= members.everybody;
  }
  if (isEverybody) for (const person of everybody) ids.add(person);
  return { kind: 'read', ids };
}
