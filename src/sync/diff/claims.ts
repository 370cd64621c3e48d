import type { Account } from '../../model/directory.js';
import type { NameKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';
import type { DesiredPerson } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import { makerOf } from '../opinions.js';
import type { DiffInput } from './input.js';

export interface Claims {
  /** usernames that several people of this plan would get, by creation or by rename: nobody does (C2, never a guess) */
  readonly contested: ReadonlySet<NameKey>;
  /** usernames of accounts that are there */
  readonly taken: ReadonlySet<NameKey>;
}

export const claimsOf = (input: DiffInput): Claims => ({
  contested: contestedNames(input),
  taken: new Set([...input.actual.accounts.values()].map(({ username }) => nameKey(username))),
});

function contestedNames(input: DiffInput): ReadonlySet<NameKey> {
  const claims = new Set<NameKey>();
  const contested = new Set<NameKey>();
  for (const person of input.desired.people.values()) {
    const username = claimed(person, input);
    if (username === undefined) continue;
    const key = nameKey(username);
    if (claims.has(key)) contested.add(key);
    claims.add(key);
  }
  return contested;
}

function claimed(person: DesiredPerson, input: DiffInput): string | undefined {
  const match = input.correlation.matches.get(person.key);
  const sync = input.syncs.get(person.owner);
  const username = storedUsername(person, input);
  if (person.wish.kind !== 'wanted' || sync === undefined || username === undefined) return undefined;
  if (match?.kind === 'none') return makerOf(person, input.syncs.values()) === undefined ? undefined : username;
  if (match?.kind !== 'linked' && match?.kind !== 'matched') return undefined;
  const link = match.kind === 'linked' ? match.link : undefined;
  return renameDue(person, match.account, link, sync, input) === 'yes' ? username : undefined;
}

function storedUsername({ values }: DesiredPerson, { storable }: DiffInput): string | undefined {
  if (values.username === undefined) return undefined;
  const result = storable('username', values.username);
  return result.kind === 'ok' ? result.stored : undefined;
}

/** The username follows when the source's own value changed since the link was made; a first difference is only reported (C3). */
export function renameDue(
  person: DesiredPerson,
  account: Account,
  link: Link | undefined,
  { users }: SyncRules,
  input: DiffInput,
): 'yes' | 'no' | 'tell' {
  const wanted = storedUsername(person, input);
  if (
    wanted === undefined ||
    !person.wantedBy.has(person.owner) ||
    users.rename === 'never' ||
    nameKey(account.username) === nameKey(wanted)
  )
    return 'no';
  if (users.rename === 'always') return 'yes';
  if (link === undefined) return 'tell';
  const before = link.values.username;
  return before !== undefined && nameKey(before) !== nameKey(person.values.username ?? '') ? 'yes' : 'no';
}
