import type { AccountRef, Change, ExistingAccount, ExistingGroup, LinkWrite } from '../../model/change.js';
import type { Account, TargetGroup } from '../../model/directory.js';
import type { AccountId, NameKey, PersonKey, TargetGroupId } from '../../model/ids.js';
import type { GroupTake, LedgerEntry, Note } from '../../model/plan.js';
import type { AccountValues, AttributeName, DesiredPerson } from '../../model/wish.js';
import type { ManagedGroup } from '../../state/store.js';
import type { DiffInput } from './input.js';
import type { Ledger } from './ledger.js';
import type { LeftAlone } from './left.js';
import type { Verdict } from './membership.js';

/** What is known of the users so far, while one target's people are gone through. */
export interface UserDraft {
  readonly changes: Change[];
  readonly notes: Note[];
  readonly links: LinkWrite[];
  readonly closedLinks: PersonKey[];
  /** whose account may be added to groups: there and on, or to be created or switched on by this plan */
  readonly usable: Map<PersonKey, AccountRef>;
  /** whose switch-off must wait, and for whose successor (U4) */
  readonly waiting: Map<AccountId, string>;
  /** what stays as it is, and why, where nothing else says so */
  readonly left: LeftAlone;
}

/** What is known of the groups so far, while one target's groups are gone through. */
export interface GroupDraft {
  readonly changes: Change[];
  readonly notes: Note[];
  readonly takes: GroupTake[];
  readonly ledger: { readonly add: LedgerEntry[]; readonly drop: Omit<LedgerEntry, 'by'>[] };
  /** with `trace`: of everybody who is in a group that rules make, whether they may stay, and why */
  readonly verdicts?: Map<TargetGroupId, Map<AccountId, Verdict>>;
}

/** What is remembered of a target's groups, made quick to ask. */
export interface GroupMemory {
  readonly byKey: ReadonlyMap<NameKey, TargetGroup>;
  readonly managed: ReadonlyMap<TargetGroupId, ManagedGroup>;
  readonly ledger: Ledger;
  /** the rules that the config has now (G11) */
  readonly rules: ReadonlySet<string>;
  /** groups that some rule maps to now, by the names they are written with and those the target stores */
  readonly mapped: ReadonlySet<NameKey>;
}

/** Somebody as an admin knows them; of those who are gone from the source only the account's name is left. */
export const who = (person: DesiredPerson, account?: Account) => ({
  person: person.key,
  login: person.record?.login ?? person.values.username ?? account?.username ?? person.id,
});

export const existing = ({ id, username, displayName }: Account): ExistingAccount => ({
  kind: 'existing',
  id,
  username,
  displayName,
});

export const existingGroup = ({ id, name }: TargetGroup): ExistingGroup => ({ kind: 'existing', id, name });

/** What the target would store of these values; what it cannot store is a conflict before anything is sent (U8). */
export function storedValues(
  person: DesiredPerson,
  attributes: readonly AttributeName[],
  { storable }: Pick<DiffInput, 'storable'>,
  notes: Note[],
): AccountValues {
  const stored: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  for (const attribute of attributes) {
    const value = person.values[attribute];
    if (value === undefined) continue;
    const result = storable(attribute, value);
    if (result.kind === 'ok') stored[attribute] = result.stored;
    else notes.push({ kind: 'cannotStore', ...who(person), attribute, why: result.why });
  }
  return stored;
}
