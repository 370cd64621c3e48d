import { SyncError } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import { sourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled, shortLogin } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import { type GraphApi, pathWith } from './api.js';
import { directMembers, readAssignments } from './app.js';
import { selectOf } from './attributes.js';
import { inBatches } from './batch.js';
import { HIDDEN, type Named, readNames } from './groups.js';
import { readLists } from './lists.js';
import { judgeRow, lookUpSome, notAssigned } from './lookup.js';
import { idOf, readUser } from './schema.js';
import type { EntraSettings } from './settings.js';

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls, 20 questions in each (R3). */
export async function pullSome(api: GraphApi, settings: EntraSettings, whom: Whom, options: ReadOptions): Promise<SomePeople> {
  const found = new Found(api, settings, options.signal);
  const byLogin = await found.addCalled(whom.logins);
  await found.addIds(whom.ids);
  await found.addAlike([...whom.alike, ...found.people().values()]);

  const names = await readNames(api, options);
  const groupsOf = await readGroupsOf(api, [...found.people().values()], names.named, options.signal);
  if (settings.app !== undefined) await found.keepAssigned(settings.app, names.named, groupsOf);
  const people = found.people();
  const maySeeHidden = (await api.roles(options.signal))?.includes('Member.Read.Hidden') === true;
  const unseen = names.named.filter(({ isHidden }) => isHidden && !maySeeHidden);
  const asked = new Set([...whom.ids, ...[...byLogin.values()].flat()]);
  return {
    ...{ people, byLogin, quarantined: found.odd, lists: [names.evidence] },
    lookedUp: new Map([...found.answers].filter(([id]) => asked.has(id) && !people.has(id))),
    groups: new Map([
      ...someGroups(
        names.named.map(({ id, name }) => ({ id, name })),
        new Map([...groupsOf].filter(([id]) => people.has(id))),
      ),
      ...unseen.map(({ id, name }) => [id, { id, name, members: HIDDEN }] as const),
    ]),
  };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A login is a userPrincipalName, or a guest's address; up to its `@`, where it has none. */
const calledFilter = (login: string): string =>
  login.includes('@')
    ? `userPrincipalName eq ${quoted(login)} or mail eq ${quoted(login)}`
    : `startsWith(userPrincipalName,${quoted(`${login}@`)}) or startsWith(mail,${quoted(`${login}@`)})`;

const alikeFilter = ({ login, email }: Pick<Person, 'login' | 'email'>): string =>
  [calledFilter(shortLogin(login)), ...(email === '' ? [] : [calledFilter(email)])].join(' or ');

class Found {
  readonly answers = new Map<PersonId, LookedUp>();
  readonly odd: Quarantined[] = [];

  constructor(
    private readonly api: GraphApi,
    private readonly settings: EntraSettings,
    private readonly signal: AbortSignal,
  ) {}

  async addCalled(logins: readonly string[]): Promise<ReadonlyMap<string, readonly PersonId[]>> {
    const lists = await this.#search(logins.map(calledFilter));
    const found = logins.map((login, at): [string, readonly PersonId[]] => [
      login,
      this.#take(lists[at] ?? [], person => isCalled(person, login)),
    ]);
    return new Map(found.filter(([, ids]) => ids.length > 0));
  }

  async addIds(ids: readonly PersonId[]): Promise<void> {
    const missing = ids.filter(id => !this.answers.has(id));
    for (const batch of inBatches(missing))
      for (const [at, answer] of (await lookUpSome(this.api, this.settings, batch, this.signal)).entries()) {
        const id = batch[at];
        if (answer instanceof SyncError) throw answer; // never for nobody (R1)
        if (id !== undefined) this.answers.set(id, answer);
      }
  }

  async addAlike(people: readonly Pick<Person, 'login' | 'email'>[]): Promise<void> {
    const lists = await this.#search(people.map(alikeFilter));
    for (const [at, one] of people.entries()) this.#take(lists[at] ?? [], person => areAlike(person, one));
  }

  /** Those stay who have the app: by an assignment of their own, or directly by a group. Whoever is disabled is so without it, too. */
  async keepAssigned(app: string, named: readonly Named[], groupsOf: ReadonlyMap<PersonId, readonly Named[]>): Promise<void> {
    const { people, groups } = await readAssignments(this.api, app, this.signal);
    const byId = new Map(named.map(group => [group.id, group]));
    const mine = new Set([...groupsOf.values()].flat().map(({ id }) => id));
    const inQuestion = groups.flatMap(id => {
      const group = byId.get(id) ?? { id, name: id, isHidden: false }; // made since they were listed
      return mine.has(id) || group.isHidden || !byId.has(id) ? [group] : []; // a hidden one is not among theirs even if they are in it
    });
    const { ids } = await directMembers(this.api, inQuestion, this.signal);
    for (const [id, answer] of this.answers) {
      if (people.has(id) || ids.has(id)) continue;
      if (answer.kind === 'present') this.answers.set(id, notAssigned(app, answer));
      if (answer.kind === 'inactive') this.answers.set(id, withoutRow(answer));
    }
  }

  people(): ReadonlyMap<PersonId, Person> {
    return new Map(
      [...this.answers].flatMap(([id, answer]) =>
        (answer.kind === 'present' || answer.kind === 'inactive') && answer.person !== undefined ? [[id, answer.person]] : [],
      ),
    );
  }

  async #search(filters: readonly string[]): Promise<readonly (readonly unknown[])[]> {
    const { api, settings } = this;
    const query = { $select: selectOf(settings.attributes), $top: api.pageSize };
    const requests = filters.map($filter => ({ what: 'people', path: pathWith('users', { ...query, $filter }) }));
    return (await readLists(api, requests, this.signal)).map(list => {
      if (list.kind === 'failed') throw list.error;
      return list.rows;
    });
  }

  #take(rows: readonly unknown[], isMeant: (person: Person) => boolean): readonly PersonId[] {
    const ids: PersonId[] = [];
    for (const row of rows) {
      const read = readUser(row, this.settings, 'users');
      if (read.kind === 'odd') this.odd.push(read.odd);
      else if (isMeant(read.person)) {
        ids.push(read.person.id);
        this.answers.set(read.person.id, judgeRow(this.settings, read.person.id, row));
      }
    }
    return ids;
  }
}

/** A whole read has no row of them, so that they are nobody to be taken for another. */
function withoutRow({ person: _, ...standing }: Extract<LookedUp, { kind: 'inactive' }>): LookedUp {
  return standing;
}

/** The groups of each person, those above too (G9). */
async function readGroupsOf(
  api: GraphApi,
  people: readonly Person[],
  named: readonly Named[],
  signal: AbortSignal,
): Promise<ReadonlyMap<PersonId, readonly Named[]>> {
  const byId = new Map(named.map(group => [group.id, group]));
  const query = { $count: 'true', $select: 'id', $top: api.pageSize };
  const requests = people.map(({ id, login }) => ({
    what: `groups of ${login}`,
    path: pathWith(`users/${pathSegment(id, 'Graph')}/transitiveMemberOf/microsoft.graph.group`, query),
    isAdvanced: true,
  }));
  const lists = await readLists(api, requests, signal);
  return new Map(
    people.map(({ id }, at) => {
      const list = lists[at];
      if (list === undefined || list.kind === 'failed') throw list?.error ?? new TypeError('a list for each person');
      return [id, list.rows.flatMap(row => byId.get(sourceGroupId(idOf(row, list.evidence.what))) ?? [])];
    }),
  );
}
