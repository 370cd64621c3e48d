import { pathSegment } from '../../http/address.js';
import type { Person, Quarantined, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import type { KeycloakApi } from './api.js';
import { type Outline, readOutline } from './circles.js';
import { readList } from './lists.js';
import { judgeRow, lookUpOne } from './lookup.js';
import { roleOf } from './roles.js';
import { type Declared, GroupRow, isServiceAccount, Rows, readUser } from './schema.js';
import type { KeycloakSettings } from './settings.js';
import { formOf } from './users.js';

type Settings = Pick<KeycloakSettings, 'attributes' | 'roles' | 'groupNames'>;

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls for each (R3). */
export async function pullSome(api: KeycloakApi, settings: Settings, whom: Whom, options: ReadOptions): Promise<SomePeople> {
  const { signal } = options;
  const found = new Found(api, settings.attributes, signal);
  const byLogin = new Map<string, readonly PersonId[]>();
  for (const login of whom.logins) {
    const called = await found.addCalled(login, person => isCalled(person, login));
    if (called.length > 0) byLogin.set(login, called);
  }
  for (const id of whom.ids) await found.addId(id);
  for (const one of [...whom.alike, ...found.everybody()]) await found.addAlike(one);

  const people = found.people();
  const asked = new Set([...whom.ids, ...[...byLogin.values()].flat()]);
  const lookedUp = new Map([...found.answers].filter(([id]) => asked.has(id) && !people.has(id)));
  const outline = await readOutline(api, settings, options);
  const groupsOf = new Map<PersonId, readonly Named[]>();
  for (const id of people.keys()) groupsOf.set(id, await groupsOfOne(api, outline, id, signal));
  const groups = someGroups(outline.named, groupsOf);
  return { people, lookedUp, byLogin, groups, quarantined: found.odd, lists: [outline.tree.evidence] };
}

type Named = Pick<SourceGroup, 'id' | 'name'>;

class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];

  constructor(
    private readonly api: KeycloakApi,
    private readonly declared: Declared,
    private readonly signal: AbortSignal,
  ) {}

  async addId(id: PersonId): Promise<void> {
    if (!this.answers.has(id)) this.answers.set(id, await lookUpOne(this.api, this.declared, id, this.signal));
  }

  /** By the whole user name, and by what stands before its `@`: without `exact` any part of it matches (keycloak.md §2, 2026-11). */
  async addCalled(login: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    const whole = await this.#add({ username: login, exact: true }, isMeant);
    if (login.includes('@')) return whole;
    return [...new Set([...whole, ...(await this.#add({ username: `${login}@`, exact: false }, isMeant))])];
  }

  async addAlike(one: Pick<Person, 'login' | 'email'>): Promise<void> {
    const isMeant = (person: Person) => areAlike(person, one);
    await this.addCalled(shortLogin(one.login), isMeant);
    if (one.email !== '') await this.#add({ email: one.email, exact: true }, isMeant);
  }

  async #add(
    query: Readonly<Record<string, string | boolean>>,
    isMeant: (person: Person) => boolean,
  ): Promise<readonly PersonId[]> {
    const request = { what: 'people', path: 'users', query: { ...formOf(this.declared), ...query }, signal: this.signal };
    const ids: PersonId[] = [];
    for (const row of (await readList(this.api, request)).rows) {
      const read = readUser(row, this.declared, 'users');
      if (read.kind === 'odd') this.odd.push(read.odd);
      else if (isMeant(read.person) && !isServiceAccount(read.person.login)) {
        ids.push(read.person.id);
        this.answers.set(read.person.id, judgeRow(this.declared, read.person.id, row));
      }
    }
    return ids;
  }

  everybody(): Person[] {
    return [...this.people().values()];
  }

  people(): ReadonlyMap<PersonId, Person> {
    return new Map(
      [...this.answers].flatMap(([id, answer]) =>
        (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined ? [[id, answer.person]] : [],
      ),
    );
  }
}

/** Direct groups with all that they stand in (G9), and the roles that somebody has in the end. */
async function groupsOfOne(api: KeycloakApi, outline: Outline, id: PersonId, signal: AbortSignal): Promise<readonly Named[]> {
  const path = `users/${pathSegment(id, 'Keycloak')}`;
  const { rows } = await readList(api, {
    what: `groups of ${id}`,
    path: `${path}/groups`,
    query: { briefRepresentation: true },
    signal,
  });
  const ids = new Set<SourceGroupId>();
  for (const row of rows)
    for (let at: SourceGroupId | undefined = GroupRow.parse(row).id; at !== undefined; at = outline.tree.groups.get(at)?.parent)
      ids.add(at);
  for (const where of outline.roles.roles.size === 0 ? [] : ['realm', ...outline.roles.clients.values()])
    for (const row of await api.get(`${path}/role-mappings/${where}/composite`, {}, Rows, signal)) ids.add(roleOf(row).id);
  return outline.named.filter(group => ids.has(group.id));
}
