import type { AccountAccess, ExistingGroup, GroupRef } from '../../model/change.js';
import type { Account, TargetGroup } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Reason } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import { existing, existingGroup } from '../diff/draft.js';
import { add, along, becauseOf, changedSince, leave } from './draft.js';
import type { EntryOf, UndoDraft, UndoInput } from './input.js';
import { unwantedMembership, unwantedReactivation } from './unwanted.js';
import { accountIn } from './users.js';

/** Somebody whom the run put into a group leaves it. */
export function takeOut(entry: EntryOf<'addMember'>, input: UndoInput, draft: UndoDraft): void {
  const { nested, capabilities, whole, actual } = input;
  const id = accountIn(entry);
  const group = groupIn(entry);
  const found = group === undefined ? undefined : whole.groups.get(group);
  if (id === undefined || found === undefined || !whole.accounts.has(id) || isKnownOutside(found, id)) {
    draft.back.add(entry.change.id);
    return;
  }
  const account = actual.accounts.get(id);
  const why = found.members.kind === 'read' ? unwritable(actual.groups.get(found.id), account) : NOT_READ;
  if (why !== undefined || account === undefined) leave(entry, why ?? IGNORED, draft);
  else if (!capabilities.directMembers || nested(found.id, id)) leave(entry, 'is in it through a nested group', draft);
  else {
    const change = { kind: 'removeMember', id: `removeMember ${found.id} ${id}`, group: existingGroup(found) } as const;
    add({ ...change, account: existing(account), reasons: [becauseOf(entry, input)] }, draft);
  }
}

/** Somebody whom the run took out of a group is in it again. */
export function putBack(entry: EntryOf<'removeMember'>, input: UndoInput, draft: UndoDraft): void {
  if (putInto(entry, entry.change.group, input, draft) === 'back') draft.back.add(entry.change.id);
}

/** The groups that a cut of access took somebody out of, one by one; of one that failed half way those that were left (U4). */
export function giveAccess(entry: EntryOf<'cutAccess' | 'deactivateUser'>, input: UndoInput, draft: UndoDraft): void {
  const access = accessIn(entry);
  if (access === 'none') return;
  if (access === undefined) {
    leave(entry, 'which groups it was in before was not known; see what it left in `rollcall show`', draft);
    return;
  }
  const results = access.groups.map(group => putInto(entry, group, input, draft));
  for (const permission of access.permissions ?? []) grantBack(entry, permission, input, draft);
  if (entry.change.kind === 'cutAccess' && results.every(result => result === 'back')) draft.back.add(entry.change.id);
}

/** What was taken from an account; undefined: nobody wrote it down. `none`: it was switched off, and kept all of it. */
export function accessIn({ change }: EntryOf<'cutAccess' | 'deactivateUser'>): AccountAccess | 'none' | undefined {
  if (change.kind === 'cutAccess') return change.groups === undefined ? undefined : { groups: change.groups };
  return change.by === 'revokeAccess' ? change.access : 'none';
}

/** Whether it has the permission by now nobody asked: granted twice it is granted once. */
function grantBack(entry: EntryOf<'cutAccess' | 'deactivateUser'>, permission: string, input: UndoInput, draft: UndoDraft): void {
  const account = input.actual.accounts.get(entry.change.account.id);
  if (account === undefined) return;
  const id = `grantPermission ${permission} ${account.id}`;
  add({ kind: 'grantPermission', id, account: existing(account), permission, reasons: [along(input)] }, draft);
  const why = unwantedReactivation(account.id, input);
  if (why !== undefined) draft.unwanted.set(id, why);
}

type Result = 'back' | 'given' | 'left';

function putInto(
  entry: EntryOf<'removeMember' | 'cutAccess' | 'deactivateUser'>,
  group: ExistingGroup,
  input: UndoInput,
  draft: UndoDraft,
): Result {
  const { whole, actual } = input;
  const found = whole.groups.get(group.id);
  const ref = refTo(group, found, draft);
  const account = actual.accounts.get(entry.change.account.id);
  if (found?.members.kind === 'read' && found.members.ids.has(entry.change.account.id)) return 'back';
  if (!whole.accounts.has(entry.change.account.id)) changedSince(entry, 'the account is gone', input, draft);
  else if (ref === undefined) changedSince(entry, `the group ${group.name} is gone`, input, draft);
  else {
    const isSeen = found === undefined || found.members.kind === 'read';
    const why = isSeen ? unwritable(found === undefined ? NEW : actual.groups.get(found.id), account) : NOT_READ;
    if (why === undefined && account !== undefined) {
      give({ entry, group, ref, account, pins: true }, input, draft);
      return 'given';
    }
    leave(entry, why ?? IGNORED, draft);
  }
  return 'left';
}

/** The group as it is there, or as this undo makes it again. */
function refTo(group: ExistingGroup, found: TargetGroup | undefined, draft: UndoDraft): GroupRef | undefined {
  if (found !== undefined) return existingGroup(found);
  return draft.changes.has(`createGroup ${nameKey(group.name)}`) ? { kind: 'new', name: group.name } : undefined;
}

const NOT_READ = 'who is in the group could not be read';
const IGNORED = 'the config ignores this account or group';
const NEW = { readOnly: undefined };

function unwritable(group: Pick<TargetGroup, 'readOnly'> | { readOnly: undefined } | undefined, account: Account | undefined) {
  if (group === undefined || account === undefined) return IGNORED;
  if (group.readOnly !== undefined) return `the group cannot be written: ${group.readOnly}`;
  const fixed = account.readOnly?.memberships;
  return fixed === undefined ? undefined : `the account's groups cannot be written: ${fixed}`;
}

interface Gift {
  readonly entry: JournalEntry;
  readonly group: ExistingGroup;
  readonly ref: GroupRef;
  readonly account: Account;
  /** whether this is the inverse of the entry, or only goes with it */
  readonly pins: boolean;
}

/** A membership is given, held where the source does not want it (A8); what was a grant is in the ledger again. */
export function give({ entry, group, ref, account, pins }: Gift, input: UndoInput, draft: UndoDraft): void {
  const key = ref.kind === 'existing' ? ref.id : nameKey(ref.name);
  const id = `addMember ${key} ${account.id}`;
  const reasons = [pins ? becauseOf(entry, input) : along(input)];
  add({ kind: 'addMember', id, group: ref, account: existing(account), reasons }, draft);
  const why = unwantedMembership(entry, group, account.id, input);
  if (why !== undefined) draft.unwanted.set(id, why);
  const by = grantedBy(entry);
  if (by !== undefined) draft.ledger.set(id, { group: group.id, account: account.id, by });
}

/** The rules behind a membership that the ledger held when it was removed, as far as known; undefined: it held none. */
function grantedBy({ change }: JournalEntry): readonly string[] | undefined {
  if (change.kind !== 'removeMember') return undefined;
  const isGrant = ({ kind }: Reason) => kind === 'leftSourceGroups' || kind === 'orphan' || kind === 'retired';
  const tookBackGrant = change.reasons.some(reason => reason.kind === 'undo' && reason.pins.length > 0);
  if (change.leaver === undefined && !tookBackGrant && !change.reasons.some(isGrant)) return undefined;
  return change.reasons.flatMap(reason => (reason.kind === 'retired' ? reason.rules : []));
}

/** The group that a change was about, also one that it made. */
function groupIn({ change, outcome }: EntryOf<'addMember'>): TargetGroupId | undefined {
  if (change.group.kind === 'existing') return change.group.id;
  return outcome?.kind === 'applied' || outcome?.kind === 'alreadySo' ? outcome.group?.id : undefined;
}

const isKnownOutside = ({ members }: TargetGroup, account: AccountId) => members.kind === 'read' && !members.ids.has(account);
