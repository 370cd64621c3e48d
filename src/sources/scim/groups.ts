import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import { type GroupList, listGroups } from './group-list.js';
import type { Service } from './lists.js';
import { flattened, type Known, type Own, ownMembers } from './members.js';
import { askOpenGroups } from './open-groups.js';
import type { Memberships } from './people.js';
import { groupsFilterOf, unlessRefused } from './pushed.js';
import type { ScimSettings } from './settings.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

export type GroupSettings = Pick<ScimSettings, 'members' | 'deviations' | 'filters' | 'attributes'>;

/** What the users' list says: who is there, and in which groups. */
export interface FromUsers {
  readonly isPerson: (id: string) => boolean;
  readonly memberships: Memberships;
  /** others were left out of it: a member whom no list has is one of them */
  readonly isNarrowed: boolean;
}

/** The groups by name, all or those that matter; those in scope with their members, nested ones too, from wherever the server tells them. */
export async function readGroups(
  service: Service,
  settings: GroupSettings,
  from: FromUsers,
  scope: PullScope,
  options: ReadOptions,
): Promise<Groups> {
  const { members: where, deviations } = settings;
  const { memberships } = from;
  const readIn = (list: GroupList) => (members: unknown) =>
    ownMembers(members, knownBy(list, from), deviations.has('emptyMembersAlways'));
  const list = await listNeeded(service, settings, from, scope, readIn, options);
  const wanted = [...list.named.values()].filter(scope.group);

  const read = readIn(list);
  const own = new Map([...list.members].map(([id, members]) => [id, where === 'each' ? UNTOLD : read(members)]));
  const isSettled = (id: SourceGroupId) => where === 'users' || (where === 'auto' && memberships.byGroup.has(id));
  await askOpenGroups(
    { service, read, isSettled },
    wanted.map(({ id }) => id),
    own,
    options,
  );

  const membersOf = membersFrom(settings, memberships, own);
  const groups = new Map<SourceGroupId, SourceGroup>();
  for (const [id, group] of list.named) groups.set(id, { ...group, members: { kind: 'notRead' } });
  for (const group of wanted) groups.set(group.id, { ...group, members: membersOf(group.id) });
  return { groups, evidence: list.evidence };
}

/** Those groups that matter, where the server says enough of them; else all. */
async function listNeeded(
  service: Service,
  settings: GroupSettings,
  from: FromUsers,
  scope: PullScope,
  readIn: (list: GroupList) => (members: unknown) => Own,
  options: ReadOptions,
): Promise<GroupList> {
  const { members: where } = settings;
  const question = { where, isEnough: where === 'auto' && from.memberships.areTold };
  const filter = groupsFilterOf(scope, settings);
  const few =
    filter === undefined ? undefined : await unlessRefused(service, () => listGroups(service, { ...question, filter }, options));
  return few !== undefined && tellsEnough(few, where, from, readIn(few)) ? few : listGroups(service, question, options);
}

const UNTOLD: Own = { kind: 'untold' };

/** Where people were left out, whoever is in no list is taken for one of them: asking for each would cost a call each. */
function knownBy({ named, isNarrowed }: GroupList, from: FromUsers): Known {
  const ids = new Set<string>(named.keys());
  const isGroup = (id: string) => ids.has(id);
  return { isGroup, isPerson: id => from.isPerson(id) || (from.isNarrowed && !isNarrowed && !isGroup(id)) };
}

/** Whether a list of some groups says all that the list of all would: that they show members, and which of these are people. */
function tellsEnough(
  { members }: GroupList,
  where: ScimSettings['members'],
  { isNarrowed }: FromUsers,
  read: (members: unknown) => Own,
): boolean {
  if (where === 'users') return true;
  if (where === 'each') return !isNarrowed;
  const own = [...members.values()].map(read);
  return own.some(saysSomebody) && !(isNarrowed && own.some(each => each.kind !== 'told' || each.unclear.size > 0));
}

/** Puts together what groups and users say. */
function membersFrom(
  { members: where, deviations }: GroupSettings,
  { byGroup, areTold }: Memberships,
  own: ReadonlyMap<SourceGroupId, Own>,
): (id: SourceGroupId) => Members<PersonId> {
  const fromUsers = (id: SourceGroupId): Members<PersonId> =>
    areTold ? { kind: 'read', ids: byGroup.get(id) ?? new Set() } : { kind: 'unknown', why: 'no row of a user names a group' };
  if (where === 'users') return fromUsers;
  if (where === 'auto' && !areTold && own.size > 0 && ![...own.values()].some(saysSomebody))
    return () => ({
      kind: 'unknown',
      why: 'no group of this server shows a member, and no user a group (see `members` in docs/scim.md)',
    });

  const ownOf = (id: SourceGroupId): Own => {
    const said = own.get(id) ?? UNTOLD;
    if (said.kind !== 'untold') return said;
    if (where === 'auto' && areTold) return told(byGroup.get(id) ?? new Set());
    return deviations.has('emptyMembersLeftOut') ? told(new Set()) : said;
  };
  return id => {
    const members = flattened(id, ownOf);
    // both are the server's own words: a list that was cut, or always is empty, is mended by the rows of users
    return where === 'auto' && members.kind === 'read'
      ? { kind: 'read', ids: new Set([...members.ids, ...(byGroup.get(id) ?? [])]) }
      : members;
  };
}

const told = (people: ReadonlySet<PersonId>): Own => ({ kind: 'told', people, groups: new Set(), unclear: new Set() });

/** Not known to be empty. */
const saysSomebody = (own: Own): boolean =>
  own.kind === 'unknown' || (own.kind === 'told' && own.people.size + own.groups.size + own.unclear.size > 0);
