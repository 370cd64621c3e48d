import type { Fact } from '../model/change.js';
import type { TargetDirectory } from '../model/directory.js';
import type { ProviderId, SourceName, SyncName } from '../model/ids.js';
import { lookalikeKey, nameKey } from '../model/names.js';
import type { GuardName, Plan } from '../model/plan.js';
import type { ReadOptions } from '../model/progress.js';
import type { Approval, SyncRules, TargetRules } from '../model/rules.js';
import type { Link, ManagedGroup, Sighting, StateStore } from '../state/store.js';
import type { ReadScope, Target } from '../targets/target.js';
import { assemble } from './assemble.js';
import { correlate } from './correlate.js';
import { diff, leaversOf } from './diff/index.js';
import { guard } from './guards/index.js';
import type { Pulled } from './judge.js';
import { type Mapped, map } from './map.js';
import { measure } from './measure.js';
import { guardedBecause, privilegedIn } from './privileged.js';
import { ignoredAccount, scope } from './scope.js';

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

/** One target, over all its syncs: map → read → correlate → scope → diff → guard → stage. */
export async function planTarget(input: TargetPlanInput): Promise<{ plan: Plan; actual: TargetDirectory }> {
  const { target, rules, syncs, pulled, read } = input;
  const before = await remember(input);
  const scopeOfRead = {
    membersOf: inPlay(mapWith(input, before), before.managed, rules),
    accounts: linkedAccounts(before.links),
  };
  const actual = await readInPlay(input, scopeOfRead);
  await input.recover(actual);
  const known = await remember(input);
  const mapped = mapWith(input, known);

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
  const scoped = scope({ desired: mapped.desired, actual, rules, privileged, facts: known.facts });
  const difference = diff({
    desired: scoped.desired,
    actual: scoped.actual,
    setAside: scoped.setAside,
    readOnlyAccounts: scoped.readOnlyAccounts,
    correlation,
    syncs: byName,
    providers: input.providers,
    rules,
    ...known,
    links: known.links.filter(({ status }) => status === 'open'),
    capabilities: target.capabilities,
    storable: (attribute, value) => target.storable(attribute, value),
    responsibilities,
    nested: nestedAmong(known.facts),
    ...evidenceOf(pulled, input.providers),
    now: input.now,
  });
  const compared = { scoped, correlation, privileged, difference, managed: known.managed };
  const measured = await measure(input, compared);
  const guarded = guard(measured);
  return { plan: assemble({ target: target.name, pulled: pulled.values(), mapped, compared, measured, guarded }), actual };
}

const FACT_MS = 7 * 24 * 3_600_000;

async function remember({ store, target, now }: TargetPlanInput) {
  const [links, managed, ledger, facts] = await Promise.all([
    store.links(target.name),
    store.managedGroups(target.name),
    store.ledger(target.name),
    store.facts(target.name),
  ]);
  // what was learned is tried again after a week (G9, G10)
  const fresh = facts.filter(({ learnedAt }) => Date.parse(now) - Date.parse(learnedAt) < FACT_MS);
  return { links, managed, ledger, facts: fresh.map(({ fact }) => fact) };
}

const mapWith = (input: TargetPlanInput, { links, managed }: Awaited<ReturnType<typeof remember>>): Mapped =>
  map({ ...input, target: input.target.name, links: links.filter(({ status }) => status === 'open'), managed });

/** R3: the groups that rules name, those that are ours already, and the protected ones. */
function inPlay({ desired }: Mapped, managed: readonly ManagedGroup[], rules: TargetRules): ReadScope['membersOf'] {
  const ours = new Set(managed.map(({ name }) => nameKey(name)));
  return ({ key, name }) => desired.groups.has(key) || ours.has(key) || rules.protect.groups.matches(name);
}

/** C5: a link is closed only when its account is known to be gone, not when a list merely leaves it out. */
const linkedAccounts = (links: readonly Link[]) => links.flatMap(({ account, status }) => (status === 'open' ? [account] : []));

/**
 * Who is an administrator must be known before a match key is believed (C2), and which groups make one the target tells only
 * with a read: one that left their members out is asked once more.
 */
async function readInPlay({ target, read }: TargetPlanInput, inPlay: ReadScope): Promise<TargetDirectory> {
  const actual = await target.read(inPlay, read);
  const isAdministrators = (name: string) => actual.administratorGroups.has(lookalikeKey(name));
  const isLeftOut = [...actual.groups.values()].some(({ name, members }) => members.kind === 'notRead' && isAdministrators(name));
  return isLeftOut
    ? target.read({ ...inPlay, membersOf: group => inPlay.membersOf(group) || isAdministrators(group.name) }, read)
    : actual;
}

function storedOr(target: Target, attribute: Parameters<Target['storable']>[0], value: string): string {
  const result = target.storable(attribute, value);
  return result.kind === 'ok' ? result.stored : value;
}

const nestedAmong = (facts: readonly Fact[]) => (group: string, account: string) =>
  facts.some(fact => fact.kind === 'nestedMember' && fact.group === group && fact.account === account);

function evidenceOf(pulled: TargetPlanInput['pulled'], providers: TargetPlanInput['providers']) {
  const all = [...pulled.values()];
  const complete = all.every(({ kind }) => kind === 'read');
  const isWhole = (one: Pulled) => one.kind === 'read' && one.directory.quarantined.length === 0;
  const unread = new Set(all.flatMap(({ kind, source }) => (kind === 'unread' ? (providers.get(source) ?? []) : [])));
  return { complete, everyoneKnown: all.every(isWhole), unread };
}
