import type { SourceDirectory, SourceGroup } from '../model/directory.js';
import { type NameKey, type PersonKey, type ProviderId, personKey, type SourceName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note } from '../model/plan.js';
import type { GroupName, GroupRules, GroupSelector, SyncRules } from '../model/rules.js';
import { type DesiredGroup, type DesiredPerson, type Membership, memberships, type Reason, type RuleRef } from '../model/wish.js';
import type { ManagedGroup } from '../state/store.js';
import type { MapInput } from './map.js';

/** What one rule gives one target group, through one source group; `members` undefined: what it gives is unknown. */
interface Contribution {
  readonly name: string;
  readonly rule: RuleRef;
  readonly spelled: boolean;
  readonly sync: SyncRules;
  readonly membership: Membership;
  readonly group: { readonly id: string; readonly name: string } | undefined;
  readonly members: ReadonlyMap<PersonKey, Reason> | undefined;
  readonly unknown: string | undefined;
}

interface SourceSide {
  readonly sync: SyncRules;
  readonly provider: ProviderId;
  readonly source: SourceName;
  readonly counted: readonly SourceGroup[];
  readonly all: readonly SourceGroup[];
  /** groups that share their name with another counted one (G1) */
  readonly ambiguous: ReadonlySet<string>;
}

/** Source groups and rules → the groups that a target should have (G1 to G4, G7, G8). Pure. */
export function mapGroups(
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
): { groups: ReadonlyMap<NameKey, DesiredGroup>; notes: readonly Note[] } {
  const notes: Note[] = [];
  const contributions = input.syncs.flatMap(sync => contributionsOf(sync, input, people, notes));
  const byName = Map.groupBy(contributions, ({ name }) => nameKey(name));
  const groups = new Map<NameKey, DesiredGroup>();
  for (const [key, parts] of byName) groups.set(key, union(key, parts, notes));
  return { groups, notes };
}

function contributionsOf(
  sync: SyncRules,
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  notes: Note[],
): Contribution[] {
  const pulled = input.pulled.get(sync.from);
  const provider = input.providers.get(sync.from);
  if (pulled === undefined || provider === undefined) return [];
  const defaults = defaultsOf(sync, input, people);
  if (pulled.kind === 'unread') return [...unreadRules(sync, input, `source ${sync.from} could not be read`), ...defaults];
  const side = sourceSide(sync, provider, pulled.directory, notes);
  const manual = manualRules(side, input, people, notes);
  const handled = new Set(
    side.counted
      .filter(group => sync.groups.manual.some(rule => rule.from.some(from => from.matches(group))))
      .map(({ id }) => id),
  );
  return [...manual, ...onTheFlyRules(side, handled, input, people, notes), ...defaults];
}

function sourceSide(sync: SyncRules, provider: ProviderId, directory: SourceDirectory, notes: Note[]): SourceSide {
  const all = [...directory.groups.values()];
  const counted = all.filter(group => counts(sync.groups, group));
  const ambiguous = new Set<string>();
  for (const same of Map.groupBy(counted, ({ name }) => nameKey(name)).values()) {
    if (same.length < 2) continue;
    for (const { id } of same) ambiguous.add(id);
    const [first] = same;
    if (first !== undefined)
      notes.push({
        kind: 'sameName',
        name: first.name,
        ids: same.map(({ id }) => id),
        why: `${same.length} groups of ${sync.from} have this name; name the right one by its id (id:…), or exclude the other`,
      });
  }
  return { sync, provider, source: sync.from, counted, all, ambiguous };
}

const counts = ({ include, exclude }: GroupRules, group: SourceGroup): boolean =>
  (include === undefined || include.some(selector => selector.matches(group))) &&
  !exclude.some(selector => selector.matches(group));

/** Every manual rule that names a group applies; one that names none is unmet: what it gives is unknown, never empty (G1, G2). */
function manualRules(
  side: SourceSide,
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  notes: Note[],
): Contribution[] {
  return side.sync.groups.manual.flatMap(rule => {
    const ref: RuleRef = { sync: side.sync.name, rule: rule.id };
    const names = namesFor(rule.to, input);
    const membership = rule.membership ?? side.sync.groups.membership;
    return rule.from.flatMap(selector => {
      const found = side.counted.filter(group => selector.matches(group));
      if (found.length === 0 && names.length > 0) notes.push({ kind: 'unmetRule', rule: ref, why: unmetBecause(selector, side) });
      return names.flatMap(name => {
        const common = { name, rule: ref, spelled: true, sync: side.sync, membership };
        if (found.length === 0)
          return [{ ...common, group: undefined, members: undefined, unknown: `${ref.rule}: ${unmetBecause(selector, side)}` }];
        return found.map(group => ({ ...common, ...membersThrough(group, side, ref, people, selector.kind === 'id') }));
      });
    });
  });
}

function unmetBecause(selector: GroupSelector, { all, source }: SourceSide): string {
  const outside = all.some(group => selector.matches(group));
  if (outside) return `${selector.text} is in ${source}, but not among the groups that count (include, exclude)`;
  return selector.kind === 'pattern'
    ? `no group of ${source} matches ${selector.text}`
    : `${source} has no group ${selector.text}`;
}

/** Takes what no manual rule took; the first match wins. A renamed source group keeps the target group it has (G8). */
function onTheFlyRules(
  side: SourceSide,
  handled: ReadonlySet<string>,
  input: MapInput,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  notes: Note[],
): Contribution[] {
  return side.counted.flatMap(group => {
    if (handled.has(group.id)) return [];
    for (const rule of side.sync.groups.onTheFly) {
      const computed = rule.target(group.name);
      if (computed === undefined) continue;
      const ref: RuleRef = { sync: side.sync.name, rule: rule.id };
      if (computed.trim() === '') {
        notes.push({ kind: 'unmetRule', rule: ref, why: `${group.name} gives an empty name` });
        return [];
      }
      const name = keptName(group, computed, side.provider, input.managed, notes);
      const membership = rule.membership ?? side.sync.groups.membership;
      return [
        { name, rule: ref, spelled: false, sync: side.sync, membership, ...membersThrough(group, side, ref, people, false) },
      ];
    }
    return [];
  });
}

function keptName(
  group: SourceGroup,
  computed: string,
  provider: ProviderId,
  managed: readonly ManagedGroup[],
  notes: Note[],
): string {
  for (const kept of managed) {
    const before = kept.from.find(from => from.provider === provider && from.id === group.id);
    if (before === undefined || before.name === group.name || nameKey(kept.name) === nameKey(computed)) continue;
    notes.push({ kind: 'renamedGroup', group: kept.name, was: before.name, now: group.name });
    return kept.name;
  }
  return computed;
}

function membersThrough(
  group: SourceGroup,
  side: SourceSide,
  rule: RuleRef,
  people: ReadonlyMap<PersonKey, DesiredPerson>,
  byId: boolean,
): Pick<Contribution, 'group' | 'members' | 'unknown'> {
  const via = { id: group.id, name: group.name };
  if (side.ambiguous.has(group.id) && !byId)
    return { group: via, members: undefined, unknown: `${group.name}: two groups of ${side.source} have this name` };
  if (group.members.kind !== 'read') {
    const why = group.members.kind === 'unknown' ? group.members.why : 'its members were not read';
    return { group: via, members: undefined, unknown: `members of ${group.name} in ${side.source}: ${why}` };
  }
  const members = new Map<PersonKey, Reason>();
  for (const id of group.members.ids) {
    const key = personKey(side.provider, id);
    if (people.get(key)?.wish.kind === 'wanted') members.set(key, { kind: 'rule', rule, group: via });
  }
  return { group: via, members, unknown: undefined };
}

/** Rules of a source that was not read: what they give is unknown. Only names that are spelled can be known without it. */
const unreadRules = (sync: SyncRules, input: MapInput, why: string): Contribution[] =>
  sync.groups.manual.flatMap(rule =>
    namesFor(rule.to, input).map(name => ({
      name,
      rule: { sync: sync.name, rule: rule.id },
      spelled: true,
      sync,
      membership: rule.membership ?? sync.groups.membership,
      group: undefined,
      members: undefined,
      unknown: why,
    })),
  );

/** `allUsers` is wanted for every wanted user, always; `newUsers` only brings its groups into play here (G7). */
function defaultsOf(sync: SyncRules, input: MapInput, people: ReadonlyMap<PersonKey, DesiredPerson>): Contribution[] {
  const unread = input.pulled.get(sync.from)?.kind === 'unread' ? `source ${sync.from} could not be read` : undefined;
  const wanted = [...people.values()].filter(person => person.wish.kind === 'wanted' && person.owner === sync.name);
  const listed = (list: 'allUsers' | 'newUsers'): Contribution[] =>
    namesFor(sync.groups.defaults[list], input).map(name => ({
      name,
      rule: { sync: sync.name, rule: `defaults.${list}` },
      spelled: true,
      sync,
      membership: list === 'allUsers' ? sync.groups.membership : 'additive',
      group: undefined,
      members: new Map(
        list === 'allUsers'
          ? wanted.map(({ key }) => [key, { kind: 'default', sync: sync.name, list: 'allUsers' } satisfies Reason])
          : [],
      ),
      unknown: unread,
    }));
  return [...listed('allUsers'), ...listed('newUsers')];
}

const namesFor = (names: readonly GroupName[], { target }: MapInput): string[] =>
  names.filter(to => to.target === undefined || to.target === target).map(({ name }) => name);

/** Several source groups for one target group: their union, with every reason (G3); of two modes the gentler (G5). */
function union(key: NameKey, parts: readonly Contribution[], notes: Note[]): DesiredGroup {
  const members = new Map<PersonKey, Reason[]>();
  for (const part of parts)
    for (const [person, reason] of part.members ?? []) {
      const known = members.get(person);
      if (known === undefined) members.set(person, [reason]);
      else known.push(reason);
    }
  const name = (parts.find(part => part.spelled) ?? parts[0])?.name ?? key;
  return {
    name,
    key,
    membership: gentlest(name, parts, notes),
    create: parts.some(part => part.sync.groups.create),
    spelled: parts.some(part => part.spelled),
    from: parts.flatMap(({ rule, group, spelled, sync }) =>
      group === undefined ? [] : [{ rule, group, spelled, source: sync.from }],
    ),
    rules: [...new Map(parts.map(({ rule }) => [`${rule.sync} ${rule.rule}`, rule])).values()],
    members,
    unknown: [...new Set(parts.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown])))],
  };
}

/** `defaults.newUsers` never removes and never decides: it has a say only where it stands alone. */
function gentlest(name: string, parts: readonly Contribution[], notes: Note[]): Membership {
  const deciding = parts.filter(part => part.rule.rule !== 'defaults.newUsers');
  const modes = new Set((deciding.length > 0 ? deciding : parts).map(({ membership }) => membership));
  const chosen = memberships.find(mode => modes.has(mode)) ?? 'additive';
  if (modes.size > 1)
    notes.push({ kind: 'modesDiffer', group: name, chosen, instead: [...modes].filter(mode => mode !== chosen) });
  return chosen;
}
