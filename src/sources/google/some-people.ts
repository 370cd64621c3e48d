import type { Person, Quarantined, SomeSourceGroup, SourceGroup } from '../../model/directory.js';
import { type PersonId, personId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import type { GoogleApi } from './api.js';
import { readGroups } from './groups.js';
import { readList } from './lists.js';
import { judgeRow, lookUps } from './lookup.js';
import { readUser } from './schema.js';
import type { GoogleSettings } from './settings.js';
import { userList } from './users.js';

/**
 * Everybody who is asked for by id or login, and those like them. Their groups come from the groups' own lists: the groups that
 * Google names for a person lack those that all of the customer are in.
 */
export async function pullSome(api: GoogleApi, settings: GoogleSettings, whom: Whom, options: ReadOptions): Promise<SomePeople> {
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
  const everybody = { ids: people.keys().toArray(), isPerson: (id: PersonId) => people.has(id), isLeftOut: () => false };
  const { groups, evidence } = await readGroups(api, settings, { group: () => true }, everybody, options);
  const some = new Map([...groups].map(([id, group]) => [id, onlyOf(group, people)]));
  return { people, lookedUp, byLogin, groups: some, quarantined: found.odd, lists: evidence };
}

function onlyOf({ id, name, members }: SourceGroup, people: ReadonlyMap<PersonId, Person>): SomeSourceGroup {
  if (members.kind === 'unknown') return { id, name, members };
  const ids = members.kind === 'read' ? [...members.ids].filter(member => people.has(member)) : [];
  return { id, name, members: { kind: 'some', ids: new Set(ids) } };
}

class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];
  readonly #lookUp: (id: PersonId) => Promise<LookedUp>;

  constructor(
    private readonly api: GoogleApi,
    private readonly settings: GoogleSettings,
    private readonly signal: AbortSignal,
  ) {
    this.#lookUp = lookUps(api, settings, signal);
  }

  async addId(id: PersonId): Promise<void> {
    if (!this.answers.has(id)) this.answers.set(id, await this.#lookUp(id));
  }

  /** By the whole login, or by what stands before its `@`. */
  addCalled(login: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    return this.#add(login.includes('@') ? login : `${login}@`, isMeant);
  }

  async addAlike(one: Pick<Person, 'login' | 'email'>): Promise<void> {
    const isMeant = (person: Person) => areAlike(person, one);
    await this.addCalled(shortLogin(one.login), isMeant);
    if (one.email !== '') await this.#add(one.email, isMeant);
  }

  /** There is no OR, and `email` finds aliases too (google.md §2, 2026-09): who is meant is told here. */
  async #add(beginning: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    const query = emailQuery(beginning);
    if (query === undefined) return [];
    const list = userList(this.settings);
    const request = { ...list, what: 'people', query: { ...list.query, query }, signal: this.signal };
    const ids: PersonId[] = [];
    for (const row of (await readList(this.api, request)).rows) {
      const read = readUser(row, this.settings.attributes, 'users');
      if (read.kind === 'odd') this.odd.push(read.odd);
      else if (isMeant(read.person)) {
        ids.push(read.person.id);
        this.answers.set(read.person.id, judgeRow(this.settings, read.person.id, row));
      }
    }
    return ids;
  }

  /** Active people in scope, and those who are inactive: whom a whole read would have a row of. */
  people(): ReadonlyMap<PersonId, Person> {
    return new Map(
      [...this.answers].flatMap(([id, answer]) =>
        (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined
          ? [[personId(id), answer.person]]
          : [],
      ),
    );
  }
}

/**
 * Addresses that begin so. How quotes are written inside a value is not described, so it ends before the first letter that may
 * need them: that finds more, never fewer. undefined: no address begins so.
 */
export function emailQuery(beginning: string): string | undefined {
  const [plain = ''] = /^[\w.+@-]*/.exec(beginning) ?? [];
  return plain === '' ? undefined : `email:${plain}*`;
}
