import type { NameKey, PersonKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note, SyncWishes } from '../model/plan.js';
import {
  type DesiredGroup,
  type DesiredPerson,
  type GroupMove,
  type Membership,
  memberships,
  type Reason,
} from '../model/wish.js';
import { type Contribution, contributionsOf, missesOf, NEW_USERS_RULE } from './contributions.js';
import { unheardIn, wishesOf } from './last-wishes.js';
import type { MapInput } from './map.js';
import type { NearMiss } from './trace/near-misses.js';

/** What every rule gave, and what it nearly did: kept for who asks why. */
export interface MapTrace {
  readonly contributions: readonly Contribution[];
  readonly misses: readonly NearMiss[];
}

/** Source groups and rules → the groups that a target should have (G1 to G4, G7, G8). Pure. */
export function mapGroups(
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
): {
  groups: ReadonlyMap<NameKey, DesiredGroup>;
  moves: readonly GroupMove[];
  notes: readonly Note[];
  wishes: readonly SyncWishes[];
  trace?: MapTrace;
} {
  const notes: Note[] = [];
  const moves: GroupMove[] = [];
  const contributions = input.syncs.flatMap(sync => contributionsOf(sync, input, people, notes, moves));
  const byName = Map.groupBy(contributions, ({ name }) => nameKey(name));
  const groups = new Map<NameKey, DesiredGroup>();
  const unheard = unheardIn(input);
  for (const [key, parts] of byName) {
    const group = union(key, parts, notes);
    const named = new Set(parts.map(({ sync }) => sync.name));
    groups.set(key, { ...group, unknown: [...group.unknown, ...unheard(group.name, named)] });
  }
  const mapped = { groups, moves, notes, wishes: wishesOf(input, contributions) };
  if (input.trace !== true) return mapped;
  return { ...mapped, trace: { contributions, misses: input.syncs.flatMap(sync => missesOf(sync, input)) } };
}

/** Several source groups for one target group: their union, with every reason (G3); of two modes the gentler (G5). */
function union(key: NameKey, parts: readonly Contribution[], notes: Note[]): DesiredGroup {
  const members = new Map<PersonKey, readonly Reason[]>();
  // one list for all who have one reason: memberships are many, rules are few
  const alone = new Map<Reason, readonly Reason[]>();
  const only = (reason: Reason) => {
    const reasons = alone.get(reason) ?? [reason];
    alone.set(reason, reasons);
    return reasons;
  };
  for (const part of parts)
    for (const [person, reason] of part.members ?? []) {
      const known = members.get(person);
      members.set(person, known === undefined ? only(reason) : [...known, reason]);
    }
  const name = nameAmong(parts) ?? key;
  return {
    name,
    key,
    membership: gentlest(name, parts, notes),
    create: parts.some(part => part.sync.groups.create),
    spelled: parts.some(part => part.spelled),
    from: parts.flatMap(({ rule, group, spelled, sync }) =>
      group === undefined ? [] : [{ rule, group, spelled, source: sync.from }],
    ),
    rules: [...new Map(parts.map(({ rule }) => [`${rule.sync} ${rule.rule}`, rule])).values()],
    members,
    unknown: [...new Set(parts.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown])))],
  };
}

/** As the config spells it; else the same one of several spellings each time, whatever the order of the rows. */
const nameAmong = (parts: readonly Contribution[]): string | undefined =>
  parts.find(part => part.spelled)?.name ?? parts.map(({ name }) => name).toSorted()[0];

/** `defaults.newUsers` never removes and never decides: it has a say only where it stands alone. */
function gentlest(name: string, parts: readonly Contribution[], notes: Note[]): Membership {
  const deciding = parts.filter(part => part.rule.rule !== NEW_USERS_RULE);
  const modes = new Set(deciding.map(({ membership }) => membership));
  const chosen = memberships.find(mode => modes.has(mode)) ?? 'additive';
  if (modes.size > 1)
    notes.push({ kind: 'modesDiffer', group: name, chosen, instead: [...modes].filter(mode => mode !== chosen) });
  return chosen;
}
