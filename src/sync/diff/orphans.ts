import type { TargetGroup } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Reason } from '../../model/wish.js';
import type { LedgerRow, ManagedGroup } from '../../state/store.js';
import { existing, existingGroup, type GroupDraft, type GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';
import { isForNewUsers, retirement } from './ledger.js';
import { obstacleToRemoval, Staying } from './unremovable.js';

/** Managed groups that no rule makes any more: retired rules (G11), and orphans of rules that are still there. */
export function diffOrphans(input: DiffInput, memory: GroupMemory, draft: GroupDraft): void {
  // while a source is unread nobody knows which groups its rules would make
  if (!input.complete) return;
  for (const managed of memory.managed.values()) {
    const found = input.actual.groups.get(managed.group);
    if (found === undefined || memory.mapped.has(nameKey(found.name))) continue;
    const rows = [...(memory.ledger.get(found.id)?.values() ?? [])].filter(row => !isForNewUsers(row));
    const fate = Map.groupBy(rows, row => retirement(row, memory.rules, input) ?? 'orphan');
    const [kept, revoked, left] = [fate.get('keep') ?? [], fate.get('revoke') ?? [], fate.get('orphan') ?? []];
    if (kept.length + revoked.length > 0) retire(found, kept, revoked, input, draft);
    if (left.length > 0 || rows.length === 0) orphan(managed, found, left, input, draft);
  }
}

function retire(
  group: TargetGroup,
  kept: readonly LedgerRow[],
  revoked: readonly LedgerRow[],
  input: DiffInput,
  draft: GroupDraft,
): void {
  const rows = [...kept, ...revoked];
  const rules = [...new Set(rows.flatMap(({ by }) => by))].toSorted();
  draft.notes.push({ kind: 'retired', rules, memberships: rows.length, group: group.name });
  removeRows(group, revoked, { kind: 'retired', rules }, input, draft);
}

function orphan(
  { how }: ManagedGroup,
  group: TargetGroup,
  rows: readonly LedgerRow[],
  input: DiffInput,
  draft: GroupDraft,
): void {
  draft.notes.push({ kind: 'orphanGroup', group: group.name, members: rows.length });
  // only what rollcall made itself: an adopted group that no rule maps to is never touched (G6)
  if (how !== 'made' || group.readOnly !== undefined) return;
  const wishes = new Set([...input.syncs.values()].map(({ groups }) => groups.orphans));
  const reason: Reason = { kind: 'orphan', name: group.name };
  if (wishes.has('keep')) return;
  if (wishes.has('empty')) removeRows(group, rows, reason, input, draft);
  else if (input.capabilities.deleteGroups)
    draft.changes.push({
      kind: 'deleteGroup',
      id: `deleteGroup ${group.id}`,
      group: existingGroup(group),
      ...membersOf(group, input),
      reasons: [reason],
    });
}

/** Who is in it now: what undo would give back (A8). */
function membersOf({ members }: TargetGroup, { actual }: DiffInput) {
  if (members.kind !== 'read') return {};
  const accounts = [...members.ids].flatMap(id => actual.accounts.get(id) ?? []);
  return { members: accounts.map(existing) };
}

function removeRows(group: TargetGroup, rows: readonly LedgerRow[], reason: Reason, input: DiffInput, draft: GroupDraft): void {
  if (group.members.kind !== 'read' || group.readOnly !== undefined) return;
  const staying = new Staying();
  for (const { account } of rows) {
    const member = input.actual.accounts.get(account);
    if (member === undefined || !group.members.ids.has(account) || !isOver(account, reason, input)) continue;
    const obstacle = obstacleToRemoval(group, member, input);
    if (obstacle !== undefined) staying.keep(member, obstacle);
    else
      draft.changes.push({
        kind: 'removeMember',
        id: `removeMember ${group.id} ${account}`,
        group: existingGroup(group),
        account: existing(member),
        reasons: [reason],
      });
  }
  draft.notes.push(...staying.notes(group));
}

/** Of linked people who are still there: who is unknown, in grace or gone keeps the memberships (U2, U3). */
function isOver(account: AccountId, reason: Reason, { correlation, desired }: DiffInput): boolean {
  const owner = correlation.owners.get(account);
  if (owner === undefined) return false;
  const person = desired.people.get(owner);
  return person === undefined ? reason.kind === 'retired' : person.wish.kind === 'wanted';
}
