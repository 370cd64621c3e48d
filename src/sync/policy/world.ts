import type { SourceDirectory, SourceGroup, TargetDirectory } from '../../model/directory.js';
import { accountId, type PersonId, type ProviderId, providerId, type SourceName, sourceGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Fixture } from '../../model/policy.js';
import type { SyncRules } from '../../model/rules.js';
import type { Link, ManagedGroup } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import type { Pulled } from '../judge.js';

/** What a policy test is judged in: what the sources say, and what is there already. */
export interface PolicyWorld {
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  readonly syncs: readonly SyncRules[];
  /** ISO time */
  readonly now: string;
  /** undefined: nothing is known of this target */
  side(target: Target): PolicySide | undefined;
}

/** What is known of one target, and of what was done there. */
export interface PolicySide {
  readonly actual: TargetDirectory;
  /** open ones */
  readonly links: readonly Link[];
  readonly managed: readonly ManagedGroup[];
}

/**
 * A world of these people alone, where nothing happened yet. Every source group that the config names is there: who is not said to
 * be in it is not in it, so that no rule is unmet for want of a fixture.
 */
export function worldOf(fixtures: readonly Fixture[], syncs: readonly SyncRules[], now: string): PolicyWorld {
  const sources = new Set(syncs.map(({ from }) => from));
  const directories = new Map([...sources].map(source => [source, directoryOf(source, fixtures, syncs, now)]));
  return {
    pulled: new Map(
      [...directories].map(([source, directory]) => [source, { kind: 'read', source, directory, lookedUp: new Map() }]),
    ),
    providers: new Map([...directories].map(([source, { provider }]) => [source, provider])),
    syncs: syncs.map(sync => withoutAbsent(sync, directories.get(sync.from))),
    now,
    side: target => ({ actual: emptyTarget(target, now), links: [], managed: [] }),
  };
}

function directoryOf(source: SourceName, all: readonly Fixture[], syncs: readonly SyncRules[], now: string): SourceDirectory {
  const fixtures = all.filter(fixture => fixture.source === source);
  const groups = new Map<SourceGroup['id'], SourceGroup & { members: { kind: 'read'; ids: Set<PersonId> } }>();
  const add = ({ id, name }: Pick<SourceGroup, 'id' | 'name'>) => {
    const group = groups.get(id) ?? { id, name, members: { kind: 'read', ids: new Set<PersonId>() } };
    groups.set(id, group);
    return group.members.ids;
  };
  for (const { person, groups: own } of fixtures) for (const group of own) add(group).add(person.id);
  for (const group of namedIn(syncs.filter(({ from }) => from === source)))
    if (![...groups.values()].some(({ name }) => nameKey(name) === nameKey(group.name))) add(group);
  return {
    provider: providerId(source),
    people: new Map(fixtures.map(({ person }) => [person.id, person])),
    groups,
    quarantined: [],
    evidence: { readAt: now, calls: 0, lists: [] },
  };
}

/** The source groups that manual rules spell out. */
const namedIn = (syncs: readonly SyncRules[]): Pick<SourceGroup, 'id' | 'name'>[] =>
  syncs
    .flatMap(({ groups }) => groups.manual.flatMap(({ from }) => from))
    .flatMap(({ kind, text }) => {
      if (kind === 'pattern') return [];
      const id = kind === 'id' ? text.slice('id:'.length) : `name:${nameKey(text)}`;
      return [{ id: sourceGroupId(id), name: text }];
    });

/** A pattern in a `from` that fits no group of the fixtures stands for groups that these people are not in. */
function withoutAbsent(sync: SyncRules, directory: SourceDirectory | undefined): SyncRules {
  const all = [...(directory?.groups.values() ?? [])];
  const manual = sync.groups.manual.map(rule => ({
    ...rule,
    from: rule.from.filter(selector => selector.kind !== 'pattern' || all.some(group => selector.matches(group))),
  }));
  return { ...sync, groups: { ...sync.groups, manual } };
}

const emptyTarget = ({ name, administratorGroups }: Target, readAt: string): TargetDirectory => ({
  product: { name, version: '', url: '' },
  self: accountId(''),
  accounts: new Map(),
  groups: new Map(),
  administratorGroups: new Set(administratorGroups ?? []),
  seats: [],
  evidence: { readAt, calls: 0, lists: [] },
});
