import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../model/change.js';
import type { Account, TargetDirectory } from '../model/directory.js';
import type { NameKey, PersonKey, ProviderId, SourceName, SyncName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Ask, GuardName, Plan } from '../model/plan.js';
import type { ReadOptions } from '../model/progress.js';
import type { Approval, SyncRules, TargetRules } from '../model/rules.js';
import type { AttributeName, DesiredPerson } from '../model/wish.js';
import type { Identity, Link, ManagedGroup, Pause, Pin, Sighting, StateStore } from '../state/store.js';
import type { ReadScope, Target } from '../targets/target.js';
import { assemble } from './assemble.js';
import { type Correlation, correlate } from './correlate.js';
import { type Difference, diff, leaversOf } from './diff/index.js';
import { guard } from './guards/index.js';
import { sameTarget } from './identity.js';
import type { Pulled } from './judge.js';
import { type Mapped, map } from './map.js';
import { measure } from './measure.js';
import { aboutThem, themAmong } from './people/about-them.js';
import type { AskedPeople } from './people/asked.js';
import { lastCounts, measuredFor, offboardPins, outweighed, withSizes } from './people/measured.js';
import { withOffboarded } from './people/offboarded.js';
import { asDirectory, contestable, scopeOf as peopleScope } from './people/read-them.js';
import { isPinInForce, withoutPinned } from './pins.js';
import { administratorsOf, guardedBecause, type Privileged, privilegedIn } from './privileged.js';
import { reviewOf, type TargetReview } from './review.js';
import { ignoredAccount, type Scoped, scope } from './scope.js';
import type { TargetTrace, TraceRequest } from './trace/target-trace.js';
import { compareUndo, entriesOf, type UndoneHere, type UndoOf } from './undo/compare.js';
import { reachOf } from './undo/reach.js';
import { holdOccupied, ledgerOf } from './undo/settle.js';
import { type United, unite } from './unite.js';

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
  /** pins count while the config has this fingerprint (A8) */
  readonly configFingerprint: string;
  readonly pause: Pause | undefined;
  /** which system each name stood for: links are believed of no other */
  readonly identities: readonly Identity[];
  /** a run to take back, instead of what the syncs want (A8) */
  readonly undo?: UndoOf | undefined;
  /** whether an access review is made too */
  readonly review?: boolean | undefined;
  /** the people whom the run is for, and what their sources say; none: it is for everybody */
  readonly people?: AskedPeople | undefined;
  /** looks what became of a broken run's open changes, before anything is compared (A2) */
  readonly recover: (actual: TargetDirectory) => Promise<void>;
  /** the groups that it must see for that */
  readonly openGroups: ReadonlySet<NameKey>;
  /** keep what each step said (`explain`); of no use to an undo */
  readonly trace?: TraceRequest | undefined;
  readonly now: string;
  readonly read: ReadOptions;
}

export interface PlannedTarget {
  readonly plan: Plan;
  readonly actual: TargetDirectory;
  /** where it was asked for: a plan holds examples only */
  readonly review?: TargetReview;
  /** of an undo */
  readonly undone?: UndoneHere;
  /** where it was asked for */
  readonly trace?: TargetTrace;
}

/** One target, over all its syncs: map → read → correlate → scope → diff → guard → stage. */
export async function planTarget(asked: TargetPlanInput): Promise<PlannedTarget> {
  const { input, actual, before, first } = await readTarget(asked);
  const { target, rules, syncs, pulled } = input;
  const alarms = sameTarget(target.name, actual, input.identities, input.attended);
  // what became of a broken run's changes only a whole read can tell
  if (input.people === undefined) await input.recover(actual);
  const known = before ?? (await remember(input));
  // once is enough, unless what a broken run left open has become a link, or a group of ours, meanwhile (A2)
  const mapped =
    first !== undefined && isDeepStrictEqual(toMap(first.known), toMap(known)) ? first.mapped : mapWith(input, known);

  const privileged = privilegedIn(actual, rules);
  const links = known.links.filter(({ status }) => status === 'open');
  const stored = (attribute: AttributeName, value: string) => storedOr(target, attribute, value);
  const because = (account: Account) => guardedBecause(account, actual, rules, privileged);
  const correlated = correlate({
    people: mapped.desired.people,
    actual,
    links: known.links,
    syncs,
    capabilities: target.capabilities,
    guarded: because,
    ignored: account => ignoredAccount(account, rules),
    stored,
    trace: input.trace !== undefined,
  });
  const united = unite({ desired: mapped.desired, correlation: correlated, links, syncs, stored });
  const { correlation } = united;
  const scoped = scope({ desired: united.desired, actual, rules, privileged, facts: known.facts });
  const told = { ...mapped, notes: [...mapped.notes, ...united.notes] };
  const found: Found = { alarms, actual, known, united, mapped: told, correlation, scoped, privileged };
  if (input.undo !== undefined) return planUndo(input, input.undo, found);
  if (input.people !== undefined) return planThem(input, input.people, found);
  const difference = unpinned(await differenceOf(input, found), known.pins);
  const compared = { scoped, correlation, privileged, difference, managed: known.managed };
  const measured = await measure(input, compared);
  const partial = input.noRemovals || isPartlyRead(pulled);
  const guarded = guard(measured);
  const parts = { mapped: told, compared, measured, guarded, partial, alarms };
  const drop = mapped.settledPins ?? [];
  const made = assemble({ target: target.name, pulled: pulled.values(), ...parts });
  const plan = drop.length > 0 ? { ...made, pins: { add: [], drop } } : made;
  const { people } = united.desired;
  const review = input.review === true ? { review: reviewOf({ plan, people, actual, correlation, guarded: because }) } : {};
  if (input.trace === undefined) return { plan, actual, ...review };
  const steps = { mapped, correlated, united, scoped, difference, measured };
  return { plan, actual, ...review, trace: { ...input, ...known, ...steps, plan, whole: actual } };
}

/** What both sides are, and who is who. */
interface Found {
  readonly alarms: readonly Ask[];
  readonly actual: TargetDirectory;
  readonly known: Awaited<ReturnType<typeof remember>>;
  readonly mapped: Mapped;
  readonly united: United;
  readonly correlation: Correlation;
  readonly scoped: Scoped;
  readonly privileged: Privileged;
}

const isPartlyRead = (pulled: TargetPlanInput['pulled']) => [...pulled.values()].some(({ kind }) => kind === 'unread');

async function differenceOf(input: TargetPlanInput, { actual, known, united, correlation, scoped }: Found): Promise<Difference> {
  const { target, rules, syncs, pulled, read } = input;
  const byName = new Map<SyncName, SyncRules>(syncs.map(sync => [sync.name, sync]));
  const leavers = leaversOf(united.desired.people.values(), correlation, byName);
  const responsibilities = leavers.length > 0 ? await target.responsibilities(leavers, actual, read) : [];
  return diff({
    desired: scoped.desired,
    actual: scoped.actual,
    setAside: scoped.setAside,
    readOnlyAccounts: scoped.readOnlyAccounts,
    ignored: scoped.ignored,
    correlation,
    syncs: byName,
    providers: input.providers,
    rules,
    ...known,
    links: united.links,
    otherLinks: united.others,
    capabilities: target.capabilities,
    storable: (attribute, value) => target.storable(attribute, value),
    responsibilities,
    nested: nestedAmong(known.facts),
    ...evidenceOf(pulled, input.providers),
    now: input.now,
    trace: input.trace !== undefined,
  });
}

/** The inverse of what a run did, under the same guards; what the rules say besides is not this plan's business (A8). */
async function planUndo(input: TargetPlanInput, undo: UndoOf, found: Found): Promise<PlannedTarget> {
  const { target, pulled, store, read } = input;
  const { alarms, actual, known, mapped, correlation, scoped, privileged } = found;
  const undone = await compareUndo(
    undo,
    {
      ...{ actual: scoped.actual, whole: actual, desired: scoped.desired, correlation, pulled },
      capabilities: target.capabilities,
      storable: (attribute, value) => target.storable(attribute, value),
      readOnlyAccounts: scoped.readOnlyAccounts,
      nested: nestedAmong(known.facts),
    },
    { store, target, read },
  );
  const { difference } = undone;
  const compared = { scoped: { ...scoped, notes: [] }, correlation, privileged, difference, managed: known.managed };
  const measured = await measure(input, compared);
  // it is the journal that says what is taken back: rules that are not known whole have no part in it
  const guarded = holdOccupied(guard({ ...measured, groups: new Map() }));
  const plan = assemble({
    ...{ target: target.name, pulled: pulled.values(), measured, guarded, partial: isPartlyRead(pulled), alarms },
    mapped: { ...mapped, notes: [], wishes: [] },
    compared: { ...compared, difference: { ...difference, ledger: { add: ledgerOf(guarded, undone.ledger), drop: [] } } },
  });
  return { plan: { ...plan, undoes: undo.run }, actual, undone };
}

/** What there is to do for some people, by the same steps: the rest of the difference is left to a run for everybody. */
async function planThem(input: TargetPlanInput, people: AskedPeople, found: Found): Promise<PlannedTarget> {
  const { target, store, pulled, now, read } = input;
  const { alarms, actual, known, mapped, correlation, privileged } = found;
  const whole = await differenceOf(input, found);
  const them = themAmong(people, correlation, whole);
  const over = people.kind === 'offboard' ? outweighed(known.pins, them) : [];
  const pins = known.pins.filter(({ key }) => !over.includes(key));
  const difference = aboutThem(
    unpinned({ ...whole, notes: [...mapped.notes, ...found.scoped.notes, ...whole.notes] }, pins),
    them,
  );
  const scoped = { ...(await withSizes(found.scoped, difference, target, read)), notes: [] };
  const compared = { scoped, correlation, privileged, difference, managed: known.managed };
  const measured = measuredFor(people, await measure(input, compared), await lastCounts(store, target.name));
  const guarded = guard(measured);
  const told = { ...mapped, notes: [] };
  const parts = {
    target: target.name,
    pulled: pulled.values(),
    mapped: told,
    compared,
    measured,
    guarded,
    partial: true,
    alarms,
  };
  const add = people.kind === 'offboard' ? offboardPins(them, scoped, guarded, now) : [];
  const drop = [...(add.length > 0 ? over : []), ...(mapped.settledPins ?? [])];
  return { plan: { ...assemble(parts), people: people.logins, pins: { add, drop } }, actual };
}

/** The target, as far as the run needs it; a run for some people may find that it needs to ask for more of them. */
async function readTarget(input: TargetPlanInput): Promise<Asked> {
  const { people } = input;
  if (people === undefined) {
    const known = await remember(input);
    const first = { known, mapped: mapWith(input, known) };
    return { input, first, actual: await readInPlay(input, await scopeOfRead(input, first)) };
  }
  const before = await remember(input);
  const wanted = [...mapWith(input, before).desired.people.values()];
  const actual = await readThem(input, before, wanted);
  const open = contestable(actual, wanted, before.links);
  if (open.length === 0) return { input, before, actual: asDirectory(actual) };
  const also = await people.alsoLike(open);
  const more = { ...input, pulled: new Map([...also].filter(([name]) => input.pulled.has(name))) };
  const all = [...mapWith(more, before).desired.people.values()];
  return { input: more, before, actual: asDirectory(await readThem(more, before, all)) };
}

interface Asked {
  readonly input: TargetPlanInput;
  readonly actual: TargetDirectory;
  /** what is remembered, where nothing can have changed since */
  readonly before?: Awaited<ReturnType<typeof remember>>;
  /** of a whole run: what was remembered before the read, and what the syncs want by that */
  readonly first?: First;
}

interface First {
  readonly known: Awaited<ReturnType<typeof remember>>;
  readonly mapped: Mapped;
}

/** What the mapping takes of what is remembered. */
const toMap = ({ links, managed, wishes, pins }: First['known']) => ({ links, managed, wishes, pins });

/** Their accounts, and those that they could be taken for. */
function readThem(input: TargetPlanInput, { links }: Awaited<ReturnType<typeof remember>>, people: readonly DesiredPerson[]) {
  const stored = (attribute: AttributeName, value: string) => storedOr(input.target, attribute, value);
  return input.target.readPeople(peopleScope(people, links, input.syncs, stored), input.read);
}

const FACT_MS = 7 * 24 * 3_600_000;

function unpinned(difference: Difference, pins: readonly Pin[]): Difference {
  const { changes, notes } = withoutPinned(difference.changes, pins);
  return { ...difference, changes, notes: [...difference.notes, ...notes] };
}

async function remember({ store, target, now, configFingerprint }: TargetPlanInput) {
  const [links, managed, ledger, facts, pins, wishes] = await Promise.all([
    store.links(target.name),
    store.managedGroups(target.name),
    store.ledger(target.name),
    store.facts(target.name),
    store.pins(target.name),
    store.wishes(target.name),
  ]);
  // what was learned is tried again after a week (G9, G10)
  const fresh = facts.filter(({ learnedAt }) => Date.parse(now) - Date.parse(learnedAt) < FACT_MS);
  return {
    ...{ links, managed, ledger, wishes, facts: fresh.map(({ fact }) => fact) },
    pins: pins.filter(pin => isPinInForce(pin, configFingerprint)),
  };
}

function mapWith(input: TargetPlanInput, { links: all, managed, wishes, pins }: Awaited<ReturnType<typeof remember>>): Mapped {
  const links = all.filter(({ status }) => status === 'open');
  const storedGroup = (name: string) => storedOr(input.target, 'group', name);
  const mapped = map({
    ...input,
    storedGroup,
    target: input.target.name,
    links,
    managed,
    wishes,
    trace: input.trace !== undefined,
  });
  const named = input.people?.kind === 'offboard' ? input.people.people : new Set<PersonKey>();
  return withOffboarded(mapped, { links, pins, named, syncs: input.syncs, now: input.now });
}

/** As far as both sides must be known (R3). */
async function scopeOfRead(input: TargetPlanInput, { known, mapped }: First): Promise<ReadScope> {
  const entries = input.undo === undefined ? [] : await entriesOf(input.store, input.undo.run, input.target.name);
  const reach = reachOf(entries);
  const asked = input.trace?.group === undefined ? [] : [nameKey(input.trace.group)];
  return {
    membersOf: inPlay(mapped, known.managed, new Set([...reach.groups, ...asked]), input),
    accounts: [...new Set([...linkedAccounts(known.links), ...reach.accounts])],
  };
}

/**
 * R3: the groups that rules name, those that are ours already, those of a broken run's open changes and of a run to take back, and
 * the protected ones.
 */
function inPlay(
  { desired }: Mapped,
  managed: readonly ManagedGroup[],
  touched: ReadonlySet<NameKey>,
  { rules, openGroups }: TargetPlanInput,
): ReadScope['membersOf'] {
  const ours = new Set(managed.map(({ name }) => nameKey(name)));
  return ({ key, name }) =>
    desired.groups.has(key) || ours.has(key) || openGroups.has(key) || touched.has(key) || rules.protect.groups.matches(name);
}

/** C5: a link is closed only when its account is known to be gone, not when a list merely leaves it out. */
const linkedAccounts = (links: readonly Link[]) => links.flatMap(({ account, status }) => (status === 'open' ? [account] : []));

/**
 * Who is an administrator must be known before a match key is believed (C2), and which groups make one the target tells only
 * with a read: one that left their members out is asked once more.
 */
async function readInPlay({ target, read }: TargetPlanInput, inPlay: ReadScope): Promise<TargetDirectory> {
  const actual = await target.read(inPlay, read);
  const { looksLikeOne: isAdministrators } = administratorsOf(actual);
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
  const complete = all.every(({ kind }) => kind !== 'unread');
  const isWhole = (one: Pulled) => one.kind === 'read' && one.directory.quarantined.length === 0;
  const unread = new Set(all.flatMap(({ kind, source }) => (kind === 'unread' ? (providers.get(source) ?? []) : [])));
  return { complete, everyoneKnown: all.every(isWhole), unread };
}
