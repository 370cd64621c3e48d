import type { AccountRef, Change, GroupRef } from '../../model/change.js';
import type { TargetGroup } from '../../model/directory.js';
import { type AccountId, type NameKey, type PersonKey, sourceGroupId, type TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { GroupTake, LedgerEntry, Note } from '../../model/plan.js';
import type { DesiredGroup, DesiredPerson, MembershipWish, Reason } from '../../model/wish.js';
import type { LedgerRow, ManagedGroup } from '../../state/store.js';
import type { DiffInput } from './input.js';
import { existing } from './users.js';

export interface GroupDifference {
  readonly changes: Change[];
  readonly notes: Note[];
  readonly takes: GroupTake[];
  readonly ledger: { readonly add: LedgerEntry[]; readonly drop: Omit<LedgerEntry, 'by'>[] };
}

/** What is remembered of a target's groups, made quick to ask. */
export interface GroupMemory {
  readonly byKey: ReadonlyMap<NameKey, TargetGroup>;
  readonly managed: ReadonlyMap<TargetGroupId, ManagedGroup>;
  readonly ledger: ReadonlyMap<TargetGroupId, ReadonlyMap<AccountId, LedgerRow>>;
}

export function memoryOf({ actual, managed, ledger }: DiffInput): GroupMemory {
  const rows = new Map<TargetGroupId, Map<AccountId, LedgerRow>>();
  for (const row of ledger) {
    const group = rows.get(row.group);
    if (group === undefined) rows.set(row.group, new Map([[row.account, row]]));
    else group.set(row.account, row);
  }
  return {
    byKey: new Map([...actual.groups.values()].map(group => [nameKey(group.name), group])),
    managed: new Map(managed.map(group => [group.group, group])),
    ledger: rows,
  };
}

/** The mark of a membership that `defaults.newUsers` gave: neither wanted nor unwanted afterwards (G7). */
export const NEW_USERS = 'defaults.newUsers';

/** Groups and memberships the rules want, against those that are there (G3 to G9). */
export function diffGroups(input: DiffInput, memory: GroupMemory, usable: ReadonlyMap<PersonKey, AccountRef>): GroupDifference {
  const out: GroupDifference = { changes: [], notes: [], takes: [], ledger: { add: [], drop: [] } };
  const owed = owedTo(input, usable);
  for (const group of input.desired.groups.values()) {
    for (const why of group.unknown) out.notes.push({ kind: 'unknownGroup', group: group.name, why });
    const found = memory.byKey.get(group.key);
    if (found === undefined) newGroup(group, input, usable, owed, out);
    else existingGroup(group, found, input, memory, usable, owed, out);
  }
  return out;
}

/** People who are still owed the groups for new users: those this plan creates, and those a broken run left (G7). */
function owedTo(input: DiffInput, usable: ReadonlyMap<PersonKey, AccountRef>): Map<NameKey, Map<PersonKey, Reason>> {
  const owed = new Map<NameKey, Map<PersonKey, Reason>>();
  const owe = (name: NameKey, person: PersonKey, reason: Reason) => {
    const group = owed.get(name);
    if (group === undefined) owed.set(name, new Map([[person, reason]]));
    else group.set(person, reason);
  };
  for (const [key, account] of usable) {
    const person = input.desired.people.get(key);
    const sync = person === undefined ? undefined : input.syncs.get(person.owner);
    if (sync === undefined) continue;
    const reason: Reason = { kind: 'default', sync: sync.name, list: 'newUsers' };
    const mine = sync.groups.defaults.newUsers.filter(to => to.target === undefined || to.target === input.rules.name);
    if (account.kind === 'new') for (const { name } of mine) owe(nameKey(name), key, reason);
  }
  for (const link of input.links)
    for (const name of link.owed)
      if (usable.has(link.person))
        owe(nameKey(name), link.person, { kind: 'default', sync: link.owner ?? ownerOf(input, link.person), list: 'newUsers' });
  return owed;
}

const ownerOf = (input: DiffInput, person: PersonKey) => {
  const owner = input.desired.people.get(person)?.owner;
  if (owner === undefined) throw new Error(`no sync speaks of ${person}`);
  return owner;
};

type Owed = ReadonlyMap<NameKey, ReadonlyMap<PersonKey, Reason>>;

function newGroup(
  group: DesiredGroup,
  input: DiffInput,
  usable: ReadonlyMap<PersonKey, AccountRef>,
  owed: Owed,
  out: GroupDifference,
): void {
  if (!group.create) {
    for (const rule of group.rules)
      out.notes.push({ kind: 'unmetRule', rule, why: `the target has no group ${group.name}, and may not create it` });
    return;
  }
  // a group that nothing known fills is not made: its rules may yet turn out to mean another one
  if (group.from.length === 0 && group.unknown.length > 0) return;
  const storable = input.storable('group', group.name);
  if (storable.kind === 'cannot') {
    for (const rule of group.rules)
      out.notes.push({ kind: 'unmetRule', rule, why: `${group.name} cannot be a group there: ${storable.why}` });
    return;
  }
  const reasons = group.from.map(({ rule, group: from }): Reason => ({ kind: 'rule', rule, group: from }));
  out.changes.push({ kind: 'createGroup', id: `createGroup ${group.key}`, name: group.name, reasons });
  const ref: GroupRef = { kind: 'new', name: group.name };
  addMembers(group, ref, group.key, new Set(), usable, owed, out);
}

function existingGroup(
  group: DesiredGroup,
  found: TargetGroup,
  input: DiffInput,
  memory: GroupMemory,
  usable: ReadonlyMap<PersonKey, AccountRef>,
  owed: Owed,
  out: GroupDifference,
): void {
  if (found.members.kind !== 'read') {
    const why = found.members.kind === 'unknown' ? found.members.why : 'its members were not read';
    out.notes.push({ kind: 'unknownGroup', group: found.name, why });
    return;
  }
  take(group, found, input, memory, out);
  const present = found.members.ids;
  addMembers(group, { kind: 'existing', id: found.id, name: found.name }, found.id, present, usable, owed, out);
  const nested: string[] = [];
  for (const account of present) compareMember(group, found, account, input, memory, nested, out);
  if (nested.length > 0) out.notes.push({ kind: 'nestedMembers', group: found.name, accounts: nested });
  for (const row of memory.ledger.get(found.id)?.values() ?? [])
    if (!present.has(row.account)) out.ledger.drop.push({ group: row.group, account: row.account });
}

/** A group becomes rollcall's business with the source groups behind it; another source group under its name is told (G5, G8). */
function take(group: DesiredGroup, found: TargetGroup, input: DiffInput, memory: GroupMemory, out: GroupDifference): void {
  const known = memory.managed.get(found.id);
  const from = [...new Map(group.from.map(({ source, group: via }) => [`${source} ${via.id}`, { source, group: via }])).values()];
  const changed =
    known === undefined ||
    from.length !== known.from.length ||
    from.some(
      ({ source, group: via }) =>
        !known.from.some(k => k.id === via.id && k.name === via.name && k.provider === input.providers.get(source)),
    );
  const replaced = replacedBy(group, known);
  if (replaced !== undefined) out.notes.push({ kind: 'replacedGroup', group: found.name, was: replaced.was, now: replaced.now });
  if (!changed || group.unknown.length > 0 || (group.from.length === 0 && known !== undefined)) return;
  out.takes.push({
    id: found.id,
    name: found.name,
    how: known?.how ?? 'adopted',
    from: from.map(({ source, group: via }) => ({ source, group: sourceGroupId(via.id), name: via.name })),
  });
}

/** A name that now belongs to another id at the source, the one behind it before being gone (G8). */
export function replacedBy(group: DesiredGroup, known: ManagedGroup | undefined): { was: string; now: string } | undefined {
  for (const before of known?.from ?? []) {
    if (group.from.some(({ group: via }) => via.id === before.id)) continue;
    const successor = group.from.find(({ group: via }) => via.id !== before.id && nameKey(via.name) === nameKey(before.name));
    if (successor !== undefined) return { was: before.id, now: successor.group.id };
  }
  return undefined;
}

function addMembers(
  group: DesiredGroup,
  ref: GroupRef,
  key: string,
  present: ReadonlySet<AccountId>,
  usable: ReadonlyMap<PersonKey, AccountRef>,
  owed: Owed,
  out: GroupDifference,
): void {
  const wanted = new Map<PersonKey, readonly Reason[]>(group.members);
  for (const [person, reason] of owed.get(group.key) ?? []) wanted.set(person, [...(wanted.get(person) ?? []), reason]);
  for (const [person, reasons] of wanted) {
    const account = usable.get(person);
    if (account === undefined || (account.kind === 'existing' && present.has(account.id))) continue;
    const id = account.kind === 'existing' ? account.id : account.person;
    out.changes.push({ kind: 'addMember', id: `addMember ${key} ${id}`, group: ref, account, reasons });
  }
}

function compareMember(
  group: DesiredGroup,
  found: TargetGroup,
  account: AccountId,
  input: DiffInput,
  memory: GroupMemory,
  nested: string[],
  out: GroupDifference,
): void {
  const row = memory.ledger.get(found.id)?.get(account);
  const owner = input.correlation.owners.get(account);
  const person = owner === undefined ? undefined : input.desired.people.get(owner);
  const wish = membershipWish(group, person, input, row);
  if (wish.kind === 'wanted' && wish.inGrace === undefined) remember(found.id, account, wish.reasons, row, out);
  if (wish.kind !== 'notWanted' || !mayRemove(group, owner, account, row, input)) return;
  const member = input.actual.accounts.get(account);
  if (member === undefined) return;
  if (!input.capabilities.directMembers || input.nested(found.id, account)) {
    nested.push(member.username);
    return;
  }
  if (row !== undefined && retired(row, input)) {
    out.notes.push({ kind: 'retired', rules: row.by, memberships: 1, group: found.name });
    return;
  }
  out.changes.push({
    kind: 'removeMember',
    id: `removeMember ${found.id} ${account}`,
    group: { kind: 'existing', id: found.id, name: found.name },
    account: existing(member),
    reasons: whyNot(group, row),
  });
}

/** Whether somebody who is in the group should be (DESIGN §2: unknown is never "not wanted"). */
export function membershipWish(
  group: DesiredGroup,
  person: DesiredPerson | undefined,
  input: DiffInput,
  row: LedgerRow | undefined,
): MembershipWish {
  if (person === undefined)
    return group.unknown.length > 0 ? { kind: 'unknown', why: group.unknown.join('; ') } : { kind: 'notWanted' };
  const reasons = group.members.get(person.key);
  if (reasons !== undefined) return { kind: 'wanted', reasons };
  switch (person.wish.kind) {
    case 'unknown':
      return { kind: 'unknown', why: person.wish.why };
    case 'inGrace':
      // until the grace is over all that is last known of them stays wanted (U2)
      return row === undefined ? { kind: 'unknown', why: 'in grace' } : { kind: 'wanted', reasons: [], inGrace: true };
    case 'notWanted':
      // a leaver's memberships stay, and come back with the person; `removeGroups` takes them elsewhere (U3)
      return { kind: 'unknown', why: 'the person left; memberships stay with the account' };
    case 'wanted':
      break;
  }
  if (input.correlation.matches.get(person.key)?.kind === 'conflict') return { kind: 'unknown', why: 'in conflict' };
  return group.unknown.length > 0 ? { kind: 'unknown', why: group.unknown.join('; ') } : { kind: 'notWanted' };
}

/** G5: what each mode may take away from somebody nobody wants there. */
function mayRemove(
  group: DesiredGroup,
  owner: PersonKey | undefined,
  account: AccountId,
  row: LedgerRow | undefined,
  input: DiffInput,
): boolean {
  if (row?.by.includes(NEW_USERS) === true) return false;
  switch (group.membership) {
    case 'additive':
      return false;
    case 'granted':
      return row !== undefined && owner !== undefined;
    case 'managed':
      return owner !== undefined;
    case 'strict': {
      const username = input.actual.accounts.get(account)?.username;
      const kept = input.correlation.contested.has(account) || account === input.actual.self || username === undefined;
      return !kept && !input.rules.protect.users.matches(username);
    }
  }
}

/** The rules that gave it are all gone from the config, and their sync keeps what they gave (G11). */
function retired({ by }: LedgerRow, { syncs }: DiffInput): boolean {
  if (by.length === 0) return false;
  const all = [...syncs.values()];
  if (all.some(sync => sync.groups.onRetire === 'revoke')) return false;
  const known = new Set(all.flatMap(sync => ruleTexts(sync)));
  return by.every(rule => !known.has(rule));
}

export const ruleTexts = (sync: {
  name: string;
  groups: { manual: readonly { id: string }[]; onTheFly: readonly { id: string }[] };
}): string[] => [
  ...sync.groups.manual.map(({ id }) => `${sync.name} ${id}`),
  ...sync.groups.onTheFly.map(({ id }) => `${sync.name} ${id}`),
  `${sync.name} defaults.allUsers`,
];

const whyNot = (group: DesiredGroup, row: LedgerRow | undefined): readonly Reason[] => {
  const groups = [...new Set(group.from.map(({ group: via }) => via.name))];
  const [first] = group.from;
  if (first === undefined || row === undefined) return [{ kind: 'notWantedHere', membership: group.membership }];
  return [{ kind: 'leftSourceGroups', source: first.source, groups }];
};

function remember(
  group: TargetGroupId,
  account: AccountId,
  reasons: readonly Reason[],
  row: LedgerRow | undefined,
  out: GroupDifference,
): void {
  const by = rulesIn(reasons);
  if (row?.by.includes(NEW_USERS) === true || by.length === 0) return;
  if (row === undefined || row.by.join('\n') !== by.join('\n')) out.ledger.add.push({ group, account, by });
}

/** The rules among reasons, as the ledger keeps them. */
export const rulesIn = (reasons: readonly Reason[]): string[] =>
  [
    ...new Set(
      reasons.flatMap(reason => {
        if (reason.kind === 'rule') return [`${reason.rule.sync} ${reason.rule.rule}`];
        if (reason.kind === 'default' && reason.list === 'allUsers') return [`${reason.sync} defaults.allUsers`];
        return [];
      }),
    ),
  ].toSorted();
