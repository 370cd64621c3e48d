import type { TargetGroup } from '../../model/directory.js';
import type { AccountId, PersonKey } from '../../model/ids.js';
import type { DesiredGroup, DesiredPerson, MembershipWish, Reason } from '../../model/wish.js';
import type { LedgerRow } from '../../state/store.js';
import { existing, existingGroup, type GroupDraft, type GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';
import { isForNewUsers, retirement, rulesIn } from './ledger.js';
import { obstacleToRemoval, Staying } from './unremovable.js';

/** What is to become of somebody who is in a group: wanted there, not wanted, unknown; or not wanted, and left there all the same. */
export type Verdict = MembershipWish | Spared;

interface Spared {
  readonly kind: 'spared';
  readonly because: SparedBecause;
}

/** What keeps somebody in a group whom no rule wants there (G5, G7, G9, G11). */
export type SparedBecause =
  | 'additive'
  | 'notGranted'
  | 'notManaged'
  | 'protected'
  | 'contested'
  | 'ourselves'
  | 'newUsers'
  | 'retired'
  | 'nested'
  | 'readOnly';

const spared = (because: SparedBecause): Spared => ({ kind: 'spared', because });

/** Everybody who is in a group: seen present while wanted, or to be removed, or neither (G5, G9, G11). `due`: who is still owed it. */
export function compareMembers(
  group: DesiredGroup,
  found: TargetGroup,
  present: ReadonlySet<AccountId>,
  input: DiffInput,
  memory: GroupMemory,
  due: Pick<ReadonlySet<PersonKey>, 'has'>,
  draft: GroupDraft,
): void {
  const rows = memory.ledger.get(found.id);
  const staying = new Staying();
  const kept: LedgerRow[] = [];
  const verdicts = draft.verdicts === undefined ? undefined : new Map<AccountId, Verdict>();
  if (verdicts !== undefined) draft.verdicts?.set(found.id, verdicts);
  const rulesOf = onceForEach(rulesIn);
  const ofStrangers = onceForEach((one: DesiredGroup) => strangersWish(one, input));
  for (const account of present) {
    const row = rows?.get(account);
    const retired = row === undefined ? undefined : retirement(row, memory.rules, input);
    const owner = input.correlation.owners.get(account);
    const wish = owner === undefined ? ofStrangers(group) : membershipWish(group, owner, row, retired !== undefined, input);
    if (wish.kind === 'wanted' && wish.inGrace === undefined) remember(found, account, wish.reasons, rulesOf, row, draft);
    const member = input.actual.accounts.get(account);
    const mayStay = wish.kind === 'notWanted' ? sparedBecause(group, owner, account, row, input, due) : undefined;
    verdicts?.set(account, mayStay ?? wish);
    if (wish.kind !== 'notWanted' || member === undefined || mayStay !== undefined) continue;
    const obstacle = obstacleToRemoval(found, member, input);
    if (row !== undefined && retired === 'keep') {
      kept.push(row);
      verdicts?.set(account, spared('retired'));
    } else if (obstacle !== undefined) {
      staying.keep(member, obstacle);
      verdicts?.set(account, spared(obstacle));
    } else
      draft.changes.push({
        kind: 'removeMember',
        id: `removeMember ${found.id} ${account}`,
        group: existingGroup(found),
        account: existing(member),
        reasons: whyNot(group, row, retired !== undefined),
      });
  }
  draft.notes.push(...staying.notes(found));
  if (kept.length > 0) {
    const rules = [...new Set(kept.flatMap(({ by }) => by))].toSorted();
    draft.notes.push({ kind: 'retired', rules, memberships: kept.length, group: found.name });
  }
}

/** Whether somebody who is in the group should be (DESIGN §2: unknown is never "not wanted"). */
export function membershipWish(
  group: DesiredGroup,
  owner: PersonKey | undefined,
  row: LedgerRow | undefined,
  retired: boolean,
  input: DiffInput,
): MembershipWish {
  if (owner === undefined) return strangersWish(group, input);
  const person = input.desired.people.get(owner);
  // linked, and no sync speaks of this person any more: a retired source ends nothing but what its rules granted (G11)
  if (person === undefined) return retired ? { kind: 'notWanted' } : { kind: 'unknown', why: 'no sync speaks of this person' };
  const reasons = group.members.get(owner);
  if (reasons !== undefined) return { kind: 'wanted', reasons };
  return absentWish(group, person, row);
}

/** Nobody's account: it may be that of somebody who is not known well enough. */
function strangersWish({ unknown, members }: DesiredGroup, { everyoneKnown, correlation }: DiffInput): MembershipWish {
  if (unknown.length > 0) return { kind: 'unknown', why: unknown.join('; ') };
  const isOpen = [...members.keys()].some(key => correlation.matches.get(key)?.kind === 'unknown');
  return everyoneKnown && !isOpen ? { kind: 'notWanted' } : { kind: 'unknown', why: 'whose account it is is not known' };
}

/** Of somebody whom no rule is known to want in the group. */
function absentWish(
  { unknown, rules }: DesiredGroup,
  { wish, unsureFor }: DesiredPerson,
  row: LedgerRow | undefined,
): MembershipWish {
  switch (wish.kind) {
    case 'unknown':
      return { kind: 'unknown', why: wish.why };
    case 'inGrace':
      // until the grace is over all that is last known of them stays wanted (U2)
      return row === undefined ? { kind: 'unknown', why: 'in grace' } : { kind: 'wanted', reasons: [], inGrace: true };
    case 'notWanted':
      // a leaver's memberships stay, and come back with the person; `removeGroups` takes them elsewhere (U3)
      return { kind: 'unknown', why: 'the person left; memberships stay with the account' };
    case 'wanted':
      if (unknown.length > 0) return { kind: 'unknown', why: unknown.join('; ') };
      if (rules.some(({ sync }) => unsureFor.has(sync))) return { kind: 'unknown', why: 'a sync may still want this person' };
      return { kind: 'notWanted' };
  }
}

/** G5: whether the mode may take away somebody nobody wants there. */
export const mayRemove = (...of: Parameters<typeof sparedBecause>): boolean => sparedBecause(...of) === undefined;

/** G5: what each mode may not take away from somebody nobody wants there; undefined: it may. */
function sparedBecause(
  { membership }: DesiredGroup,
  owner: PersonKey | undefined,
  account: AccountId,
  row: LedgerRow | undefined,
  { actual, correlation, rules }: DiffInput,
  due: Pick<ReadonlySet<PersonKey>, 'has'> = new Set(),
): Spared | undefined {
  // what is owed still, or was paid, is neither wanted nor unwanted (G7)
  if (isForNewUsers(row) || (owner !== undefined && due.has(owner))) return spared('newUsers');
  switch (membership) {
    case 'additive':
      return spared('additive');
    case 'granted':
      if (owner === undefined) return spared('notManaged');
      return row === undefined ? spared('notGranted') : undefined;
    case 'managed':
      return owner === undefined ? spared('notManaged') : undefined;
    case 'strict': {
      const username = actual.accounts.get(account)?.username;
      if (correlation.contested.has(account)) return spared('contested');
      if (account === actual.self) return spared('ourselves');
      return username === undefined || rules.protect.users.matches(username) ? spared('protected') : undefined;
    }
  }
}

function whyNot({ from, membership }: DesiredGroup, row: LedgerRow | undefined, retired: boolean): readonly Reason[] {
  if (row !== undefined && retired) return [{ kind: 'retired', rules: row.by }];
  const [first] = from;
  if (first === undefined || row === undefined) return [{ kind: 'notWantedHere', membership }];
  const groups = [...new Set(from.map(({ group }) => group.name))].toSorted();
  return [{ kind: 'leftSourceGroups', source: first.source, groups }];
}

/** What was seen present while wanted, and by which rules. */
function remember(
  { id }: TargetGroup,
  account: AccountId,
  reasons: readonly Reason[],
  rulesOf: typeof rulesIn,
  row: LedgerRow | undefined,
  draft: GroupDraft,
): void {
  const by = rulesOf(reasons);
  if (isForNewUsers(row) || by.length === 0) return;
  if (row === undefined || !isSameList(row.by, by)) draft.ledger.add.push({ group: id, account, by });
}

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, at) => text === other[at]);

/** Most members of a group share their reasons, as one list; and what is known of strangers is the same of each. */
function onceForEach<K, V>(of: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return key => {
    const value = known.get(key) ?? of(key);
    known.set(key, value);
    return value;
  };
}
