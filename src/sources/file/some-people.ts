import type { Person, SomeSourceGroup, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import { areAlike, isCalled } from '../alike.js';
import { someGroups as groupsOfSome } from '../some-groups.js';
import type { FoundPeople, LookedUp, Whom } from '../source.js';
import type { People } from './people.js';

/** Those who are asked for, and whoever could be taken for them. Pure. */
export function pickPeople(
  { people }: People,
  { ids, logins, alike }: Whom,
  lookUp: (id: PersonId) => LookedUp,
): Pick<FoundPeople, 'lookedUp' | 'byLogin'> & { readonly people: ReadonlyMap<PersonId, Person> } {
  const everybody = [...people.values()];
  const called = (login: string) => everybody.filter(one => isCalled(one, login)).map(({ id }) => id);
  const byLogin = new Map(logins.map(login => [login, called(login)] as const).filter(([, all]) => all.length > 0));
  const asked = new Set([...ids, ...[...byLogin.values()].flat()]);
  const found = new Map(everybody.filter(({ id }) => asked.has(id)).map(one => [one.id, one]));
  const like = [...alike, ...found.values()];
  for (const one of everybody) if (like.some(other => areAlike(one, other))) found.set(one.id, one);
  const lookedUp = new Map([...asked].filter(id => !found.has(id)).map(id => [id, lookUp(id)]));
  return { people: found, lookedUp, byLogin };
}

/** A group that names somebody unknown is unknown for everybody (R1): left out, it would read as one that nobody is in. */
export function someGroups(
  groups: ReadonlyMap<SourceGroupId, SourceGroup>,
  people: ReadonlyMap<PersonId, Person>,
): ReadonlyMap<SourceGroupId, SomeSourceGroup> {
  const read = [...groups.values()].filter(({ members }) => members.kind === 'read');
  const isIn = (id: PersonId, { members }: SourceGroup) => members.kind === 'read' && members.ids.has(id);
  const known = groupsOfSome(read, new Map([...people.keys()].map(id => [id, read.filter(group => isIn(id, group))])));
  const unknown = [...groups.values()].flatMap(({ id, name, members }) =>
    members.kind === 'unknown' ? [[id, { id, name, members }] as const] : [],
  );
  return new Map([...known, ...unknown]);
}
