import { UnexpectedReply } from '../../errors.js';
import type { Person, Quarantined, SomeSourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { shortLogin } from '../alike.js';
import { quoted } from '../scim-filter.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import type { IdcsApi } from './api.js';
import { userAttributes } from './attributes.js';
import { groupOf } from './groups.js';
import { readList } from './lists.js';
import { judgeRow, userRow } from './lookup.js';
import { MOST_GROUPS } from './people.js';
import { quarantined, UserRow } from './schema.js';
import type { IdcsSettings } from './settings.js';

type Settings = Pick<IdcsSettings, 'app' | 'attributes'>;

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls for each (R3). */
export async function pullSome(api: IdcsApi, settings: Settings, whom: Whom, { signal }: ReadOptions): Promise<SomePeople> {
  const found = new Found(api, settings, signal);
  const byLogin = new Map<string, readonly PersonId[]>();
  for (const login of whom.logins) {
    const called = await found.addMatching(`people called ${login}`, calledSo(login));
    if (called.length > 0) byLogin.set(login, called);
  }
  for (const id of whom.ids) await found.addId(id);
  const like = [...whom.alike, ...found.everybody()];
  for (const one of like) await found.addMatching(`people like ${one.login}`, likeThem(one));

  const people = found.people();
  const asked = new Set([...whom.ids, ...[...byLogin.values()].flat()]);
  const lookedUp = new Map([...found.answers].filter(([id]) => asked.has(id) && !people.has(id)));
  const names = await readList(api, { what: 'groups', path: 'Groups', attributes: 'displayName', signal });
  const named = names.rows.map(groupOf);
  const groupsOf = await found.groupsOf(new Map(named.map(group => [group.id, group])));
  return { people, lookedUp, byLogin, quarantined: found.odd, groups: someGroups(named, groupsOf), lists: [names.evidence] };
}

const calledSo = (login: string) =>
  login.includes('@') ? `userName eq ${quoted(login)}` : `userName eq ${quoted(login)} or userName sw ${quoted(`${login}@`)}`;

const likeThem = ({ login, email }: Pick<Person, 'login' | 'email'>): string => {
  const short = shortLogin(login);
  const either = `userName eq ${quoted(short)} or userName sw ${quoted(`${short}@`)}`;
  return email === '' ? either : `${either} or emails.value eq ${quoted(email)}`;
};

type Named = Pick<SomeSourceGroup, 'id' | 'name'>;

class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];
  readonly #rows = new Map<PersonId, readonly SourceGroupId[]>();

  constructor(
    private readonly api: IdcsApi,
    private readonly settings: Settings,
    private readonly signal: AbortSignal,
  ) {}

  async addId(id: PersonId): Promise<void> {
    if (this.answers.has(id)) return;
    const row = await userRow(this.api, id, userAttributes(this.settings.attributes), this.signal);
    if (row === undefined) this.answers.set(id, { kind: 'deleted' });
    else await this.#take(id, row);
  }

  async addMatching(what: string, filter: string): Promise<readonly PersonId[]> {
    const attributes = userAttributes(this.settings.attributes);
    const { rows } = await readList(this.api, { what, path: 'Users', attributes, filter, signal: this.signal });
    const ids: PersonId[] = [];
    for (const row of rows) {
      const { data, error } = UserRow.safeParse(row);
      const odd = error === undefined ? undefined : quarantined(row, 'users', error);
      if (odd !== undefined) this.odd.push(odd);
      const id = data?.person.id ?? odd?.id;
      if (id !== undefined) ids.push(id);
      if (data !== undefined && !this.answers.has(data.person.id)) await this.#take(data.person.id, row);
    }
    return ids;
  }

  async #take(id: PersonId, row: unknown): Promise<void> {
    this.answers.set(id, await judgeRow(this.api, this.settings, id, row, this.signal));
    const { data } = UserRow.safeParse(row);
    if (data !== undefined) this.#rows.set(id, data.groups);
  }

  everybody(): Person[] {
    return [...this.answers.values()].flatMap(answer => ('person' in answer && answer.person) || []);
  }

  /** Active people in scope, and those who are inactive: whom a whole read would have a row of. */
  people(): ReadonlyMap<PersonId, Person> {
    return new Map(
      [...this.answers].flatMap(([id, answer]) =>
        (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined ? [[id, answer.person]] : [],
      ),
    );
  }

  /** The row's, nested and dynamic ones too, and those whose own list has the person: either may know more (idcs.md §5, 2026-08). */
  async groupsOf(named: ReadonlyMap<SourceGroupId, Named>): Promise<ReadonlyMap<PersonId, readonly Named[]>> {
    const groups = new Map<PersonId, readonly Named[]>();
    for (const id of this.people().keys()) {
      const filter = `members[type eq "User" and value eq ${quoted(id)}]`;
      const request = { what: `groups of ${id}`, path: 'Groups', attributes: 'displayName', filter, signal: this.signal };
      const own = (await readList(this.api, request)).rows.map(groupOf);
      const row = this.#rows.get(id) ?? [];
      if (row.length >= MOST_GROUPS)
        throw new UnexpectedReply(`the groups of ${id} may be cut off at ${MOST_GROUPS}`, 'Nothing was believed of anybody.');
      const inRow = row.flatMap(group => named.get(group) ?? []);
      groups.set(id, [...inRow, ...own]);
    }
    return groups;
  }
}
