import type { SomeSourceGroup, SourceGroup } from '../model/directory.js';
import type { PersonId, PersonKey, ProviderId, SourceName } from '../model/ids.js';
import type { Note } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { GroupMove, Reason, RuleRef } from '../model/wish.js';
import type { ManagedGroup } from '../state/store.js';
import type { Contribution } from './contributions.js';
import type { MapInput } from './map.js';

/** Of some people only, or of all: a rule gives what is known of whoever the run is for. */
export type AnyGroup = SourceGroup | SomeSourceGroup;

/** What the rules of one sync are applied to: the groups of its source, and whom it wants. */
export interface SourceSide {
  readonly sync: SyncRules;
  readonly provider: ProviderId;
  readonly source: SourceName;
  readonly counted: readonly AnyGroup[];
  readonly all: readonly AnyGroup[];
  /** counted groups that share their name with another counted one (G1) */
  readonly namesakes: ReadonlyMap<string, readonly AnyGroup[]>;
  readonly target: MapInput['target'];
  readonly storedGroup: MapInput['storedGroup'];
  readonly managed: readonly ManagedGroup[];
  /** whom this sync wants: memberships are many, and each asks */
  readonly wanted: ReadonlyMap<PersonId, PersonKey>;
  readonly notes: Note[];
  readonly moves: GroupMove[];
  /** what becomes of a group itself is a whole run's business */
  readonly isWhole: boolean;
}

/** Whom a rule brings through one source group; or why that is unknown. */
export function membersThrough(
  group: AnyGroup,
  side: SourceSide,
  rule: RuleRef,
  byId: boolean,
): Pick<Contribution, 'group' | 'members' | 'unknown'> {
  const same = byId ? undefined : side.namesakes.get(group.id);
  if (same !== undefined) {
    tellNamesakes(same, side);
    // not even that it is this group is known
    const unknown = `${same[0]?.name}: two groups of ${side.source} have this name`;
    return { group: undefined, members: undefined, unknown };
  }
  const via = { id: group.id, name: group.name };
  if (group.members.kind !== 'read' && group.members.kind !== 'some') {
    const why = group.members.kind === 'unknown' ? group.members.why : 'its members were not read';
    return { group: via, members: undefined, unknown: `members of ${group.name} in ${side.source}: ${why}` };
  }
  const members = new Map<PersonKey, Reason>();
  const reason: Reason = { kind: 'rule', rule, group: via };
  for (const id of group.members.ids) {
    const key = side.wanted.get(id);
    if (key !== undefined) members.set(key, reason);
  }
  return { group: via, members, unknown: undefined };
}

function tellNamesakes(same: readonly AnyGroup[], { source, notes }: SourceSide): void {
  const [first] = same;
  if (first === undefined || notes.some(note => note.kind === 'sameName' && note.ids.includes(first.id))) return;
  notes.push({
    kind: 'sameName',
    name: first.name,
    ids: same.map(({ id }) => id),
    why: `${same.length} groups of ${source} have this name; name the right one by its id (id:…), or exclude the other`,
  });
}
