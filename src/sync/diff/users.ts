import type { Account } from '../../model/directory.js';
import type { DesiredPerson } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import type { Match } from '../correlate.js';
import { type Claims, claimsOf } from './claims.js';
import { createUser } from './create-user.js';
import { existing, type UserDraft, who } from './draft.js';
import type { DiffInput } from './input.js';
import { keepAccount } from './keep-account.js';
import { endAccount } from './leavers.js';
import { leave } from './left.js';

/** People against accounts: create, update, rename, reactivate, end (U1 to U8). */
export function diffUsers(input: DiffInput): UserDraft {
  const draft: UserDraft = {
    ...{ changes: [], notes: [], links: [], closedLinks: [] },
    ...{ usable: new Map(), waiting: new Map(), left: new Map() },
  };
  const claims = claimsOf(input);
  for (const person of input.desired.people.values()) {
    const match = input.correlation.matches.get(person.key);
    if (match !== undefined) diffPerson(person, match, claims, input, draft);
    else if (person.wish.kind === 'unknown' && person.record?.standing.kind !== 'pending')
      draft.notes.push({ kind: 'unknownPerson', ...who(person), why: person.wish.why });
  }
  return draft;
}

function diffPerson(person: DesiredPerson, match: Match, claims: Claims, input: DiffInput, draft: UserDraft): void {
  const wanted = person.wish.kind === 'wanted';
  switch (match.kind) {
    case 'conflict': {
      const accounts = match.accounts.map(({ username }) => username);
      draft.notes.push({ kind: 'conflict', ...who(person), why: match.why, accounts });
      return;
    }
    case 'needsAdoption':
      draft.notes.push({ kind: 'needsAdoption', ...who(person), why: match.why, account: match.account.username });
      return;
    case 'closed':
      draft.closedLinks.push(person.key);
      if (wanted) draft.notes.push({ kind: 'closedLink', ...who(person), account: match.account });
      return;
    case 'unknown':
      if (wanted) draft.notes.push({ kind: 'unknownPerson', ...who(person), why: match.why });
      return;
    case 'ignored':
      return;
    case 'none':
      if (wanted) createUser(person, claims, input, draft);
      return;
    case 'linked':
      diffAccount(person, match.account, match.link, claims, input, draft);
      return;
    case 'matched':
      diffAccount(person, match.account, undefined, claims, input, draft);
  }
}

function diffAccount(
  person: DesiredPerson,
  account: Account,
  link: Link | undefined,
  claims: Claims,
  input: DiffInput,
  draft: UserDraft,
): void {
  const { wish } = person;
  const sync = input.syncs.get(person.owner);
  if (sync === undefined) return;
  rememberLink(person, account, link, draft);
  switch (wish.kind) {
    case 'unknown':
      if (!input.unread.has(person.provider)) draft.notes.push({ kind: 'unknownPerson', ...who(person, account), why: wish.why });
      return;
    case 'inGrace':
      draft.notes.push({ kind: 'inGrace', ...who(person, account), since: wish.since, reads: wish.reads, until: wish.until });
      return;
    case 'notWanted':
      if (isEndRefused(account, input)) endRefused(person, account, input, draft);
      else endAccount(person, wish, account, link, sync, input, draft);
      return;
    case 'wanted':
      keepAccount(person, { account, link, sync, claims }, input, draft);
  }
}

/** Where an end takes the groups away, it is they that must be writable. */
const isEndRefused = ({ id, readOnly }: Account, { capabilities, readOnlyAccounts }: DiffInput): boolean =>
  capabilities.ending === 'revokeAccess' ? readOnly?.memberships !== undefined : readOnlyAccounts.has(id);

/** Somebody who must leave, and whom nobody can end here: that must be seen. */
function endRefused(person: DesiredPerson, account: Account, { capabilities }: DiffInput, draft: UserDraft): void {
  leave(draft.left, person.key, { kind: 'readOnlyAccount' });
  if (!account.active || account.hasAccess === false) return;
  const { readOnly } = account;
  const what =
    capabilities.ending === 'revokeAccess'
      ? `access not cut: nobody can change the groups of this account here (${readOnly?.memberships})`
      : `not switched off: nobody can change this account here (${readOnly?.values ?? 'the target refused it within the last week'})`;
  draft.notes.push({ kind: 'notBuilt', what, accounts: [account.username] });
}

/** Also for people with nothing to change (C4). The values of a link move on only with a rename that happened (C3). */
function rememberLink(person: DesiredPerson, account: Account, link: Link | undefined, draft: UserDraft): void {
  const common = {
    person: person.key,
    account: existing(account),
    owner: person.owner,
    how: 'matched' as const,
    isActive: account.active,
    standing: person.record?.standing.kind ?? 'inactive',
  };
  if (link === undefined) {
    draft.links.push({ ...common, values: person.values });
    return;
  }
  const passed = link.owner !== person.owner;
  // switched on by somebody else: a later switch-off will not be ours to undo (U6)
  const isBack = account.active && (link.accessCutAt !== undefined || link.deactivatedAt !== undefined);
  if (person.wish.kind !== 'wanted' || !(passed || isBack)) return;
  if (passed && link.owner !== undefined)
    draft.notes.push({ kind: 'ownerChanged', ...who(person), from: link.owner, to: person.owner });
  draft.links.push({ ...common, values: link.values });
}
