import type { Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { Whom } from '../source.js';
import type { LdapApi } from './api.js';
import { and, equal, type Filter, or, parseFilter, startsWith } from './filter.js';
import { listGroups } from './groups.js';
import { readList } from './lists.js';
import { type Answer, askFor, inChunks } from './lookup.js';
import { type PersonRow, personAttributes, personRow, quarantined } from './schema.js';
import type { Ways } from './settings.js';
import { groupsAround, searchable } from './upwards.js';

/** So many people are looked for in one filter. */
const AT_ONCE = 20;

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls for each (R3). */
export async function pullSome(api: LdapApi, whom: Whom, options: ReadOptions): Promise<SomePeople> {
  const rows = new Map<PersonId, PersonRow>();
  const odd: Quarantined[] = [];
  const find = async (filters: readonly Filter[], isMeant: (person: Person) => boolean) => {
    const found = (await Promise.all(inChunks(filters, AT_ONCE).map(some => matching(api, or(...some), options)))).flat();
    odd.push(...found.flatMap(quarantined));
    const meant = found.filter(({ read }) => read.kind === 'person' && isMeant(read.person));
    for (const row of meant) if (row.id !== undefined) rows.set(row.id, row);
    return meant;
  };

  const called = await find(
    whom.logins.map(login => calledSo(login, api.ways)),
    person => whom.logins.some(login => isCalled(person, login)),
  );
  const byLogin = new Map(
    whom.logins
      .map(
        login =>
          [
            login,
            peopleOf(called)
              .filter(person => isCalled(person, login))
              .map(({ id }) => id),
          ] as const,
      )
      .filter(([, ids]) => ids.length > 0),
  );
  const asked: ReadonlyMap<PersonId, Answer> = await askFor(
    api,
    whom.ids.filter(id => !rows.has(id)),
    options,
  );
  for (const [id, { said, row }] of asked)
    if (row !== undefined && (said.kind === 'present' || said.kind === 'inactive')) rows.set(id, row);
  const like = [...whom.alike, ...peopleOf(rows.values())];
  await find(
    like.map(one => likeThem(one, api.ways)),
    person => like.some(one => areAlike(one, person)),
  );

  const people = new Map(peopleOf(rows.values()).map(person => [person.id, person]));
  const lookedUp = new Map([...asked].flatMap(([id, { said }]) => (people.has(id) ? [] : [[id, said]])));
  const names = await listGroups(api, and(parseFilter(api.ways.groups.filter), searchable(api.ways)), options);
  const groupsOf = await groupsAround(api, [...rows.values()], names.rows, options);
  return { people, lookedUp, byLogin, quarantined: odd, groups: someGroups(names.rows, groupsOf), lists: [names.evidence] };
}

const peopleOf = (rows: Iterable<PersonRow>): readonly Person[] =>
  [...rows].flatMap(({ read }) => (read.kind === 'person' ? [read.person] : []));

/** A server compares with rules of its own; what it finds is looked through once more. */
function calledSo(login: string, { users }: Ways): Filter {
  const whole = equal(users.login, login);
  return login.includes('@') ? whole : or(whole, startsWith(users.login, `${login}@`));
}

function likeThem({ login, email }: Pick<Person, 'login' | 'email'>, ways: Ways): Filter {
  const called = calledSo(shortLogin(login), ways);
  return email === '' ? called : or(called, equal(ways.users.email, email));
}

async function matching(api: LdapApi, filter: Filter, { signal }: ReadOptions): Promise<readonly PersonRow[]> {
  const { ways } = api;
  const now = Date.now();
  const among = and(parseFilter(ways.users.filter), filter);
  const request = {
    what: 'some people',
    base: ways.users.base,
    scope: 'sub',
    filter: among,
    attributes: personAttributes(ways),
  } as const;
  return (await readList(api, { ...request, parse: row => personRow(row, ways, now) }, { signal })).rows;
}
