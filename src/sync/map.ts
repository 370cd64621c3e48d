import {
  type PersonId,
  type PersonKey,
  type ProviderId,
  personKey,
  type SourceName,
  splitPersonKey,
  type TargetName,
} from '../model/ids.js';
import type { Note, SyncWishes } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { AccountValues, Desired, DesiredPerson, Opinion, PersonWish } from '../model/wish.js';
import { attributeNames } from '../model/wish.js';
import type { Link, ManagedGroup, Sighting } from '../state/store.js';
import { type Judgement, judge, type Pulled } from './judge.js';
import { type MapTrace, mapGroups } from './map-groups.js';
import { byPriority, ownerAmong, wishAmong } from './opinions.js';

export interface MapInput {
  readonly target: TargetName;
  /** the syncs that feed this target, in the order of the file */
  readonly syncs: readonly SyncRules[];
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly links: readonly Link[];
  readonly managed: readonly ManagedGroup[];
  /** how the target would store a group's name: two names that it stores alike are one group there (U8) */
  readonly storedGroup: (name: string) => string;
  /** sightings of people who seem gone, this run's included */
  readonly sightings: readonly Sighting[];
  /** what each sync's patterns named last, of those that are remembered */
  readonly wishes?: readonly SyncWishes[];
  /** ISO time of this run */
  readonly now: string;
  /** keep what every rule gave and nearly gave, for `explain` */
  readonly trace?: boolean;
}

export interface Mapped {
  readonly desired: Desired;
  readonly notes: readonly Note[];
  /** of the syncs whose source was read: what to remember of them */
  readonly wishes: readonly SyncWishes[];
  readonly trace?: MapTrace;
  /** keys of pins that are over: the source has said itself what they were set for */
  readonly settledPins?: readonly string[];
}

/** What was pulled → the directory that the syncs want one target to have, with reasons. Pure. */
export function map(input: MapInput): Mapped {
  const failures = new ExpressionFailures();
  const owners = new Map(input.links.map(link => [link.person, link.owner]));
  const people = new Map<PersonKey, DesiredPerson>();
  for (const [key, opinions] of opinionsOf(input, failures)) {
    const owner = ownerAmong(opinions, owners.get(key));
    people.set(key, desiredPerson(key, owner, opinions, input, failures));
  }
  const { groups, moves, notes, wishes, trace } = mapGroups(input, people);
  const mapped = { desired: { people, groups, moves }, notes: [...failures.notes(), ...notes], wishes };
  return trace === undefined ? mapped : { ...mapped, trace };
}

/** Every sync's word on every person it knows of: those in its source, and those linked to this target. By priority, then file. */
function opinionsOf(input: MapInput, failures: ExpressionFailures): Map<PersonKey, [Opinion, ...Opinion[]]> {
  const { syncs, pulled, providers } = input;
  const opinions = new Map<PersonKey, [Opinion, ...Opinion[]]>();
  const seen = new Map(input.sightings.map(sighting => [`${sighting.sync} ${sighting.person}`, sighting]));
  for (const sync of byPriority(syncs)) {
    const source = pulled.get(sync.from);
    const provider = providers.get(sync.from);
    if (source === undefined || provider === undefined) continue;
    for (const key of knownTo(source, provider, input.links)) {
      const { id } = splitPersonKey(key);
      const judgement = judge(sync, source, id);
      if (judgement.kind === 'unknown' && judgement.failedFilter !== undefined)
        failures.add(sync, 'filter', recordOf(source, id)?.login ?? id, judgement.failedFilter);
      const sighting = seen.get(`${sync.name} ${key}`) ?? { since: input.now, reads: source.kind === 'some' ? 0 : 1 };
      const opinion = { sync: sync.name, wish: wishOf(sync, judgement, sighting, input.now) };
      const known = opinions.get(key);
      if (known === undefined) opinions.set(key, [opinion]);
      else known.push(opinion);
    }
  }
  return opinions;
}

const recordOf = (source: Pulled | undefined, id: PersonId) =>
  source === undefined || source.kind === 'unread' ? undefined : source.directory.people.get(id);

function knownTo(source: Pulled, provider: ProviderId, links: readonly Link[]): ReadonlySet<PersonKey> {
  const keys = new Set<PersonKey>();
  if (source.kind !== 'unread') for (const id of source.directory.people.keys()) keys.add(personKey(provider, id));
  if (source.kind === 'some') for (const id of source.asked) keys.add(personKey(provider, id));
  else for (const link of links) if (splitPersonKey(link.person).provider === provider) keys.add(link.person);
  return keys;
}

function desiredPerson(
  key: PersonKey,
  { sync: owner }: Opinion,
  opinions: readonly Opinion[],
  input: MapInput,
  failures: ExpressionFailures,
): DesiredPerson {
  const { provider, id } = splitPersonKey(key);
  const sync = input.syncs.find(({ name }) => name === owner);
  const record = sync === undefined ? undefined : recordOf(input.pulled.get(sync.from), id);
  return {
    ...{ key, provider, id, opinions, owner, record },
    ...wishAmong(opinions, owner),
    values: sync === undefined ? {} : valuesOf(sync, record, failures),
  };
}

/** One sync's word, with the grace of an inferred leaver: enough complete reads, and enough time (U2). */
function wishOf(
  { users }: SyncRules,
  judgement: Judgement,
  { since, reads }: Pick<Sighting, 'since' | 'reads'>,
  now: string,
): PersonWish {
  if (judgement.kind === 'stated') return { kind: 'notWanted', leaver: 'stated', reasons: judgement.reasons };
  if (judgement.kind === 'unknown') return { kind: 'unknown', why: judgement.why };
  if (judgement.kind === 'wanted') return judgement;
  const { after } = users.leavers;
  const until = new Date(Date.parse(since) + after.atLeastMs).toISOString();
  const { reasons } = judgement;
  if (reads < after.reads || Date.parse(now) < Date.parse(until)) return { kind: 'inGrace', since, reads, until, reasons };
  return { kind: 'notWanted', leaver: 'inferred', reasons: [...reasons, { kind: 'graceOver', since, reads }] };
}

/** An attribute that fails, or comes out empty, is left as it is in the target (U1). */
export function valuesOf(
  sync: Pick<SyncRules, 'name' | 'users'>,
  record: DesiredPerson['record'],
  failures: Pick<ExpressionFailures, 'add'>,
): AccountValues {
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
  readonly #seen = new Map<
    string,
    { sync: Pick<SyncRules, 'name'>; where: string; people: number; example: string; problem: string }
  >();

  add(sync: Pick<SyncRules, 'name'>, where: string, login: string, problem: string): void {
    const known = this.#seen.get(`${sync.name} ${where}`);
    if (known !== undefined) {
      known.people += 1;
      if (login < known.example) known.example = login;
    } else this.#seen.set(`${sync.name} ${where}`, { sync, where, people: 1, example: login, problem });
  }

  notes(): Note[] {
    return [...this.#seen.values()].map(({ sync, ...rest }) => ({ kind: 'expressionFailed', sync: sync.name, ...rest }));
  }
}
