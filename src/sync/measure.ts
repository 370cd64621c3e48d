import type { Change } from '../model/change.js';
import type { AccountId, TargetGroupId } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import { countingGuards, type GuardName, type PlanCounts } from '../model/plan.js';
import { type Approval, askingGuards, type CountingGuard, type SyncRules, type TargetRules } from '../model/rules.js';
import type { DesiredGroup } from '../model/wish.js';
import type { ManagedGroup, Pause, StateStore } from '../state/store.js';
import type { Correlation } from './correlate.js';
import type { Difference } from './diff/index.js';
import { replacedBy } from './diff/take.js';
import type { GuardInput } from './guards/index.js';
import type { Pulled } from './judge.js';
import type { Privileged } from './privileged.js';
import type { Scoped } from './scope.js';

/** How a run was asked for: what guards are told of it. */
export interface Terms {
  readonly rules: TargetRules;
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<Pulled['source'], Pulled>;
  readonly providers: Parameters<typeof replacedBy>[2];
  readonly approvals: readonly Approval[];
  readonly allow: ReadonlyMap<GuardName, number>;
  readonly attended: boolean;
  readonly noRemovals: boolean;
  readonly pause: Pause | undefined;
  readonly store: Pick<StateStore, 'appliedSince' | 'countsSince' | 'lastApproved'>;
  readonly now: string;
}

/** What a plan was compared from. */
export interface Compared {
  readonly scoped: Scoped;
  readonly correlation: Correlation;
  readonly privileged: Privileged;
  readonly difference: Difference;
  readonly managed: readonly ManagedGroup[];
}

/** What the guards measure a plan by: counts now and when each window opened, what was applied since, whose group is whose. */
export async function measure(terms: Terms, compared: Compared): Promise<GuardInput> {
  const { rules, store, now, attended, allow, approvals, syncs, pulled, providers } = terms;
  const { scoped, correlation, privileged, difference, managed } = compared;
  const approved = await store.lastApproved(rules.name);
  const { applied, bases } = await windowsOf(terms, approved);
  return {
    changes: terms.noRemovals ? difference.changes.filter(isGiving) : difference.changes,
    rules,
    attended,
    firstRun: approved === undefined,
    actual: scoped.actual,
    groups: scoped.desired.groups,
    privileged,
    managed: new Map(managed.map(group => [group.group, group])),
    adoptable: new Set([...scoped.desired.groups.values()].filter(group => isAdoptable(group, syncs)).map(({ key }) => key)),
    replaced: replacedGroups(compared, terms),
    legacy: legacyAccounts(compared),
    rivals: rivalsIn(compared),
    waiting: difference.waiting,
    owners: correlation.owners,
    holders: correlation.holders,
    priorities: prioritiesOf(compared, syncs),
    unreadProviders: new Set([...pulled].flatMap(([name, one]) => (one.kind === 'unread' ? (providers.get(name) ?? []) : []))),
    counts: countsOf(compared),
    bases,
    applied,
    allow,
    pause: terms.pause,
    unwanted: difference.unwanted ?? new Map(),
    approvals: approvals.filter(({ target, expires }) => target === rules.name && Date.parse(expires) > Date.parse(now)),
  };
}

/**
 * Each counting guard's window. Where a person has said yes to the number (the guards that ask), that run is not counted again:
 * else the day after a first run would hold every newcomer.
 */
async function windowsOf({ rules, store, now }: Terms, approved: string | undefined) {
  const applied = new Map<CountingGuard, readonly Change[]>();
  const bases = new Map<CountingGuard, PlanCounts>();
  for (const guard of countingGuards) {
    const opened = new Date(Date.parse(now) - rules.guards[guard].perMs).toISOString();
    const since = askingGuards.has(guard) && approved !== undefined && approved >= opened ? justAfter(approved) : opened;
    applied.set(guard, await store.appliedSince(rules.name, since));
    const base = await store.countsSince(rules.name, since);
    if (base !== undefined) bases.set(guard, base);
  }
  return { applied, bases };
}

const justAfter = (time: string) => new Date(Date.parse(time) + 1).toISOString();

/** `--no-removals`: only what gives, or changes without taking away. */
const isGiving = ({ kind }: Change): boolean =>
  kind === 'createUser' ||
  kind === 'updateUser' ||
  kind === 'renameUser' ||
  kind === 'reactivateUser' ||
  kind === 'createGroup' ||
  kind === 'addMember';

/** G5: every sync whose rules name the group lets it be taken over unattended. */
const isAdoptable = ({ rules }: DesiredGroup, syncs: readonly SyncRules[]): boolean =>
  rules.every(({ sync }) => syncs.some(({ name, groups }) => name === sync && groups.adopt === 'auto'));

function countsOf({ scoped: { desired, actual }, correlation: { owners, matches } }: Compared): PlanCounts {
  const people = [...desired.people.values()].filter(({ wish }) => wish.kind === 'wanted');
  const matched = people.filter(({ key }) => ['linked', 'matched'].includes(matches.get(key)?.kind ?? ''));
  const activeLinked = [...owners.keys()].filter(id => actual.accounts.get(id)?.active === true).length;
  let managedMemberships = 0;
  for (const group of actual.groups.values())
    if (group.members.kind === 'read' && desired.groups.has(nameKey(group.name)))
      for (const id of group.members.ids) if (owners.has(id)) managedMemberships += 1;
  return { people: people.length, matched: matched.length, accounts: actual.accounts.size, activeLinked, managedMemberships };
}

function replacedGroups({ scoped, managed }: Compared, { providers }: Terms): ReadonlySet<TargetGroupId> {
  const ids = managed.flatMap(group => {
    const found = scoped.actual.groups.get(group.group);
    const wanted = found === undefined ? undefined : scoped.desired.groups.get(nameKey(found.name));
    return wanted !== undefined && replacedBy(wanted, group, providers) !== undefined ? [group.group] : [];
  });
  return new Set(ids);
}

/** People inactive at the source whose account was found by match keys only now (U5). */
function legacyAccounts({ scoped, correlation }: Compared): ReadonlySet<AccountId> {
  const accounts = [...scoped.desired.people.values()].flatMap(({ key, wish }) => {
    const match = correlation.matches.get(key);
    return wish.kind === 'notWanted' && match?.kind === 'matched' ? [match.account.id] : [];
  });
  return new Set(accounts);
}

/** Who was deleted at the source and made anew has another id there: the account is still somebody's (C2). */
function rivalsIn({ scoped, correlation: { matches, owners } }: Compared): ReadonlyMap<AccountId, string> {
  const rivals = new Map<AccountId, string>();
  for (const { key, wish, record, id } of scoped.desired.people.values()) {
    const match = matches.get(key);
    if (wish.kind !== 'wanted' || match?.kind !== 'conflict') continue;
    for (const account of match.accounts) if (owners.has(account.id)) rivals.set(account.id, record?.login ?? id);
  }
  return rivals;
}

function prioritiesOf({ scoped }: Compared, syncs: readonly SyncRules[]) {
  const priorities = new Map(syncs.map(({ name, priority }) => [name, priority]));
  return new Map([...scoped.desired.people.values()].map(({ key, owner }) => [key, priorities.get(owner) ?? 0]));
}
