import type { Account, TargetGroup } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { JournalEntry } from '../../state/store.js';
import { existing, existingGroup } from '../diff/draft.js';
import { add, becauseOf, changedSince, leave } from './draft.js';
import type { EntryOf, UndoDraft, UndoInput } from './input.js';
import { give } from './memberships.js';

/** A group that was deleted is made again, with who was in it. */
export function makeAgain(entry: EntryOf<'deleteGroup'>, input: UndoInput, draft: UndoDraft): void {
  const { group, members } = entry.change;
  const found = groupCalled(group.name, input);
  if (found !== undefined) {
    const missing = (members ?? []).filter(({ id }) => !isIn(found, id));
    if (missing.length === 0) draft.back.add(entry.change.id);
    else changedSince(entry, `there is a group ${found.name} again, without ${missing.length} of its members`, input, draft);
    return;
  }
  const { name } = group;
  add({ kind: 'createGroup', id: `createGroup ${nameKey(name)}`, name, reasons: [becauseOf(entry, input)] }, draft);
  if (members === undefined) leave(entry, 'who was in it was not known when it was deleted', draft);
  for (const member of members ?? []) {
    const account = input.actual.accounts.get(member.id);
    if (account !== undefined) give({ entry, group, ref: { kind: 'new', name }, account, pins: false }, input, draft);
  }
}

/** A group that was made is deleted, unless others are in it meanwhile; called when all removals of this undo are known. */
export function unmake(entry: EntryOf<'createGroup'>, input: UndoInput, draft: UndoDraft): void {
  const id = madeIn(entry);
  const found = id === undefined ? groupCalled(entry.change.name, input) : input.actual.groups.get(id);
  if (found === undefined) {
    draft.back.add(entry.change.id);
    return;
  }
  // also whom the config ignores would lose it
  const members = input.whole.groups.get(found.id)?.members;
  if (!input.capabilities.deleteGroups) leave(entry, 'this target cannot delete groups', draft);
  else if (found.readOnly !== undefined) leave(entry, `the group cannot be written: ${found.readOnly}`, draft);
  else if (members?.kind !== 'read') leave(entry, 'who is in it could not be read', draft);
  else {
    const others = [...members.ids].filter(account => !draft.changes.has(`removeMember ${found.id} ${account}`));
    if (others.length > 0) changedSince(entry, `others are in it now: ${namesOf(others, input)}`, input, draft);
    else {
      const who = [...members.ids].flatMap(account => input.whole.accounts.get(account) ?? []).map(existing);
      const reasons = [becauseOf(entry, input)];
      add({ kind: 'deleteGroup', id: `deleteGroup ${found.id}`, group: existingGroup(found), members: who, reasons }, draft);
    }
  }
}

export function renameGroupBack(entry: EntryOf<'renameGroup'>, input: UndoInput, draft: UndoDraft): void {
  const { group, name } = entry.change;
  const found = input.actual.groups.get(group.id) ?? groupCalled(name, input);
  if (found === undefined) changedSince(entry, 'the group is gone', input, draft);
  else if (nameKey(found.name) === nameKey(group.name)) draft.back.add(entry.change.id);
  else if (nameKey(found.name) !== nameKey(name)) changedSince(entry, `it is called ${found.name} now`, input, draft);
  else if (!input.capabilities.renameGroups) leave(entry, 'this target cannot rename groups', draft);
  else if (groupCalled(group.name, input) !== undefined) leave(entry, `another group is called ${group.name} now`, draft);
  else {
    const reasons = [becauseOf(entry, input)];
    add({ kind: 'renameGroup', id: `renameGroup ${found.id}`, group: existingGroup(found), name: group.name, reasons }, draft);
  }
}

const madeIn = ({ outcome }: JournalEntry): TargetGroupId | undefined =>
  outcome?.kind === 'applied' ? outcome.group?.id : undefined;

const groupCalled = (name: string, { actual }: UndoInput): TargetGroup | undefined =>
  [...actual.groups.values()].find(group => nameKey(group.name) === nameKey(name));

const isIn = ({ members }: TargetGroup, account: AccountId) => members.kind === 'read' && members.ids.has(account);

const SHOWN = 3;
function namesOf(accounts: readonly AccountId[], { whole }: UndoInput): string {
  const names = accounts.map((id): Account['username'] => whole.accounts.get(id)?.username ?? id).toSorted();
  return `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` … ${names.length - SHOWN} more` : ''}`;
}
