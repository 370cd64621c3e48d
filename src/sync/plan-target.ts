import type { Change } from '../model/change.js';
import type { TargetDirectory } from '../model/directory.js';
import type { ProviderId, SourceName, SyncName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { GuardName, Note, Plan, PlanCounts } from '../model/plan.js';
import type { ReadOptions } from '../model/progress.js';
import type { Approval, SyncRules, TargetRules } from '../model/rules.js';
import type { ManagedGroup, Sighting, StateStore } from '../state/store.js';
import type { Target } from '../targets/target.js';
import { type Correlation, correlate } from './correlate.js';
import { replacedBy } from './diff/groups.js';
import { type Difference, diff, leaversOf } from './diff/index.js';
import { type Guarded, type GuardInput, guard, seatsFreedFirst } from './guards/index.js';
import type { Pulled } from './judge.js';
import { type Mapped, map } from './map.js';
import { guardedBecause, type Privileged, privilegedIn } from './privileged.js';
import { ignoredAccount, type Scoped, scope } from './scope.js';
import { stage } from './stage.js';

export interface TargetPlanInput {
  readonly target: Target;
  readonly rules: TargetRules;
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly sightings: readonly Sighting[];
  readonly approvals: readonly Approval[];
  readonly allow: ReadonlyMap<GuardName, number>;
  readonly attended: boolean;
  /** no change that takes anything away (`sync --no-removals`) */
  readonly noRemovals: boolean;
  readonly store: StateStore;
  /** looks what became of a broken run's open changes, before anything is compared (A2) */
  readonly recover: (actual: TargetDirectory) => Promise<void>;
  readonly now: string;
  readonly read: ReadOptions;
}

const FACT_MS = 7 * 24 * 3_600_000;

/** One target, over all its syncs: map → read → correlate → scope → diff → guard → stage. */
export async function planTarget(input: TargetPlanInput): Promise<{ plan: Plan; actual: TargetDirectory }> {
  const { target, rules, syncs, read, now } = input;
  const remembered = await remember(input);
  const wanted = map({
    ...input,
    target: target.name,
    links: remembered.links.filter(({ status }) => status === 'open'),
    managed: remembered.managed,
  });
  const actual = await target.read({ membersOf: inPlay(wanted, remembered.managed, rules) }, read);
  await input.recover(actual);
  const known = await remember(input);
  const mapped = map({
    ...input,
    target: target.name,
    links: known.links.filter(({ status }) => status === 'open'),
    managed: known.managed,
  });

  const privileged = privilegedIn(actual, rules);
  const correlation = correlate({
    people: mapped.desired.people,
    actual,
    links: known.links,
    syncs,
    capabilities: target.capabilities,
    guarded: account => guardedBecause(account, actual, rules, privileged),
    ignored: account => ignoredAccount(account, rules),
    stored: (attribute, value) => storedOr(target, attribute, value),
  });
  const byName = new Map<SyncName, SyncRules>(syncs.map(sync => [sync.name, sync]));
  const leavers = leaversOf(mapped.desired.people.values(), correlation, byName);
  const responsibilities = leavers.length > 0 ? await target.responsibilities(leavers, actual, read) : [];
  const facts = known.facts.filter(({ learnedAt }) => Date.parse(now) - Date.parse(learnedAt) < FACT_MS).map(({ fact }) => fact);
  const scoped = scope({ desired: mapped.desired, actual, rules, privileged, facts });
  const difference = diff({
    desired: scoped.desired,
    actual: scoped.actual,
    correlation,
    syncs: byName,
    providers: input.providers,
    rules,
    links: known.links.filter(({ status }) => status === 'open'),
    managed: known.managed,
    ledger: known.ledger,
    capabilities: target.capabilities,
    storable: (attribute, value) => target.storable(attribute, value),
    responsibilities,
    readOnlyAccounts: scoped.readOnlyAccounts,
    nested: (group, account) =>
      facts.some(fact => fact.kind === 'nestedMember' && fact.group === group && fact.account === account),
    complete: [...input.pulled.values()].every(({ kind }) => kind === 'read'),
    now,
  });
  const guardInput = await guardInputOf(input, { scoped, correlation, privileged, difference, managed: known.managed, mapped });
  return { plan: assemble(input, guardInput, guard(guardInput), { difference, scoped, mapped, correlation }), actual };
}

async function remember({ store, target }: TargetPlanInput) {
  const [links, managed, ledger, facts] = await Promise.all([
    store.links(target.name),
    store.managedGroups(target.name),
    store.ledger(target.name),
    store.facts(target.name),
  ]);
  return { links, managed, ledger, facts };
}

/** R3: the groups that rules name, those that are ours already, and the privileged ones, whose members match keys must not take over. */
function inPlay({ desired }: Mapped, managed: readonly ManagedGroup[], rules: TargetRules) {
  const ours = new Set(managed.map(({ name }) => nameKey(name)));
  return ({ key, name }: { key: ReturnType<typeof nameKey>; name: string }) =>
    desired.groups.has(key) || ours.has(key) || rules.protect.groups.matches(name);
}

function storedOr(target: Target, attribute: Parameters<Target['storable']>[0], value: string): string {
  const result = target.storable(attribute, value);
  return result.kind === 'ok' ? result.stored : value;
}

interface Compared {
  readonly scoped: Scoped;
  readonly correlation: Correlation;
  readonly difference: Difference;
  readonly mapped: Mapped;
}

async function guardInputOf(
  input: TargetPlanInput,
  {
    scoped,
    correlation,
    privileged,
    difference,
    managed,
  }: Compared & { privileged: Privileged; managed: readonly ManagedGroup[] },
): Promise<GuardInput> {
  const { target, rules, store, now, attended, allow, approvals } = input;
  const ago = (ms: number) => new Date(Date.parse(now) - ms).toISOString();
  const windows = [...new Set(Object.values(rules.guards).flatMap(limits => (typeof limits === 'number' ? [] : [limits.perMs])))];
  const applied = new Map(
    await Promise.all(
      windows.map(async ms => [ms, await store.appliedSince(target.name, ago(ms))] satisfies [number, readonly Change[]]),
    ),
  );
  const counts = countsOf(scoped, correlation);
  return {
    changes: input.noRemovals ? difference.changes.filter(isGiving) : difference.changes,
    rules,
    attended,
    firstRun: !(await store.everApplied(target.name)),
    actual: scoped.actual,
    groups: scoped.desired.groups,
    privileged,
    managed: new Map(managed.map(group => [group.group, group])),
    adoptable: input.syncs.every(({ groups }) => groups.adopt === 'auto'),
    replaced: replacedGroups(scoped, managed),
    legacy: legacyAccounts(scoped, correlation),
    owners: correlation.owners,
    unreadProviders: new Set(
      [...input.pulled].flatMap(([name, pulled]) => (pulled.kind === 'unread' ? (input.providers.get(name) ?? []) : [])),
    ),
    counts,
    base: (await store.countsSince(target.name, ago(Math.max(...windows)))) ?? counts,
    applied,
    allow,
    approvals: approvals.filter(approval => approval.target === target.name && approval.expires > now),
  };
}

/** `--no-removals`: only what gives, or changes without taking away. */
const isGiving = ({ kind }: Change): boolean =>
  kind === 'createUser' ||
  kind === 'updateUser' ||
  kind === 'renameUser' ||
  kind === 'reactivateUser' ||
  kind === 'createGroup' ||
  kind === 'addMember';

function countsOf({ desired, actual }: Scoped, { owners, matches }: Correlation): PlanCounts {
  const people = [...desired.people.values()].filter(({ wish }) => wish.kind === 'wanted');
  const matched = people.filter(({ key }) => ['linked', 'matched'].includes(matches.get(key)?.kind ?? ''));
  const activeLinked = [...owners.keys()].filter(id => actual.accounts.get(id)?.active === true).length;
  let managedMemberships = 0;
  for (const group of actual.groups.values())
    if (group.members.kind === 'read' && desired.groups.has(nameKey(group.name)))
      for (const id of group.members.ids) if (owners.has(id)) managedMemberships += 1;
  return { people: people.length, matched: matched.length, accounts: actual.accounts.size, activeLinked, managedMemberships };
}

function replacedGroups({ desired, actual }: Scoped, managed: readonly ManagedGroup[]) {
  const ids = managed.flatMap(group => {
    const found = actual.groups.get(group.group);
    const wanted = found === undefined ? undefined : desired.groups.get(nameKey(found.name));
    return wanted !== undefined && replacedBy(wanted, group) !== undefined ? [group.group] : [];
  });
  return new Set(ids);
}

/** People inactive at the source whose account was found by match keys only now (U5). */
function legacyAccounts({ desired }: Scoped, { matches }: Correlation) {
  const accounts = [...desired.people.values()].flatMap(({ key, wish }) => {
    const match = matches.get(key);
    return wish.kind === 'notWanted' && match?.kind === 'matched' ? [match.account.id] : [];
  });
  return new Set(accounts);
}

/** A plan from what the guards let through; what an unattended run may not take up is left out of what it remembers. */
function assemble(
  input: TargetPlanInput,
  guardInput: GuardInput,
  guarded: Guarded,
  { difference, scoped, mapped }: Compared,
): Plan {
  const { attended, managed, firstRun, adoptable, legacy } = guardInput;
  const ours = (id: Plan['takes'][number]['id']) => attended || adoptable || managed.has(id);
  const waits = firstRun && !attended;
  const heldLegacy = new Set(
    guarded.held.flatMap(({ guard: by, change }) =>
      by === 'legacy-leavers' && 'account' in change && change.account.kind === 'existing' ? [change.account.id] : [],
    ),
  );
  const links = difference.links.filter(
    ({ account }) => account.kind === 'new' || !(legacy.has(account.id) && heldLegacy.has(account.id)),
  );
  return {
    version: 1,
    target: input.target.name,
    product: scoped.actual.product,
    firstRun,
    counts: guardInput.counts,
    stages: stage(guarded.kept, seatsFreedFirst({ actual: scoped.actual, changes: guarded.kept })),
    held: guarded.held,
    asks: guarded.asks,
    notes: [...sourceNotes(input), ...mapped.notes, ...scoped.notes, ...difference.notes],
    links: waits ? [] : links,
    closedLinks: waits ? [] : difference.closedLinks,
    takes: waits ? [] : difference.takes.filter(({ id }) => ours(id)),
    ledger: waits
      ? { add: [], drop: [] }
      : { add: difference.ledger.add.filter(({ group }) => ours(group)), drop: difference.ledger.drop },
  };
}

const sourceNotes = ({ pulled }: TargetPlanInput): Note[] =>
  [...pulled.values()].flatMap((one): Note[] => {
    if (one.kind === 'unread') return [{ kind: 'source', source: one.source, level: 'problem', what: one.why }];
    const { quarantined } = one.directory;
    const [first] = quarantined;
    if (first === undefined) return [];
    return [
      {
        kind: 'source',
        source: one.source,
        level: 'warning',
        what: `${quarantined.length} rows set aside; the first: ${first.where}: ${first.problem}`,
      },
    ];
  });
