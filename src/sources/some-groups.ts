import type { SomeSourceGroup, SourceGroup } from '../model/directory.js';
import type { PersonId, SourceGroupId } from '../model/ids.js';

/** All groups by name, each with those of some people who are in it. */
export function someGroups(
  named: Iterable<Pick<SourceGroup, 'id' | 'name'>>,
  groupsOf: ReadonlyMap<PersonId, Iterable<Pick<SourceGroup, 'id' | 'name'>>>,
): ReadonlyMap<SourceGroupId, SomeSourceGroup> {
  const groups = new Map([...named].map(({ id, name }) => [id, { id, name, ids: new Set<PersonId>() }] as const));
  for (const [person, mine] of groupsOf)
    for (const { id, name } of mine) {
      const group = groups.get(id) ?? { id, name, ids: new Set<PersonId>() };
      group.ids.add(person);
      groups.set(id, group);
    }
  return new Map([...groups.values()].map(({ id, name, ids }) => [id, { id, name, members: { kind: 'some', ids } }]));
}
