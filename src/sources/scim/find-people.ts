import { Refused } from '../../errors.js';
import type { Person, Quarantined } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import { quoted } from '../scim-filter.js';
import type { LookedUp } from '../source.js';
import { readList, type Service } from './lists.js';
import { judged, userOf } from './lookup.js';
import { quarantined, type UserRow } from './schema.js';

/** People found by id or by what they are called, and what was said of each. */
export class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];
  readonly #groups = new Map<PersonId, readonly SourceGroupId[]>();
  #everybody: Promise<readonly unknown[]> | undefined;

  constructor(
    private readonly service: Service,
    private readonly row: UserRow,
    private readonly signal: AbortSignal,
  ) {}

  async addId(id: PersonId): Promise<void> {
    if (this.answers.has(id)) return;
    const raw = await userOf(this.service, id, this.signal);
    if (raw === undefined) this.answers.set(id, { kind: 'deleted' });
    else this.#take(id, raw);
  }

  /** Whoever has this login, whole or up to its `@`. */
  async addCalled(login: string): Promise<readonly PersonId[]> {
    const short = login.includes('@') ? [] : [`userName sw ${quoted(`${login}@`)}`];
    const filter = [`userName eq ${quoted(login)}`, ...short].join(' or ');
    return this.#addMatching(`people called ${login}`, filter, person => isCalled(person, login));
  }

  /** Whoever could be taken for this person (C2). */
  async addAlike(one: Pick<Person, 'login' | 'email'>): Promise<void> {
    const short = shortLogin(one.login);
    const mail = one.email === '' ? [] : [`emails.value eq ${quoted(one.email)}`];
    const filter = [`userName eq ${quoted(short)}`, `userName sw ${quoted(`${short}@`)}`, ...mail].join(' or ');
    await this.#addMatching(`people like ${one.login}`, filter, person => areAlike(person, one));
  }

  /** Everybody of whom anything was said. */
  everybody(): Person[] {
    return [...this.answers.values()].flatMap(answer => ('person' in answer && answer.person) || []);
  }

  /** Who is in which group, as these people's rows say. */
  memberships(): ReadonlyMap<SourceGroupId, ReadonlySet<PersonId>> {
    const byGroup = new Map<SourceGroupId, Set<PersonId>>();
    for (const [person, groups] of this.#groups)
      for (const group of groups) byGroup.set(group, (byGroup.get(group) ?? new Set()).add(person));
    return byGroup;
  }

  /** Rows are held against the question after the fact: a few servers answer a filter with everybody (scim.md §5, 2026-08). */
  async #addMatching(what: string, filter: string, isMeant: (person: Person) => boolean): Promise<readonly PersonId[]> {
    const ids: PersonId[] = [];
    for (const raw of await this.#ask(what, filter)) {
      const { data, error } = this.row.safeParse(raw);
      const odd = error === undefined ? undefined : quarantined(raw, 'users', error);
      if (odd !== undefined && !this.odd.some(({ id }) => id !== undefined && id === odd.id)) this.odd.push(odd);
      if (data === undefined || !isMeant(data.person)) continue;
      ids.push(data.person.id);
      if (!this.answers.has(data.person.id)) this.#take(data.person.id, raw);
    }
    return ids;
  }

  /** Many servers know few filters, or none (scim.md §5, 2026-08): then everybody is asked for, once. */
  async #ask(what: string, filter: string): Promise<readonly unknown[]> {
    const { service, signal } = this;
    const request = { path: service.offer.users, signal };
    if (service.offer.mayFilter && this.#everybody === undefined)
      try {
        return (await readList(service, { ...request, what, filter })).rows;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    this.#everybody ??= readList(service, { ...request, what: 'users' }).then(({ rows }) => rows);
    return this.#everybody;
  }

  #take(id: PersonId, raw: unknown): void {
    this.answers.set(id, judged(this.row, id, raw));
    const { data } = this.row.safeParse(raw);
    if (data?.groups !== undefined) this.#groups.set(id, data.groups);
  }
}
