import type { Change, Responsibility } from '../../model/change.js';
import { type Account, knownIn } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import type { SyncRules } from '../../model/rules.js';
import type { DesiredPerson, LeaverKind, PersonWish, Reason } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import type { Correlation } from '../correlate.js';
import { existing, existingGroup, type UserDraft, who } from './draft.js';
import type { DiffInput } from './input.js';
import { leave } from './left.js';
import { obstacleToRemoval, Staying } from './unremovable.js';

type NotWanted = Extract<PersonWish, { kind: 'notWanted' }>;

/** Whose accounts may have to end: what they hold must be read before the diff (U4). */
export function leaversOf(
  people: Iterable<DesiredPerson>,
  correlation: Correlation,
  syncs: ReadonlyMap<string, SyncRules>,
): AccountId[] {
  const accounts: AccountId[] = [];
  for (const person of people) {
    const match = correlation.matches.get(person.key);
    const action = syncs.get(person.owner)?.users.leavers.action;
    if (person.wish.kind !== 'notWanted' || (action !== 'deactivate' && action !== 'delete')) continue;
    if ((match?.kind === 'linked' || match?.kind === 'matched') && match.account.active) accounts.push(match.account.id);
  }
  return accounts;
}

/** An account that must end, by the sync's action (U3). What it holds is handed over first (U4). */
export function endAccount(
  person: DesiredPerson,
  wish: NotWanted,
  account: Account,
  link: Link | undefined,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
): void {
  const { action } = sync.users.leavers;
  switch (action) {
    case 'keep':
      leave(draft.left, person.key, { kind: 'leaverKept', sync: sync.name });
      return;
    case 'removeGroups':
      removeGrants(wish, account, input, draft);
      return;
    case 'deactivate':
    case 'delete':
      if (account.active) deactivate(person, wish, account, link, input, draft);
      else if (action === 'delete') deleteLater(person, wish, account, link, sync, input, draft);
  }
}

function deactivate(
  person: DesiredPerson,
  { leaver, reasons }: NotWanted,
  account: Account,
  link: Link | undefined,
  input: DiffInput,
  draft: UserDraft,
): void {
  const subject = existing(account);
  const isRevoked = input.capabilities.ending === 'revokeAccess';
  // a first match of somebody who never got in, or lost it long ago: there is nothing to take
  if (isRevoked && link === undefined && account.hasAccess === false) {
    leave(draft.left, person.key, { kind: 'hasNoAccess' });
    return;
  }
  const held = input.responsibilities.filter(({ holder }) => holder === account.id);
  const stuck = held.filter(({ successor }) => successor.kind === 'none');
  for (const { label, successor } of stuck)
    draft.notes.push({
      kind: 'noSuccessor',
      ...who(person, account),
      label,
      why: successor.kind === 'none' ? successor.why : '',
    });
  for (const responsibility of held)
    if (!stuck.includes(responsibility)) draft.changes.push(handOver(responsibility, leaver, account, reasons));
  const end = { kind: 'deactivateUser', id: `deactivateUser ${account.id}`, account: subject, leaver, reasons } as const;
  draft.changes.push(isRevoked ? { ...end, by: 'revokeAccess' } : end);
  if (stuck.length === 0) return;
  // without a successor access is cut all the same, and only the switch-off waits: the guard `no-successor` holds it
  draft.waiting.set(account.id, stuck.map(({ label }) => label).join(', '));
  if (link?.accessCutAt === undefined)
    draft.changes.push({ kind: 'cutAccess', id: `cutAccess ${account.id}`, account: subject, leaver, when: 'always', reasons });
}

const handOver = (responsibility: Responsibility, leaver: LeaverKind, account: Account, reasons: readonly Reason[]): Change => ({
  kind: 'handOver',
  id: `handOver ${responsibility.id}`,
  account: existing(account),
  leaver,
  responsibility,
  reasons: [...reasons, { kind: 'leads', what: responsibility.label }],
});

/** `delete` waits its own time after a deactivation that was ours. */
function deleteLater(
  { key }: DesiredPerson,
  { leaver, reasons }: NotWanted,
  account: Account,
  link: Link | undefined,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
): void {
  if (link?.deactivatedAt === undefined || !input.capabilities.deleteUsers) {
    leave(draft.left, key, { kind: 'notDeleted' });
    return;
  }
  if (account.readOnly?.deletion !== undefined) {
    leave(draft.left, key, { kind: 'readOnlyAccount' });
    return;
  }
  const due = Date.parse(link.deactivatedAt) + sync.users.leavers.deleteAfterMs;
  if (Date.parse(input.now) < due) {
    leave(draft.left, key, { kind: 'deletedLater', until: new Date(due).toISOString() });
    return;
  }
  draft.changes.push({ kind: 'deleteUser', id: `deleteUser ${account.id}`, account: existing(account), leaver, reasons });
}

/** `removeGroups`: the ledger's memberships, where they can be written (U3, G9, G10). */
function removeGrants({ leaver, reasons }: NotWanted, account: Account, input: DiffInput, draft: UserDraft): void {
  for (const row of input.ledger) {
    if (row.account !== account.id) continue;
    const group = input.actual.groups.get(row.group);
    if (group === undefined || knownIn(group)?.has(account.id) !== true) continue;
    const obstacle = obstacleToRemoval(group, account, input);
    const staying = new Staying();
    if (obstacle !== undefined) staying.keep(account, obstacle);
    if (group.readOnly !== undefined) draft.notes.push({ kind: 'readOnlyGroup', group: group.name, why: group.readOnly });
    else if (obstacle !== undefined) draft.notes.push(...staying.notes(group));
    else
      draft.changes.push({
        kind: 'removeMember',
        id: `removeMember ${group.id} ${account.id}`,
        group: existingGroup(group),
        account: existing(account),
        leaver,
        reasons,
      });
  }
}
