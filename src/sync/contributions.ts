import type { PersonKey, ProviderId } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note } from '../model/plan.js';
import type { GroupName, GroupSelector, SyncRules } from '../model/rules.js';
import type { DesiredPerson, GroupMove, Membership, Reason, RuleRef } from '../model/wish.js';
import { droppedBy, firstFitting, isManual } from './group-fate.js';
import type { MapInput } from './map.js';
import { type AnyGroup, membersThrough, type SourceSide } from './through-group.js';
import { type NearMiss, nearMissesOf } from './trace/near-misses.js';

/** What one rule gives one target group, through one source group; `members` undefined: what it gives is unknown. */
export interface Contribution {
  readonly name: string;
  readonly rule: RuleRef;
  readonly spelled: boolean;
  readonly sync: SyncRules;
  readonly membership: Membership;
  readonly group: { readonly id: string; readonly name: string } | undefined;
  readonly members: ReadonlyMap<PersonKey, Reason> | undefined;
  readonly unknown: string | undefined;
}

export const NEW_USERS_RULE = 'defaults.newUsers';

/** What one sync's rules give to the groups of one target. */
export function contributionsOf(
  sync: SyncRules,
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  notes: Note[],
  moves: GroupMove[],
): Contribution[] {
  const pulled = input.pulled.get(sync.from);
  const provider = input.providers.get(sync.from);
  if (pulled === undefined || provider === undefined) return [];
  const unread = pulled.kind === 'unread' ? `source ${sync.from} could not be read` : undefined;
  const defaults = defaultsOf(sync, input, people, unread);
  if (pulled.kind === 'unread') return [...unreadRules(sync, input, unread), ...defaults];
  const side = {
    ...sourceSide(sync, provider, pulled.directory),
    target: input.target,
    managed: input.managed,
    storedGroup: input.storedGroup,
    wanted: new Map(wantedBy(sync, people).map(({ id, key }) => [id, key])),
    notes,
    moves,
    isWhole: pulled.kind === 'read',
  };
  return [...manualRules(side), ...onTheFlyRules(side), ...defaults];
}

function sourceSide(sync: SyncRules, provider: ProviderId, directory: { readonly groups: ReadonlyMap<string, AnyGroup> }) {
  const all = [...directory.groups.values()];
  const counted = all.filter(group => droppedBy(sync.groups, group) === undefined);
  const namesakes = new Map<string, readonly AnyGroup[]>();
  for (const same of Map.groupBy(counted, ({ name }) => nameKey(name)).values())
    if (same.length > 1)
      for (const { id } of same)
        namesakes.set(
          id,
          same.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        );
  return { sync, provider, source: sync.from, counted, all, namesakes };
}

/** Every manual rule that names a group applies; a `from` that names none is unmet: what it gives is unknown, never empty (G1, G2). */
function manualRules(side: SourceSide): Contribution[] {
  const { sync, counted, notes } = side;
  return sync.groups.manual.flatMap(rule => {
    const ref: RuleRef = { sync: sync.name, rule: rule.id };
    const names = namesFor(rule.to, side.target);
    if (names.length === 0) return [];
    const parts: Pick<Contribution, 'group' | 'members' | 'unknown'>[] = [];
    for (const selector of rule.from) {
      if (counted.some(group => selector.matches(group))) continue;
      const why = unmetBecause(selector, side);
      notes.push({ kind: 'unmetRule', rule: ref, why });
      parts.push({ group: undefined, members: undefined, unknown: `${ref.rule}: ${why}` });
    }
    for (const group of counted) {
      const by = rule.from.filter(selector => selector.matches(group));
      if (by.length > 0)
        parts.push(
          membersThrough(
            group,
            side,
            ref,
            by.some(({ kind }) => kind === 'id'),
          ),
        );
    }
    const membership = rule.membership ?? sync.groups.membership;
    return names.flatMap(name => parts.map(part => ({ name, rule: ref, spelled: true, sync, membership, ...part })));
  });
}

function unmetBecause(selector: GroupSelector, { all, source }: SourceSide): string {
  const outside = all.some(group => selector.matches(group));
  if (outside) return `${selector.text} is in ${source}, but not among the groups that count (include, exclude)`;
  return selector.kind === 'pattern'
    ? `no group of ${source} matches ${selector.text}`
    : `${source} has no group ${selector.text}`;
}

/** Takes what no manual rule took; the first match wins (G2). A renamed source group keeps the target group it has (G8). */
function onTheFlyRules(side: SourceSide): Contribution[] {
  const { sync, notes } = side;
  return side.counted.flatMap((group): Contribution[] => {
    const fitting = isManual(sync.groups, group) ? undefined : firstFitting(sync.groups, group.name);
    if (fitting === undefined) return [];
    const { rule, computed } = fitting;
    const ref: RuleRef = { sync: sync.name, rule: rule.id };
    if (computed.trim() === '') {
      notes.push({ kind: 'unmetRule', rule: ref, why: `${group.name} gives an empty name` });
      return [];
    }
    const name = keptName(group, side.storedGroup(computed), side);
    const membership = rule.membership ?? sync.groups.membership;
    return [{ name, rule: ref, spelled: false, sync, membership, ...membersThrough(group, side, ref, false) }];
  });
}

/** The link stays on the target group's old name, and the drift is told at each run; or the group follows (G8). */
function keptName(group: AnyGroup, computed: string, { sync, provider, managed, notes, moves, isWhole }: SourceSide): string {
  for (const kept of managed) {
    const before = kept.from.find(from => from.provider === provider && from.id === group.id);
    if (before === undefined || before.name === group.name || nameKey(kept.name) === nameKey(computed)) continue;
    const { name: was } = before;
    if (sync.groups.onRename === 'keep' || !isWhole) {
      notes.push({ kind: 'renamedGroup', group: kept.name, was, now: group.name });
      return kept.name;
    }
    const from = { id: kept.group, name: kept.name };
    moves.push({ from, to: computed, group: { provider, id: group.id, was, now: group.name } });
  }
  return computed;
}

/** A sync's group rules speak of those whom that sync wants, and whose account does not end all the same. */
const wantedBy = ({ name }: SyncRules, people: ReadonlyMap<PersonKey, DesiredPerson>): DesiredPerson[] =>
  [...people.values()].filter(({ wish, wantedBy: names }) => wish.kind === 'wanted' && names.has(name));

/** Rules of a source that was not read: what they give is unknown. Only names that are spelled can be known without it. */
const unreadRules = (sync: SyncRules, { target }: MapInput, unknown: string | undefined): Contribution[] =>
  sync.groups.manual.flatMap(rule =>
    namesFor(rule.to, target).map(name => ({
      name,
      rule: { sync: sync.name, rule: rule.id },
      spelled: true,
      sync,
      membership: rule.membership ?? sync.groups.membership,
      group: undefined,
      members: undefined,
      unknown,
    })),
  );

/** `allUsers` is wanted for every wanted user, always; `newUsers` only brings its groups into play here (G7). */
function defaultsOf(
  sync: SyncRules,
  { target }: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  unknown: string | undefined,
): Contribution[] {
  const reason: Reason = { kind: 'default', sync: sync.name, list: 'allUsers' };
  const everybody = new Map(wantedBy(sync, people).map(({ key }) => [key, reason]));
  const { allUsers, newUsers } = sync.groups.defaults;
  const common = { sync, spelled: true, group: undefined, unknown };
  const rule = (text: string): RuleRef => ({ sync: sync.name, rule: text });
  return [
    ...namesFor(allUsers, target).map(name => ({
      ...common,
      name,
      rule: rule('defaults.allUsers'),
      membership: sync.groups.membership,
      members: everybody,
    })),
    ...namesFor(newUsers, target).map(name => ({
      ...common,
      name,
      rule: rule(NEW_USERS_RULE),
      membership: 'additive' as const,
      members: new Map<PersonKey, Reason>(),
    })),
  ];
}

/** The rules of one sync that fit a source group, and do not give what they would. For `explain`. */
export function missesOf(sync: SyncRules, { pulled, target, storedGroup }: MapInput): NearMiss[] {
  const source = pulled.get(sync.from);
  if (source?.kind !== 'read') return [];
  const all = [...source.directory.groups.values()];
  return nearMissesOf({ sync, source: source.source, all, namesOf: ({ to }) => namesFor(to, target), storedGroup });
}

/** The names that mean a group of this target. */
export const namesFor = (names: readonly GroupName[], target: MapInput['target']): string[] =>
  names.filter(to => to.target === undefined || to.target === target).map(({ name }) => name);
