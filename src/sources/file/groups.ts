import type { Members, SourceGroup } from '../../model/directory.js';
import { type PersonId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { PullScope } from '../source.js';
import type { People } from './people.js';
import type { RawGroup } from './raw.js';

/** Groups with the people that their members' ids or logins mean; one that names somebody unknown is unknown (R1). */
export function readGroups(
  groups: readonly RawGroup[],
  people: People,
  scope: PullScope,
): ReadonlyMap<SourceGroupId, SourceGroup> {
  const find = finder(people);
  return new Map(
    groups.map(({ id, name, members }) => {
      const group = { id: sourceGroupId(id), name };
      return [group.id, { ...group, members: scope.group(group) ? membersOf(members, find) : { kind: 'notRead' } }];
    }),
  );
}

type Found = { readonly kind: 'found'; readonly id: PersonId } | { readonly kind: 'not'; readonly why: string };

/** By id, else by login without case. Somebody in quarantine is known by id only. */
function finder({ people, quarantined }: People): (member: string) => Found {
  const ids = new Map<string, PersonId>();
  const logins = new Map<string, Set<PersonId>>();
  for (const { id, login } of people.values()) {
    ids.set(id, id);
    logins.set(nameKey(login), (logins.get(nameKey(login)) ?? new Set()).add(id));
  }
  for (const { id } of quarantined) if (id !== undefined) ids.set(id, id);

  return member => {
    const known = ids.get(member);
    if (known !== undefined) return { kind: 'found', id: known };
    const [id, another] = logins.get(nameKey(member)) ?? [];
    if (id === undefined) return { kind: 'not', why: `nobody has the id or login ${member}` };
    return another === undefined ? { kind: 'found', id } : { kind: 'not', why: `several people have the login ${member}` };
  };
}

function membersOf(members: RawGroup['members'], find: (member: string) => Found): Members<PersonId> {
  const ids = new Set<PersonId>();
  for (const { where, member } of members) {
    const found = find(member);
    if (found.kind === 'not') return { kind: 'unknown', why: `${where}: ${found.why}` };
    ids.add(found.id);
  }
  return { kind: 'read', ids };
}
