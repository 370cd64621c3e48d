import { Unavailable, UnexpectedReply } from '../../errors.js';
import type { Person, Quarantined, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import type { OneLoginApi } from './api.js';
import { groupId, readGroupNames } from './groups.js';
import { readList } from './lists.js';
import { goneFrom, judgeRow, userRow } from './lookup.js';
import { readRoles } from './roles.js';
import { GroupOfRow, RolesOfRow, readUser } from './schema.js';
import type { OneLoginSettings } from './settings.js';

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls for each (R3). */
export async function pullSome(
  api: OneLoginApi,
  settings: OneLoginSettings,
  whom: Whom,
  options: ReadOptions,
): Promise<SomePeople> {
  const found = new Found(api, settings, options.signal);
  const byLogin = new Map<string, readonly PersonId[]>();
  for (const login of whom.logins) {
    const called = await found.addCalled(login, person => isCalled(person, login));
    if (called.length > 0) byLogin.set(login, called);
  }
  for (const id of whom.ids) await found.addId(id);
  for (const one of [...whom.alike, ...found.people().values()]) await found.addAlike(one);

  const people = found.people();
  const asked = new Set([...whom.ids, ...[...byLogin.values()].flat()]);
  const lookedUp = new Map([...found.answers].filter(([id]) => asked.has(id) && !people.has(id)));
  const { named, groupsOf, lists } = await groupsOfAll(api, settings, found, options);
  return { people, lookedUp, byLogin, groups: someGroups(named, groupsOf), quarantined: found.odd, lists };
}

class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];
  /** their own pages */
  readonly rows = new Map<PersonId, object>();

  constructor(
    private readonly api: OneLoginApi,
    private readonly settings: OneLoginSettings,
    private readonly signal: AbortSignal,
  ) {}

  async addId(id: PersonId): Promise<void> {
    if (this.answers.has(id)) return;
    const row = await userRow(this.api, id, this.signal);
    if (row === undefined) this.answers.set(id, goneFrom(this.settings));
    else {
      this.rows.set(id, row);
      this.answers.set(id, await judgeRow(this.api, this.settings, id, row, this.signal));
    }
  }

  /** A login is a username, or the address of whoever has none; a short one is what stands before the `@` of either. */
  async addCalled(login: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    const ids = new Set<PersonId>();
    const texts = login.includes('@') ? [login] : [login, `${login}@*`];
    for (const text of texts)
      for (const field of text === login && texts.length > 1 ? ['username'] : ['username', 'email'])
        for (const id of await this.#matching(field, text, isMeant)) ids.add(id);
    return [...ids];
  }

  async addAlike(one: Pick<Person, 'login' | 'email'>): Promise<void> {
    const isMeant = (person: Person) => areAlike(person, one);
    await this.addCalled(shortLogin(one.login), isMeant);
    if (one.email !== '') await this.#matching('email', one.email, isMeant);
  }

  /** Whether case counts in a filter is not documented: the text is asked for as it is, and in lower case where that is another one. */
  async #matching(field: string, text: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    const ids = new Set<PersonId>();
    for (const each of new Set([text, text.toLowerCase()])) {
      const request = { what: 'people', path: 'api/2/users', query: { [field]: each }, signal: this.signal };
      for (const row of (await readList(this.api, request)).rows) {
        const read = readUser(row, { ...this.settings, attributes: {} }, 'users');
        if (read.kind === 'odd') this.odd.push(read.odd);
        else if (isMeant(read.person)) ids.add(read.person.id);
      }
    }
    for (const id of ids) await this.addId(id);
    return [...ids];
  }

  people(): ReadonlyMap<PersonId, Person> {
    return new Map(
      [...this.answers].flatMap(([id, answer]) =>
        (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined ? [[id, answer.person]] : [],
      ),
    );
  }
}

type Named = Pick<SourceGroup, 'id' | 'name'>;

/** As their own pages say. Where one names no roles, the roles name them, proved as in a whole read. */
async function groupsOfAll(api: OneLoginApi, { groups: withGroups }: OneLoginSettings, found: Found, options: ReadOptions) {
  const people = [...found.people().keys()];
  const own = new Map(people.map(id => [id, RolesOfRow.safeParse(found.rows.get(id)).data?.role_ids ?? undefined]));
  const isSilent = own.values().some(roles => roles === undefined);
  const roles = await readRoles(api, { group: () => isSilent }, { signal: options.signal });
  const security = withGroups ? await readGroupNames(api, options) : undefined;
  const named: readonly Named[] = [...roles.groups.map(({ id, name }) => ({ id, name })), ...(security?.named ?? [])];

  const idsOf = (id: PersonId): ReadonlySet<string> => {
    const inRoles = own.get(id) ?? roles.groups.filter(role => isIn(id, role)).map(role => role.id);
    return new Set<string>([...inRoles, ...(withGroups ? groupOf(id, found.rows.get(id)) : [])]);
  };
  const groupsOf = new Map(people.map(id => [id, named.filter(group => idsOf(id).has(group.id))]));
  return { named, groupsOf, lists: [...roles.evidence, ...(security === undefined ? [] : [security.evidence])] };
}

/** The group that somebody's own page names, if any; rejects where it does not say. */
function groupOf(id: PersonId, row: unknown): readonly SourceGroupId[] {
  const { data } = GroupOfRow.safeParse(row);
  if (data === undefined)
    throw new UnexpectedReply(`OneLogin does not say in which group ${id} is`, 'Nothing was believed. Its API may have changed.');
  return data.group === null ? [] : [groupId(data.group)];
}

/** Rejects where nobody knows: not to know must not pass for not to be in it. */
function isIn(id: PersonId, { name, members }: SourceGroup): boolean {
  if (members.kind === 'read') return members.ids.has(id);
  const why = members.kind === 'unknown' ? members.why : 'not read';
  throw new Unavailable(`It is not known whether ${id} has the role ${name}: ${why}`, 'The next run tries again.');
}
