import type { Fact } from '../model/change.js';
import type { Account, TargetDirectory, TargetGroup } from '../model/directory.js';
import type { AccountId, NameKey, PersonKey, TargetGroupId } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note } from '../model/plan.js';
import type { TargetRules } from '../model/rules.js';
import type { Desired, DesiredGroup, Reason, RuleRef } from '../model/wish.js';
import type { Privileged } from './privileged.js';

export interface ScopeInput {
  readonly desired: Desired;
  readonly actual: TargetDirectory;
  readonly rules: TargetRules;
  readonly privileged: Privileged;
  /** learned within the last week (G9, G10) */
  readonly facts: readonly Fact[];
}

export interface Scoped {
  readonly desired: Desired;
  readonly actual: TargetDirectory;
  /** groups that rules want, and that are none of our business all the same: they are not orphans either */
  readonly setAside: ReadonlySet<NameKey>;
  readonly readOnlyAccounts: ReadonlySet<AccountId>;
  /** accounts that the config ignores: what is remembered of them stays */
  readonly ignored: ReadonlySet<AccountId>;
  readonly notes: readonly Note[];
  /** groups that rules want, and why they are none of our business */
  readonly out: ReadonlyMap<NameKey, ScopedOut>;
}

/** Why a group that rules want is left alone (G2, G10). `privileged`: the rules whose patterns may not reach it. */
export type ScopedOut =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'privileged'; readonly rules: readonly RuleRef[] }
  | { readonly kind: 'readOnly'; readonly why: string };

/** Takes what we do not manage out of both sides, before anything is compared. Pure. */
export function scope({ desired, actual, rules, privileged, facts }: ScopeInput): Scoped {
  const notes: Note[] = [];
  const accounts = new Map([...actual.accounts].filter(([, account]) => !ignoredAccount(account, rules)));
  const ignored = new Set(actual.accounts.keys()).difference(accounts);
  const groups = new Map<TargetGroupId, TargetGroup>();
  for (const [id, group] of actual.groups) {
    if (rules.ignore.groups.matches(group.name)) continue;
    const readOnly = group.readOnly ?? learned(id, facts);
    const members = without(group.members, ignored);
    groups.set(id, readOnly === undefined ? { ...group, members } : { ...group, members, readOnly });
  }

  const byKey = Map.groupBy(groups.values(), ({ name }) => nameKey(name));
  const wanted = new Map<NameKey, DesiredGroup>();
  const setAside = new Set<NameKey>();
  const out = new Map<NameKey, ScopedOut>();
  for (const [key, group] of desired.groups) {
    if (rules.ignore.groups.matches(group.name)) {
      out.set(key, { kind: 'ignored' });
      continue;
    }
    const allowed = privileged.group(group.name) ? onlySpelled(group, notes) : group;
    const readOnly = (byKey.get(key) ?? []).map(found => found.readOnly).find(why => why !== undefined);
    if (readOnly !== undefined) notes.push({ kind: 'readOnlyGroup', group: group.name, why: readOnly });
    if (readOnly === undefined && allowed !== undefined) wanted.set(key, allowed);
    else {
      setAside.add(key);
      out.set(key, readOnly === undefined ? { kind: 'privileged', rules: group.rules } : { kind: 'readOnly', why: readOnly });
    }
  }
  return {
    desired: { ...desired, groups: wanted },
    actual: { ...actual, accounts, groups },
    setAside,
    ignored,
    readOnlyAccounts: readOnlyAmong(accounts.values(), facts),
    notes,
    out,
  };
}

export const ignoredAccount = (account: Pick<Account, 'username'>, rules: TargetRules): boolean =>
  rules.ignore.users.matches(account.username);

const without = (members: TargetGroup['members'], ignored: ReadonlySet<AccountId>): TargetGroup['members'] =>
  (members.kind === 'read' || members.kind === 'some') && ignored.size > 0
    ? { ...members, ids: members.ids.difference(ignored) }
    : members;

/** Whose own values cannot be written: the target says so, or refused it within the last week. */
const readOnlyAmong = (accounts: Iterable<Account>, facts: readonly Fact[]): ReadonlySet<AccountId> =>
  new Set([
    ...facts.flatMap(fact => (fact.kind === 'readOnlyAccount' ? [fact.account] : [])),
    ...[...accounts].flatMap(({ id, readOnly }) => (readOnly?.values === undefined ? [] : [id])),
  ]);

const learned = (group: TargetGroupId, facts: readonly Fact[]): string | undefined =>
  facts.some(fact => fact.kind === 'readOnlyGroup' && fact.group === group)
    ? 'a write to it was refused within the last week'
    : undefined;

/** A pattern never reaches a privileged group; only a manual rule that spells the name can (G2). */
function onlySpelled(group: DesiredGroup, notes: Note[]): DesiredGroup | undefined {
  const refused = group.from.filter(({ spelled }) => !spelled);
  for (const { rule } of refused) notes.push({ kind: 'privilegedPattern', group: group.name, rule });
  if (!group.spelled) return undefined;
  const isRefused = (reason: Reason) =>
    reason.kind === 'rule' && refused.some(({ rule }) => rule.sync === reason.rule.sync && rule.rule === reason.rule.rule);
  const members = new Map<PersonKey, readonly Reason[]>();
  for (const [person, reasons] of group.members) {
    const kept = reasons.filter(reason => !isRefused(reason));
    if (kept.length > 0) members.set(person, kept);
  }
  return { ...group, from: group.from.filter(({ spelled }) => spelled), members };
}
