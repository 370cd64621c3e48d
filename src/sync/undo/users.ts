import type { ExistingAccount } from '../../model/change.js';
import type { Account } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { type AccountValues, type AttributeName, attributeNames } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import { existing } from '../diff/draft.js';
import { add, along, becauseOf, changedSince, leave } from './draft.js';
import type { EntryOf, UndoDraft, UndoInput } from './input.js';
import { unwantedReactivation } from './unwanted.js';

/** The account that a change was about, also one that it made. */
export function accountIn({ change, outcome }: Pick<JournalEntry, 'change' | 'outcome'>): AccountId | undefined {
  if ('account' in change && change.account.kind === 'existing') return change.account.id;
  return outcome?.kind === 'applied' || outcome?.kind === 'alreadySo' ? outcome.account?.id : undefined;
}

/** The account if it may be changed; otherwise it is noted why not. */
function changeable(entry: JournalEntry, input: UndoInput, draft: UndoDraft): Account | undefined {
  const id = accountIn(entry);
  const account = id === undefined ? undefined : input.actual.accounts.get(id);
  if (account === undefined) {
    if (id !== undefined && input.whole.accounts.has(id)) leave(entry, 'the config ignores this account', draft);
    else changedSince(entry, 'the account is gone', input, draft);
    return undefined;
  }
  if (!input.readOnlyAccounts.has(account.id)) return account;
  leave(entry, 'the target does not let rollcall change this account', draft);
  return undefined;
}

/** What made somebody an active account: undone by switching it off, whatever else happened to it (A8). */
export function switchOff(entry: EntryOf<'createUser' | 'reactivateUser'>, input: UndoInput, draft: UndoDraft): void {
  const id = accountIn(entry);
  const isOver = id === undefined || input.whole.accounts.get(id)?.active !== true;
  if (isOver) {
    draft.back.add(entry.change.id);
    return;
  }
  const account = changeable(entry, input, draft);
  if (account === undefined) return;
  const subject = existing(account);
  const leaver = 'inferred';
  const end = { kind: 'deactivateUser', id: `deactivateUser ${id}`, account: subject, leaver } as const;
  const reasons = [becauseOf(entry, input)];
  add(input.capabilities.ending === 'revokeAccess' ? { ...end, by: 'revokeAccess', reasons } : { ...end, reasons }, draft);
  handOverFirst(entry, subject, input, draft);
}

/** What the account leads meanwhile goes to somebody else first; without a successor only its access is cut (U4). */
function handOverFirst(entry: JournalEntry, account: ExistingAccount, input: UndoInput, draft: UndoDraft): void {
  const held = input.ending.filter(({ holder }) => holder === account.id);
  const stuck: string[] = [];
  for (const responsibility of held) {
    const { id, label, successor } = responsibility;
    const reasons = [along(input), { kind: 'leads', what: label }] as const;
    if (successor.kind !== 'none')
      add({ kind: 'handOver', id: `handOver ${id}`, account, leaver: 'inferred', responsibility, reasons }, draft);
    else {
      leave(entry, `${account.username} leads ${label}, which has no successor: ${successor.why}`, draft);
      stuck.push(label);
    }
  }
  if (stuck.length === 0) return;
  draft.waiting.set(account.id, stuck.join(', '));
  const cut = { kind: 'cutAccess', id: `cutAccess ${account.id}`, account, leaver: 'inferred', when: 'always' } as const;
  add({ ...cut, reasons: [along(input)] }, draft);
}

export function switchOn(entry: EntryOf<'deactivateUser'>, input: UndoInput, draft: UndoDraft): void {
  const account = changeable(entry, input, draft);
  if (account === undefined) return;
  if (account.active) {
    draft.back.add(entry.change.id);
    return;
  }
  const id = `reactivateUser ${account.id}`;
  add({ kind: 'reactivateUser', id, account: existing(account), reasons: [becauseOf(entry, input)] }, draft);
  const why = unwantedReactivation(account.id, input);
  if (why !== undefined) draft.unwanted.set(id, why);
}

export function renameBack(entry: EntryOf<'renameUser'>, input: UndoInput, draft: UndoDraft): void {
  const { before, username } = entry.change;
  const account = changeable(entry, input, draft);
  if (account === undefined) return;
  const now = nameKey(account.username);
  if (now === nameKey(before)) {
    draft.back.add(entry.change.id);
    return;
  }
  const others = [...input.whole.accounts.values()].filter(({ id }) => id !== account.id);
  if (now !== nameKey(username)) changedSince(entry, `it is called ${account.username} now`, input, draft);
  else if (!input.capabilities.renameUsers) leave(entry, 'this target cannot rename accounts', draft);
  else if (others.some(other => nameKey(other.username) === nameKey(before)))
    leave(entry, `another account is called ${before} now`, draft);
  else {
    const reasons = [becauseOf(entry, input)];
    const change = { kind: 'renameUser', id: `renameUser ${account.id}`, account: existing(account) } as const;
    add({ ...change, before: account.username, username: before, reasons }, draft);
  }
}

type Values = { -readonly [K in keyof AccountValues]: AccountValues[K] };

/** Attribute by attribute: one that somebody changed since does not keep the others. */
export function updateBack(entry: EntryOf<'updateUser'>, input: UndoInput, draft: UndoDraft): void {
  const account = changeable(entry, input, draft);
  if (account === undefined) return;
  const before: Values = {};
  const values: Values = {};
  for (const attribute of attributeNames) {
    const [was, now] = [entry.change.before[attribute], account[attribute]];
    const written = entry.change.values[attribute];
    if (written === undefined || was === undefined || isStoredAs(attribute, now, was, input)) continue;
    if (!input.capabilities.updatableAttributes.includes(attribute)) leave(entry, `this target cannot write ${attribute}`, draft);
    else if (now === undefined) leave(entry, `the target does not show ${attribute} any more`, draft);
    else if (!isStoredAs(attribute, now, written, input)) changedSince(entry, `${attribute} is ${now} now`, input, draft);
    else {
      before[attribute] = now;
      values[attribute] = was;
    }
  }
  const done = attributeNames.filter(name => values[name] !== undefined);
  if (done.length === 0) {
    if (!draft.notes.some(note => note.kind === 'notUndone' && note.change === entry.change)) draft.back.add(entry.change.id);
    return;
  }
  const part = { ...entry, change: { ...entry.change, before: values, values: before } };
  const reasons = [becauseOf(part, input)];
  add({ kind: 'updateUser', id: `updateUser ${account.id}`, account: existing(account), before, values, reasons }, draft);
}

/** Comparison is on what the target stores (U8). */
function isStoredAs(attribute: AttributeName, actual: string | undefined, value: string, { storable }: UndoInput): boolean {
  if (actual === undefined || actual === value) return actual === value;
  const kept = storable(attribute, actual);
  return kept.kind === 'ok' && kept.stored === value;
}
