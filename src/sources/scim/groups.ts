import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import { listGroups } from './group-list.js';
import type { Service } from './lists.js';
import { flattened, type Known, type Own, ownMembers } from './members.js';
import { askOpenGroups } from './open-groups.js';
import type { Memberships } from './people.js';
import type { ScimSettings } from './settings.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

type Settings = Pick<ScimSettings, 'members' | 'deviations'>;

/** What the users' list says: who is there, and in which groups. */
export interface FromUsers {
  readonly isPerson: (id: string) => boolean;
  readonly memberships: Memberships;
}

/** All groups by name; those in scope with their members, nested ones too, from wherever the server tells them. */
export async function readGroups(
  service: Service,
  settings: Settings,
  { isPerson, memberships }: FromUsers,
  scope: PullScope,
  options: ReadOptions,
): Promise<Groups> {
  const where = settings.members;
  const list = await listGroups(service, where, where === 'auto' && memberships.areTold, options);
  const wanted = [...list.named.values()].filter(scope.group);

  const ids = new Set<string>(list.named.keys());
  const known: Known = { isPerson, isGroup: id => ids.has(id) };
  const read = (members: unknown) => ownMembers(members, known, settings.deviations.has('emptyMembersAlways'));
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

const UNTOLD: Own = { kind: 'untold' };

/** Puts together what groups and users say. */
function membersFrom(
  { members: where, deviations }: Settings,
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
