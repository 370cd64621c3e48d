import type { TargetGroup } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import type { LedgerRow, ManagedGroup } from '../../state/store.js';
import { type GroupDifference, type GroupMemory, ruleTexts } from './groups.js';
import type { DiffInput } from './input.js';
import { existing } from './users.js';

/** Managed groups that no rule makes any more: retired rules (G11), and orphans of rules that are still there. */
export function diffOrphans(input: DiffInput, memory: GroupMemory, out: GroupDifference): void {
  // while a source is unread nobody knows which groups its rules would make
  if (!input.complete) return;
  for (const managed of memory.managed.values()) {
    const found = input.actual.groups.get(managed.group);
    if (found === undefined || input.desired.groups.has(nameKey(found.name))) continue;
    const rows = [...(memory.ledger.get(found.id)?.values() ?? [])];
    const known = new Set([...input.syncs.values()].flatMap(ruleTexts));
    const gone = rows.filter(({ by }) => by.length > 0 && by.every(rule => !known.has(rule)));
    const left = rows.filter(row => !gone.includes(row));
    if (gone.length > 0) retire(found, gone, input, out);
    if (left.length > 0 || rows.length === 0) orphan(managed, found, left, input, out);
  }
}

function retire(group: TargetGroup, rows: readonly LedgerRow[], input: DiffInput, out: GroupDifference): void {
  const rules = [...new Set(rows.flatMap(({ by }) => by))];
  out.notes.push({ kind: 'retired', rules, memberships: rows.length, group: group.name });
  const revoke = [...input.syncs.values()].some(sync => sync.groups.onRetire === 'revoke');
  if (revoke) removeRows(group, rows, { kind: 'retired', rules }, input, out);
}

function orphan(
  managed: ManagedGroup,
  group: TargetGroup,
  rows: readonly LedgerRow[],
  input: DiffInput,
  out: GroupDifference,
): void {
  out.notes.push({ kind: 'orphanGroup', group: group.name, members: rows.length });
  // only what rollcall made itself: an adopted group that no rule maps to is never touched (G6)
  if (managed.how !== 'made') return;
  const wishes = new Set([...input.syncs.values()].map(sync => sync.groups.orphans));
  if (wishes.has('keep')) return;
  if (wishes.has('empty')) removeRows(group, rows, { kind: 'orphan', name: group.name }, input, out);
  else if (input.capabilities.deleteGroups)
    out.changes.push({
      kind: 'deleteGroup',
      id: `deleteGroup ${group.id}`,
      group: { kind: 'existing', id: group.id, name: group.name },
      reasons: [{ kind: 'orphan', name: group.name }],
    });
}

function removeRows(
  group: TargetGroup,
  rows: readonly LedgerRow[],
  reason: { kind: 'retired'; rules: readonly string[] } | { kind: 'orphan'; name: string },
  input: DiffInput,
  out: GroupDifference,
): void {
  if (group.members.kind !== 'read') return;
  for (const { account } of rows) {
    const member = input.actual.accounts.get(account);
    if (member === undefined || !group.members.ids.has(account)) continue;
    out.changes.push({
      kind: 'removeMember',
      id: `removeMember ${group.id} ${account}`,
      group: { kind: 'existing', id: group.id, name: group.name },
      account: existing(member),
      reasons: [reason],
    });
  }
}
