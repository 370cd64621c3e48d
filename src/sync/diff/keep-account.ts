import type { Account } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';
import { type AccountValues, type AttributeName, attributeNames, type DesiredPerson, type Reason } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import { type Claims, renameDue } from './claims.js';
import { existing, storedValues, type UserDraft, who } from './draft.js';
import type { DiffInput } from './input.js';
import { leave } from './left.js';

interface Kept {
  readonly account: Account;
  /** undefined: matched in this run */
  readonly link: Link | undefined;
  readonly sync: SyncRules;
  readonly claims: Claims;
}

/** An account that is wanted: switched on where that is ours to do, and what differs is written (U1, U6, C3). */
export function keepAccount(person: DesiredPerson, kept: Kept, input: DiffInput, draft: UserDraft): void {
  const { account, sync } = kept;
  if (input.readOnlyAccounts.has(account.id)) {
    leave(draft.left, person.key, { kind: 'readOnlyAccount' });
    if (account.active && account.readOnly?.memberships === undefined) draft.usable.set(person.key, existing(account));
    return;
  }
  // others may want the account meanwhile; what it looks like, and whether it comes back, waits for its owner's word (C4)
  const isOwners = person.wantedBy.has(person.owner);
  if (!account.active && !(isOwners ? reactivate(person, kept, draft) : staysOff(person, account, draft))) return;
  if (account.readOnly?.memberships === undefined) draft.usable.set(person.key, existing(account));
  if (!isOwners) {
    leave(draft.left, person.key, { kind: 'ownerUnsure', sync: sync.name });
    return;
  }
  const stored = storedValues(person, attributeNames, input, draft.notes);
  if (sync.users.update) updateUser(person, account, stored, sync, input, draft);
  else leave(draft.left, person.key, { kind: 'updateOff', sync: sync.name });
  rename(person, kept, stored, input, draft);
}

/** Its owner may be unread, or know of somebody who is not active yet: nothing else in the plan would say why (C4). */
function staysOff(person: DesiredPerson, account: Account, draft: UserDraft): false {
  const why = `the account is switched off, and stays so: ${person.owner}, which owns it, cannot say yet whether the person is back`;
  draft.notes.push({ kind: 'unknownPerson', ...who(person, account), why });
  return false;
}

function reactivate(person: DesiredPerson, { account, link, sync }: Kept, draft: UserDraft): boolean {
  const rule = sync.users.reactivate;
  if (rule === 'never' || (rule === 'ours' && link?.deactivatedAt === undefined)) {
    const why = rule === 'never' ? 'the account is inactive' : 'the account was switched off, and not by rollcall';
    draft.notes.push({ kind: 'needsAdoption', ...who(person), why, account: account.username });
    return false;
  }
  const reasons: Reason[] = [{ kind: 'backAtSource', source: sync.from }];
  draft.changes.push({ kind: 'reactivateUser', id: `reactivateUser ${account.id}`, account: existing(account), reasons });
  return true;
}

function updateUser(
  { key }: DesiredPerson,
  account: Account,
  stored: AccountValues,
  { users }: SyncRules,
  input: DiffInput,
  draft: UserDraft,
): void {
  const before: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  const values: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  const reasons: Reason[] = [];
  for (const attribute of attributeNames) {
    const wanted = stored[attribute];
    const actual = account[attribute];
    if (attribute === 'username' || wanted === undefined) continue;
    const obstacle = obstacleToUpdate(attribute, actual, input);
    if (obstacle !== undefined) leave(draft.left, key, { kind: obstacle, attribute });
    if (obstacle !== undefined || actual === undefined || isStoredAs(attribute, actual, wanted, input)) continue;
    before[attribute] = actual;
    values[attribute] = wanted;
    reasons.push({ kind: 'differs', attribute, expression: users.attributes[attribute]?.text ?? attribute });
  }
  if (reasons.length === 0) return;
  draft.changes.push({ kind: 'updateUser', id: `updateUser ${account.id}`, account: existing(account), before, values, reasons });
}

function obstacleToUpdate(attribute: AttributeName, actual: string | undefined, { capabilities }: DiffInput) {
  if (!capabilities.updatableAttributes.includes(attribute)) return 'notUpdatable' as const;
  return actual === undefined ? ('notShown' as const) : undefined;
}

/** Comparison is on what the target stores (U8). */
function isStoredAs(attribute: AttributeName, actual: string, wanted: string, { storable }: DiffInput): boolean {
  const kept = storable(attribute, actual);
  return actual === wanted || (kept.kind === 'ok' && kept.stored === wanted);
}

function rename(
  person: DesiredPerson,
  { account, link, sync, claims }: Kept,
  { username: wanted }: AccountValues,
  input: DiffInput,
  draft: UserDraft,
): void {
  const due = renameDue(person, account, link, sync, input);
  if (wanted === undefined || due === 'no') {
    const { rename: rule } = sync.users;
    if (wanted !== undefined && rule !== 'always' && nameKey(wanted) !== nameKey(account.username))
      leave(draft.left, person.key, { kind: 'notRenamed', rule });
    return;
  }
  if (due === 'tell') {
    draft.notes.push({ kind: 'firstMatchDiffers', ...who(person), attribute: 'username', actual: account.username, wanted });
    return;
  }
  if (!input.capabilities.renameUsers) {
    draft.notes.push({ kind: 'notBuilt', what: 'this target cannot rename accounts', accounts: [account.username] });
    return;
  }
  const obstacle = obstacleTo(wanted, claims, input);
  if (obstacle !== undefined) {
    const why = `cannot be renamed to ${wanted}: ${obstacle}`;
    draft.notes.push({ kind: 'conflict', ...who(person), why, accounts: [account.username] });
    return;
  }
  draft.changes.push({
    kind: 'renameUser',
    id: `renameUser ${account.id}`,
    account: existing(account),
    before: account.username,
    username: wanted,
    reasons: [whyRenamed(person, link, sync)],
  });
}

function obstacleTo(wanted: string, { contested, taken }: Claims, { rules }: DiffInput): string | undefined {
  const key = nameKey(wanted);
  if (rules.ignore.users.matches(wanted)) return 'that username is ignored by the config';
  if (taken.has(key)) return 'another account has that username';
  return contested.has(key) ? 'somebody else would get that username as well' : undefined;
}

function whyRenamed({ values }: DesiredPerson, link: Link | undefined, { users }: SyncRules): Reason {
  const before = link?.values.username;
  const now = values.username;
  if (before !== undefined && now !== undefined && before !== now)
    return { kind: 'valueChangedAtSource', attribute: 'username', from: before, to: now };
  return { kind: 'differs', attribute: 'username', expression: users.attributes.username?.text ?? 'username' };
}
