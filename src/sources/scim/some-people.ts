import { UnexpectedReply } from '../../errors.js';
import type { Person, SomeSourceGroup, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { SomePeople } from '../some-people.js';
import type { Whom } from '../source.js';
import { Found } from './find-people.js';
import { type FromUsers, type GroupSettings, type Groups, readGroups } from './groups.js';
import type { Service } from './lists.js';
import { isPersonOf, readPeople } from './people.js';
import type { UserRow } from './schema.js';

/** Everybody who is asked for by id or login, and those like them; each with all groups. */
export async function pullSome(
  service: Service,
  settings: GroupSettings,
  row: UserRow,
  whom: Whom,
  options: ReadOptions,
): Promise<SomePeople> {
  const found = new Found(service, row, options.signal);
  const byLogin = new Map<string, readonly PersonId[]>();
  for (const login of whom.logins) {
    const called = await found.addCalled(login);
    if (called.length > 0) byLogin.set(login, called);
  }
  for (const id of whom.ids) await found.addId(id);
  for (const one of [...whom.alike, ...found.everybody()]) await found.addAlike(one);

  const people = inScope(found);
  const asked = new Set([...whom.ids, ...[...byLogin.values()].flat()]);
  const lookedUp = new Map([...found.answers].filter(([id]) => asked.has(id) && !people.has(id)));
  const { groups, evidence } = await groupsOf(service, settings, row, found, options);
  return { people, lookedUp, byLogin, quarantined: found.odd, groups: partOf(groups, people), lists: evidence };
}

/** Active people, and those who are inactive: whom a whole read would have a row of. */
const inScope = ({ answers }: Found): ReadonlyMap<PersonId, Person> =>
  new Map(
    [...answers].flatMap(([id, answer]) =>
      (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined ? [[id, answer.person]] : [],
    ),
  );

/**
 * The groups are read as for everybody: a filter that a server does not know, and answers with nothing, would end memberships.
 * Where these few rows do not tell enough, all users are read too.
 */
async function groupsOf(
  service: Service,
  settings: GroupSettings,
  row: UserRow,
  found: Found,
  options: ReadOptions,
): Promise<Groups> {
  const all = { group: () => true };
  const byGroup = found.memberships();
  // not all people are known: a member without a type, with the id of a group, may be somebody
  const few: FromUsers = { isPerson: () => true, memberships: { byGroup, areTold: byGroup.size > 0 }, isNarrowed: false };
  const read = await readGroups(service, settings, few, all, options);
  if (unknownOf(read) === undefined) return read;

  const people = await readPeople(service, row, undefined, options);
  const whole = await readGroups(service, settings, { ...people, isPerson: isPersonOf(people) }, all, options);
  const unknown = unknownOf(whole);
  if (unknown?.members.kind !== 'unknown') return whole;
  throw new UnexpectedReply(
    `Who is in ${unknown.name} of ${service.api.name} is not known: ${unknown.members.why}`,
    'For some people only, each of their groups must be known. See `members` and `deviations` in docs/scim.md.',
  );
}

const unknownOf = ({ groups }: Groups): SourceGroup | undefined =>
  [...groups.values()].find(({ members }) => members.kind === 'unknown');

const partOf = (groups: Groups['groups'], people: ReadonlyMap<PersonId, Person>): ReadonlyMap<SourceGroupId, SomeSourceGroup> =>
  new Map(
    [...groups].map(([id, { name, members }]) => {
      const all = members.kind === 'read' ? [...members.ids] : [];
      return [id, { id, name, members: { kind: 'some', ids: new Set(all.filter(person => people.has(person))) } }];
    }),
  );
