import { type PersonKey, type ProviderId, personKey, type SourceName, splitPersonKey, type TargetName } from '../model/ids.js';
import type { Note } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { AccountValues, Desired, DesiredPerson, PersonWish } from '../model/wish.js';
import { attributeNames } from '../model/wish.js';
import type { Link, ManagedGroup, Sighting } from '../state/store.js';
import { type Judgement, judge, type Pulled } from './judge.js';
import { mapGroups } from './map-groups.js';

export interface MapInput {
  readonly target: TargetName;
  /** the syncs that feed this target, in the order of the file */
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly links: readonly Link[];
  readonly managed: readonly ManagedGroup[];
  /** sightings of people who seem gone, this run's included */
  readonly sightings: readonly Sighting[];
  /** ISO time of this run */
  readonly now: string;
}

export interface Mapped {
  readonly desired: Desired;
  readonly notes: readonly Note[];
}

interface Opinion {
  readonly sync: SyncRules;
  readonly judgement: Judgement;
}

/** What was pulled → the directory that the syncs want one target to have, with reasons. Pure. */
export function map(input: MapInput): Mapped {
  const failures = new ExpressionFailures();
  const people = new Map<PersonKey, DesiredPerson>();
  for (const [key, opinions] of opinionsOf(input)) people.set(key, desiredPerson(key, opinions, input, failures));
  const { groups, notes } = mapGroups(input, people);
  return { desired: { people, groups }, notes: [...failures.notes(), ...notes] };
}

/** Every sync's word on every person it knows of: those in its source, and those linked to this target. */
function opinionsOf({ syncs, pulled, providers, links }: MapInput): Map<PersonKey, Opinion[]> {
  const opinions = new Map<PersonKey, Opinion[]>();
  for (const sync of byPriority(syncs)) {
    const source = pulled.get(sync.from);
    const provider = providers.get(sync.from);
    if (source === undefined || provider === undefined) continue;
    const keys = new Set<PersonKey>();
    if (source.kind === 'read') for (const id of source.directory.people.keys()) keys.add(personKey(provider, id));
    for (const link of links) if (splitPersonKey(link.person).provider === provider) keys.add(link.person);
    for (const key of keys) {
      const opinion = { sync, judgement: judge(sync, source, splitPersonKey(key).id) };
      const known = opinions.get(key);
      if (known === undefined) opinions.set(key, [opinion]);
      else known.push(opinion);
    }
  }
  return opinions;
}

/** The owner is the sync with the highest priority that wants the account, else the first that speaks of it (C4). */
const byPriority = (syncs: readonly SyncRules[]) => syncs.toSorted((a, b) => b.priority - a.priority);

function desiredPerson(
  key: PersonKey,
  opinions: readonly Opinion[],
  input: MapInput,
  failures: ExpressionFailures,
): DesiredPerson {
  const { provider, id } = splitPersonKey(key);
  const owner = opinions.find(({ judgement }) => judgement.kind === 'wanted') ?? opinions[0];
  if (owner === undefined) throw new Error(`nobody speaks of ${key}`);
  const source = input.pulled.get(owner.sync.from);
  const record = source?.kind === 'read' ? source.directory.people.get(id) : undefined;
  for (const { sync, judgement } of opinions)
    if (judgement.kind === 'unknown' && judgement.failedFilter !== undefined)
      failures.add(sync, 'filter', record?.login ?? id, judgement.failedFilter);
  return {
    key,
    provider,
    id,
    owner: owner.sync.name,
    record,
    wish: merge(key, opinions, input),
    values: valuesOf(owner.sync, record, failures),
  };
}

/** An account ends when every sync is known not to want it; one that might keeps it (DESIGN §2). */
function merge(key: PersonKey, opinions: readonly Opinion[], input: MapInput): PersonWish {
  const wanted = opinions.find(({ judgement }) => judgement.kind === 'wanted')?.judgement;
  if (wanted?.kind === 'wanted') return wanted;
  const [first] = opinions;
  if (first?.judgement.kind === 'stated') return { kind: 'notWanted', leaver: 'stated', reasons: first.judgement.reasons };
  const unknown = opinions.find(({ judgement }) => judgement.kind === 'unknown')?.judgement;
  if (unknown?.kind === 'unknown') return { kind: 'unknown', why: unknown.why };
  const waiting = opinions.map(opinion => graceOf(key, opinion, input)).find(wish => wish?.kind === 'inGrace');
  if (waiting !== undefined) return waiting;
  const inferred = opinions.map(opinion => graceOf(key, opinion, input)).find(wish => wish !== undefined);
  return (
    inferred ?? {
      kind: 'notWanted',
      leaver: 'stated',
      reasons: opinions.flatMap(o => ('reasons' in o.judgement ? o.judgement.reasons : [])),
    }
  );
}

/** An inferred leaver acts after the grace: enough complete reads, and enough time (U2). */
function graceOf(key: PersonKey, { sync, judgement }: Opinion, { sightings, now }: MapInput): PersonWish | undefined {
  if (judgement.kind !== 'inferred') return undefined;
  const { reads, atLeastMs } = sync.users.leavers.after;
  const seen = sightings.find(sighting => sighting.person === key && sighting.sync === sync.name) ?? { since: now, reads: 1 };
  const until = new Date(Date.parse(seen.since) + atLeastMs).toISOString();
  const over = seen.reads >= reads && now >= until;
  if (!over) return { kind: 'inGrace', since: seen.since, reads: seen.reads, until, reasons: judgement.reasons };
  return {
    kind: 'notWanted',
    leaver: 'inferred',
    reasons: [...judgement.reasons, { kind: 'graceOver', since: seen.since, reads: seen.reads }],
  };
}

/** An attribute that fails, or comes out empty, is left as it is in the target (U1). */
function valuesOf(sync: SyncRules, record: DesiredPerson['record'], failures: ExpressionFailures): AccountValues {
  const values: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  if (record === undefined) return values;
  for (const attribute of attributeNames) {
    const result = sync.users.attributes[attribute]?.evaluate(record);
    if (result?.kind === 'failed') failures.add(sync, attribute, record.login, result.problem);
    if (result?.kind === 'value' && result.value.trim() !== '') values[attribute] = result.value.normalize('NFC').trim();
  }
  return values;
}

/** Failing expressions are counted per expression, not per person. */
class ExpressionFailures {
  readonly #seen = new Map<string, { sync: SyncRules; where: string; people: number; example: string; problem: string }>();

  add(sync: SyncRules, where: string, login: string, problem: string): void {
    const known = this.#seen.get(`${sync.name} ${where}`);
    if (known !== undefined) known.people += 1;
    else this.#seen.set(`${sync.name} ${where}`, { sync, where, people: 1, example: login, problem });
  }

  notes(): Note[] {
    return [...this.#seen.values()].map(({ sync, ...rest }) => ({ kind: 'expressionFailed', sync: sync.name, ...rest }));
  }
}
