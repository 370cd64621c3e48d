import type { AccountRef, Change, ExistingAccount, LinkWrite } from '../../model/change.js';
import type { Account } from '../../model/directory.js';
import type { PersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Note } from '../../model/plan.js';
import type { SyncRules } from '../../model/rules.js';
import { type AccountValues, type AttributeName, attributeNames, type DesiredPerson, type Reason } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import type { Match } from '../correlate.js';
import type { DiffInput } from './input.js';
import { endAccount } from './leavers.js';

export interface UserDifference {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
  readonly links: readonly LinkWrite[];
  readonly closedLinks: readonly PersonKey[];
  /** whose account may be added to groups: there and on, or to be created or switched on by this plan */
  readonly usable: ReadonlyMap<PersonKey, AccountRef>;
}

/** Mutable while one target's people are gone through; handed out as a UserDifference. */
export interface UserDraft {
  readonly changes: Change[];
  readonly notes: Note[];
  readonly links: LinkWrite[];
  readonly closedLinks: PersonKey[];
  readonly usable: Map<PersonKey, AccountRef>;
}

/** People against accounts: create, update, rename, reactivate, end (U1 to U8). */
export function diffUsers(input: DiffInput): UserDifference {
  const draft: UserDraft = { changes: [], notes: [], links: [], closedLinks: [], usable: new Map() };
  const taken = new Set([...input.actual.accounts.values()].map(({ username }) => nameKey(username)));
  for (const person of input.desired.people.values()) {
    const match = input.correlation.matches.get(person.key);
    const sync = input.syncs.get(person.owner);
    if (match !== undefined && sync !== undefined) diffPerson(person, match, sync, input, draft, taken);
    else if (person.wish.kind === 'unknown' && person.record?.standing.kind !== 'pending')
      draft.notes.push({ kind: 'unknownPerson', ...who(person), why: person.wish.why });
  }
  return draft;
}

export const who = (person: DesiredPerson) => ({
  person: person.key,
  login: person.record?.login ?? person.values.username ?? person.id,
});
export const existing = ({ id, username, displayName }: Account): ExistingAccount => ({
  kind: 'existing',
  id,
  username,
  displayName,
});

function diffPerson(
  person: DesiredPerson,
  match: Match,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
  taken: ReadonlySet<string>,
): void {
  switch (match.kind) {
    case 'conflict':
      draft.notes.push({
        kind: 'conflict',
        ...who(person),
        why: match.why,
        accounts: match.accounts.map(({ username }) => username),
      });
      return;
    case 'needsAdoption':
      draft.notes.push({ kind: 'needsAdoption', ...who(person), why: match.why, account: match.account.username });
      return;
    case 'closed':
      draft.closedLinks.push(person.key);
      if (person.wish.kind === 'wanted') draft.notes.push({ kind: 'closedLink', ...who(person), account: match.account });
      return;
    case 'unknown':
      if (person.wish.kind === 'wanted') draft.notes.push({ kind: 'unknownPerson', ...who(person), why: match.why });
      return;
    case 'none':
      if (person.wish.kind === 'wanted') createUser(person, sync, input, draft);
      return;
    case 'linked':
    case 'matched':
      diffAccount(person, match, sync, input, draft, taken);
  }
}

type Found = Extract<Match, { kind: 'linked' | 'matched' }>;

function diffAccount(
  person: DesiredPerson,
  match: Found,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
  taken: ReadonlySet<string>,
): void {
  const { wish } = person;
  const link = match.kind === 'linked' ? match.link : undefined;
  rememberLink(person, match.account, link, draft);
  switch (wish.kind) {
    case 'unknown':
      draft.notes.push({ kind: 'unknownPerson', ...who(person), why: wish.why });
      return;
    case 'inGrace':
      draft.notes.push({ kind: 'inGrace', ...who(person), since: wish.since, reads: wish.reads, until: wish.until });
      return;
    case 'notWanted':
      if (!input.readOnlyAccounts.has(match.account.id)) endAccount(person, wish, match.account, link, sync, input, draft);
      return;
    case 'wanted':
      keepAccount(person, wish.reasons, match.account, link, sync, input, draft, taken);
  }
}

/** Also for people with nothing to change (C4). The values of a link move on only with a rename that happened (C3). */
function rememberLink(person: DesiredPerson, account: Account, link: Link | undefined, draft: UserDraft): void {
  const standing = person.record?.standing.kind ?? 'inactive';
  if (link === undefined) {
    draft.links.push({
      person: person.key,
      account: existing(account),
      owner: person.owner,
      how: 'matched',
      standing,
      values: person.values,
    });
    return;
  }
  if (link.owner === person.owner || person.wish.kind !== 'wanted') return;
  if (link.owner !== undefined) draft.notes.push({ kind: 'ownerChanged', ...who(person), from: link.owner, to: person.owner });
  draft.links.push({
    person: person.key,
    account: existing(account),
    owner: person.owner,
    how: 'matched',
    standing,
    values: link.values,
  });
}

function createUser(person: DesiredPerson, sync: SyncRules, input: DiffInput, draft: UserDraft): void {
  if (!sync.users.create) return;
  const missing = attributeNames.filter(attribute => person.values[attribute] === undefined);
  if (missing.length > 0) {
    draft.notes.push({
      kind: 'unknownPerson',
      ...who(person),
      why: `cannot be created: ${missing.join(', ')} is empty or could not be computed`,
    });
    return;
  }
  const stored = storedValues(person, attributeNames, input, draft);
  const { username, displayName } = stored;
  if (username === undefined || attributeNames.some(attribute => stored[attribute] === undefined)) return;
  draft.changes.push({
    kind: 'createUser',
    id: `createUser ${username}`,
    person: person.key,
    username,
    values: stored,
    reasons: [{ kind: 'newAtSource', source: sync.from }],
  });
  const account: AccountRef = { kind: 'new', person: person.key, username, displayName: displayName ?? username };
  draft.usable.set(person.key, account);
  draft.links.push({
    person: person.key,
    account,
    owner: person.owner,
    how: 'created',
    standing: 'active',
    values: person.values,
  });
}

/** What the target would store of these values; what it cannot store is a conflict before anything is sent (U8). */
function storedValues(
  person: DesiredPerson,
  attributes: readonly AttributeName[],
  input: DiffInput,
  draft: UserDraft,
): AccountValues {
  const stored: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  for (const attribute of attributes) {
    const value = person.values[attribute];
    if (value === undefined) continue;
    const result = input.storable(attribute, value);
    if (result.kind === 'ok') stored[attribute] = result.stored;
    else draft.notes.push({ kind: 'cannotStore', ...who(person), attribute, why: result.why });
  }
  return stored;
}

function keepAccount(
  person: DesiredPerson,
  reasons: readonly Reason[],
  account: Account,
  link: Link | undefined,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
  taken: ReadonlySet<string>,
): void {
  const subject = existing(account);
  if (input.readOnlyAccounts.has(account.id)) {
    draft.usable.set(person.key, subject);
    return;
  }
  if (!account.active) {
    const { reactivate } = sync.users;
    const may = reactivate === 'always' || (reactivate === 'ours' && link?.deactivatedAt !== undefined);
    if (!may) {
      draft.notes.push({
        kind: 'needsAdoption',
        ...who(person),
        why: 'the account was switched off, and not by rollcall',
        account: account.username,
      });
      return;
    }
    draft.changes.push({
      kind: 'reactivateUser',
      id: `reactivateUser ${account.id}`,
      account: subject,
      reasons: [...reasons, { kind: 'backAtSource', source: sync.from }],
    });
  }
  draft.usable.set(person.key, subject);
  const stored = storedValues(person, attributeNames, input, draft);
  if (sync.users.update) updateUser(account, stored, sync, input, draft);
  rename(person, account, stored, link, sync, input, draft, taken);
}

function updateUser(account: Account, stored: AccountValues, sync: SyncRules, input: DiffInput, draft: UserDraft): void {
  const before: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  const values: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  const reasons: Reason[] = [];
  for (const attribute of attributeNames) {
    const wanted = stored[attribute];
    if (attribute === 'username' || wanted === undefined || !input.capabilities.updatableAttributes.includes(attribute)) continue;
    const actual = account[attribute];
    if (actual === undefined || actual.normalize('NFC') === wanted) continue;
    before[attribute] = actual;
    values[attribute] = wanted;
    reasons.push({ kind: 'differs', attribute, expression: sync.users.attributes[attribute]?.text ?? attribute });
  }
  if (reasons.length > 0)
    draft.changes.push({
      kind: 'updateUser',
      id: `updateUser ${account.id}`,
      account: existing(account),
      before,
      values,
      reasons,
    });
}

/** The username follows when the source's own value changed since the link was made; a first difference is only reported (C3). */
function rename(
  person: DesiredPerson,
  account: Account,
  stored: AccountValues,
  link: Link | undefined,
  sync: SyncRules,
  input: DiffInput,
  draft: UserDraft,
  taken: ReadonlySet<string>,
): void {
  const wanted = stored.username;
  if (wanted === undefined || sync.users.rename === 'never' || nameKey(account.username) === nameKey(wanted)) return;
  const before = link?.values.username;
  const now = person.values.username ?? wanted;
  const changed = before !== undefined && nameKey(before) !== nameKey(now);
  if (sync.users.rename === 'changed' && !changed) {
    if (link === undefined)
      draft.notes.push({ kind: 'firstMatchDiffers', ...who(person), attribute: 'username', actual: account.username, wanted });
    return;
  }
  if (!input.capabilities.renameUsers) {
    draft.notes.push({ kind: 'notBuilt', what: 'this target cannot rename accounts', accounts: [account.username] });
    return;
  }
  if (taken.has(nameKey(wanted))) {
    draft.notes.push({
      kind: 'conflict',
      ...who(person),
      why: `cannot be renamed to ${wanted}: another account has that username`,
      accounts: [account.username],
    });
    return;
  }
  const reason: Reason =
    before === undefined
      ? { kind: 'differs', attribute: 'username', expression: sync.users.attributes.username?.text ?? 'username' }
      : { kind: 'valueChangedAtSource', attribute: 'username', from: before, to: now };
  draft.changes.push({
    kind: 'renameUser',
    id: `renameUser ${account.id}`,
    account: existing(account),
    before: account.username,
    username: wanted,
    reasons: [reason],
  });
}
