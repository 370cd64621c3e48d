import type { AccountRef, GroupRef } from '../../model/change.js';
import { knownIn, type TargetGroup } from '../../model/directory.js';
import type { AccountId, NameKey, PersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredGroup, Reason } from '../../model/wish.js';
import { existingGroup, type GroupDraft, type GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';
import { knownRules, ledgerOf } from './ledger.js';
import { compareMembers } from './membership.js';
import { type Owed, owedTo } from './owed.js';
import { take } from './take.js';

export const memoryOf = (input: DiffInput): GroupMemory => ({
  byKey: new Map([...input.actual.groups.values()].map(group => [nameKey(group.name), group])),
  managed: new Map(input.managed.map(group => [group.group, group])),
  ledger: ledgerOf(input.ledger),
  rules: knownRules(input.syncs),
  mapped: mappedGroups(input),
});

/** A group that is being moved is still the rules' own: neither an orphan nor anything else before that is done (G8). */
function mappedGroups({ desired, setAside, storable }: DiffInput): ReadonlySet<NameKey> {
  const stored = [...desired.groups.values()].flatMap(({ name }) => {
    const result = storable('group', name);
    return result.kind === 'ok' ? [nameKey(result.stored)] : [];
  });
  const moving = desired.moves.map(({ from }) => nameKey(from.name));
  return new Set([...desired.groups.keys(), ...setAside, ...stored, ...moving]);
}

type Usable = ReadonlyMap<PersonKey, AccountRef>;
/** Who is still owed a group, and why (G7). */
type Due = ReadonlyMap<PersonKey, readonly Reason[]>;
const NOBODY: Due = new Map();

/** Groups and memberships the rules want, against those that are there (G3 to G9). */
export function diffGroups(input: DiffInput, memory: GroupMemory, usable: Usable): GroupDraft {
  const draft: GroupDraft = {
    ...{ changes: [], notes: [], takes: [], ledger: { add: [], drop: [] } },
    ...(input.trace === true ? { verdicts: new Map() } : {}),
  };
  const owed = owedTo(input, usable);
  for (const group of input.desired.groups.values()) {
    for (const why of group.unknown) draft.notes.push({ kind: 'unknownGroup', group: group.name, why });
    const storable = input.storable('group', group.name);
    const found = memory.byKey.get(storable.kind === 'ok' ? nameKey(storable.stored) : group.key);
    if (found !== undefined) groupThere(group, found, input, memory, usable, owed, draft);
    else if (storable.kind === 'ok') newGroup(group, usable, owed, draft);
    else unmet(group, `${group.name} cannot be a group there: ${storable.why}`, draft);
  }
  return draft;
}

function unmet(group: DesiredGroup, why: string, draft: GroupDraft): void {
  for (const rule of group.rules) draft.notes.push({ kind: 'unmetRule', rule, why });
}

/** Made only where the rules may, and only for what is known (G4). */
function newGroup(group: DesiredGroup, usable: Usable, owed: Owed, draft: GroupDraft): void {
  if (!group.create) {
    unmet(group, `the target has no group ${group.name}, and may not create it`, draft);
    return;
  }
  // a group that nothing known fills is not made: its rules may yet turn out to mean another one
  if (group.from.length === 0 && group.members.size === 0 && group.unknown.length > 0) return;
  const reasons = group.from.map(({ rule, group: from }): Reason => ({ kind: 'rule', rule, group: from }));
  draft.changes.push({ kind: 'createGroup', id: `createGroup ${group.key}`, name: group.name, reasons });
  addMembers(group, { kind: 'new', name: group.name }, group.key, new Set(), usable, owed.get(group.key) ?? NOBODY, draft);
}

function groupThere(
  group: DesiredGroup,
  found: TargetGroup,
  input: DiffInput,
  memory: GroupMemory,
  usable: Usable,
  owed: Owed,
  draft: GroupDraft,
): void {
  const present = knownIn(found);
  if (present === undefined) {
    const why = found.members.kind === 'unknown' ? found.members.why : 'its members were not read';
    draft.notes.push({ kind: 'unknownGroup', group: found.name, why });
    return;
  }
  take(group, found, input, memory, draft);
  const due = owed.get(group.key) ?? NOBODY;
  addMembers(group, existingGroup(found), found.id, present, usable, due, draft);
  compareMembers(group, found, present, input, memory, due, draft);
  for (const row of memory.ledger.get(found.id)?.values() ?? [])
    if (!present.has(row.account) && !input.ignored.has(row.account))
      draft.ledger.drop.push({ group: row.group, account: row.account });
}

function addMembers(
  group: DesiredGroup,
  ref: GroupRef,
  key: string,
  present: ReadonlySet<AccountId>,
  usable: Usable,
  due: Due,
  draft: GroupDraft,
): void {
  const people = due.size === 0 ? group.members.keys() : new Set([...group.members.keys(), ...due.keys()]);
  for (const person of people) {
    const account = usable.get(person);
    if (account === undefined) continue;
    // what is owed is done even where it is so already: only then is it known to be paid (G7)
    if (account.kind === 'existing' && present.has(account.id) && !due.has(person)) continue;
    const id = account.kind === 'existing' ? account.id : account.person;
    const reasons = [...(group.members.get(person) ?? []), ...(due.get(person) ?? [])];
    draft.changes.push({ kind: 'addMember', id: `addMember ${key} ${id}`, group: ref, account, reasons });
  }
}
