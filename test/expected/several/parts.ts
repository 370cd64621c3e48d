import { fold, isPrivileged, kept } from '../names.js';
import { isRead, type Somebody, verdictOn } from './words.js';
import type { Mode, Realm, RealmSource, RealmSync } from './world.js';

/** What one rule of one sync gives to one target group. */
interface Part {
  readonly name: string;
  readonly sync: RealmSync;
  readonly mode: Mode;
  readonly spelled: boolean;
  readonly members: readonly string[] | 'unknown';
  readonly isBacked: boolean;
  readonly isForNewUsers: boolean;
}

/** What all rules of all syncs say of one target group (G1 to G5, G7). */
export interface WantedGroup {
  readonly name: string;
  readonly mode: Mode;
  /** a pattern may not reach a privileged group: no more than its name is left of it then (G2) */
  readonly isSetAside: boolean;
  readonly members: ReadonlySet<string>;
  /** who else belongs in it is not known */
  readonly unknown: boolean;
  readonly syncs: readonly string[];
  readonly newUsersOf: readonly string[];
  /** a source group fills it, or nothing of it is unknown */
  readonly isKnown: boolean;
  readonly mayBeMade: boolean;
}

const MODES: readonly Mode[] = ['additive', 'granted', 'managed', 'strict'];

export function wantedGroups(people: readonly Somebody[], realm: Realm): readonly WantedGroup[] {
  const parts = realm.syncs.flatMap(sync => partsOf(sync, people, realm));
  return [...Map.groupBy(parts, ({ name }) => fold(name))].map(([key, same]) => groupFrom(key, same, realm));
}

function groupFrom(key: string, parts: readonly Part[], realm: Realm): WantedGroup {
  const isPriv = isPrivileged(key, [...realm.target.administratorGroups, ...realm.protectGroups]);
  const reaching = isPriv ? parts.filter(({ spelled }) => spelled) : parts;
  const deciding = parts.filter(({ isForNewUsers }) => !isForNewUsers);
  const modes = (deciding.length > 0 ? deciding : parts).map(({ mode }) => mode);
  const members = new Set(reaching.flatMap(part => (part.members === 'unknown' ? [] : part.members)));
  const unknown =
    parts.some(part => part.members === 'unknown') ||
    realm.syncs.some(sync => !isRead(sync.from, realm) && mayName(sync, key, realm));
  return {
    ...{ name: key, members, unknown, isSetAside: reaching.length === 0 },
    mode: MODES.find(mode => modes.includes(mode)) ?? 'additive',
    syncs: parts.map(({ sync }) => sync.name),
    newUsersOf: reaching.filter(({ isForNewUsers }) => isForNewUsers).map(({ sync }) => sync.name),
    isKnown: !unknown || reaching.some(({ isBacked }) => isBacked),
    mayBeMade: parts.some(({ sync }) => sync.groups.create),
  };
}

/** DESIGN §2: where it is not remembered what an unread sync's patterns named, they may name whatever they could. */
function mayName({ name, groups }: RealmSync, key: string, { memory }: Realm): boolean {
  if (groups.onTheFly.length === 0) return false;
  const last = memory.wishes[name];
  if (last !== undefined) return last.some(group => fold(group) === key);
  return groups.onTheFly.some(({ match, to }) => to !== undefined || new RegExp(`^(?:${match})$`, 'iu').test(key));
}

function partsOf(sync: RealmSync, people: readonly Somebody[], realm: Realm): Part[] {
  const source = realm.sources.find(({ name, read }) => name === sync.from && read);
  const wanted = people.filter(one => isWantedBy(sync, one, realm)).map(({ id }) => id);
  return [...manualParts(sync, source, wanted), ...onTheFlyParts(sync, source, wanted), ...defaultParts(sync, source, wanted)];
}

/** A sync's rules speak of those whom that sync wants, and who do not leave all the same. */
function isWantedBy(sync: RealmSync, one: Somebody, realm: Realm): boolean {
  const before = realm.memory.links.find(({ person, closed }) => person === one.id && !closed)?.owner;
  const verdict = verdictOn([one], before, realm);
  return verdict?.word === 'wanted' && verdict.wantedBy.includes(sync.name);
}

const matches = (text: string, name: string): boolean =>
  text.startsWith('/') ? new RegExp(text.slice(1, -1), 'iu').test(name.normalize('NFC')) : fold(text) === fold(name);

const counted = ({ groups }: RealmSync, source: RealmSource) =>
  source.groups.filter(({ name }) => !groups.exclude.some(text => matches(text, name)));

/** Two source groups of one name are a conflict: not even which of them is meant is known (G1). */
function through(
  group: RealmSource['groups'][number],
  sync: RealmSync,
  source: RealmSource,
  wanted: readonly string[],
): Pick<Part, 'members' | 'isBacked'> {
  if (counted(sync, source).filter(({ name }) => fold(name) === fold(group.name)).length > 1)
    return { members: 'unknown', isBacked: false };
  const { members } = group;
  if (members === 'unknown') return { members, isBacked: true };
  return { members: members.filter(id => wanted.includes(id)), isBacked: true };
}

const NOTHING = { members: 'unknown', isBacked: false } as const;

function manualParts(sync: RealmSync, source: RealmSource | undefined, wanted: readonly string[]): Part[] {
  return sync.groups.manual.flatMap(({ from, to, mode }) => {
    const common = { name: to, sync, mode: mode ?? sync.groups.mode, spelled: true, isForNewUsers: false };
    if (source === undefined) return [{ ...common, ...NOTHING }];
    const named = counted(sync, source).filter(({ name }) => from.some(text => matches(text, name)));
    const unmet = from.some(text => !named.some(({ name }) => matches(text, name)));
    return [
      ...(unmet ? [{ ...common, ...NOTHING }] : []),
      ...named.map(group => ({ ...common, ...through(group, sync, source, wanted) })),
    ];
  });
}

function onTheFlyParts(sync: RealmSync, source: RealmSource | undefined, wanted: readonly string[]): Part[] {
  if (source === undefined) return [];
  return counted(sync, source).flatMap((group): Part[] => {
    if (sync.groups.manual.some(({ from }) => from.some(text => matches(text, group.name)))) return [];
    for (const { match, to } of sync.groups.onTheFly) {
      const found = new RegExp(`^(?:${match})$`, 'iu').exec(group.name.normalize('NFC'));
      if (found === null) continue;
      const name = kept(to === undefined ? group.name : to.replace('{team}', found.groups?.team ?? ''));
      if (name === '') return [];
      const common = { name, sync, mode: sync.groups.mode, spelled: false, isForNewUsers: false };
      return [{ ...common, ...through(group, sync, source, wanted) }];
    }
    return [];
  });
}

function defaultParts(sync: RealmSync, source: RealmSource | undefined, wanted: readonly string[]): Part[] {
  const common = { sync, spelled: true, isBacked: false };
  const members = source === undefined ? ('unknown' as const) : wanted;
  const { mode, allUsers, newUsers } = sync.groups;
  return [
    ...allUsers.map(name => ({ ...common, name, mode, members, isForNewUsers: false })),
    ...newUsers.map(name => ({
      ...{ ...common, name, mode: 'additive' as const, isForNewUsers: true },
      members: source === undefined ? ('unknown' as const) : [],
    })),
  ];
}
