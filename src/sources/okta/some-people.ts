import { UnexpectedReply } from '../../errors.js';
import type { Person, Quarantined } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { isCalled, shortLogin } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import { SMALLEST_PAGE } from './executor.js';
import { groupOf, readNames } from './groups.js';
import { readList } from './lists.js';
import { judgeRow, userRow } from './lookup.js';
import { MemberRow, quarantined, UserRow } from './schema.js';
import type { OktaApi } from './sdk.js';

/** Everybody who is asked for by id or login, and those like them; each with all groups. A handful of calls for each (R3). */
export async function pullSome(
  api: OktaApi,
  app: string | undefined,
  { ids, logins, alike }: Whom,
  { onProgress }: ReadOptions,
): Promise<SomePeople> {
  const answers = new Map<PersonId, LookedUp>();
  const byLogin = new Map<string, readonly PersonId[]>();
  const odd: Quarantined[] = [];
  for (const login of logins) {
    const id = await askLogin(api, app, login, answers, odd);
    if (id !== undefined) byLogin.set(login, [id]);
    onProgress?.({ what: 'people', done: byLogin.size });
  }
  for (const id of ids) if (!answers.has(id)) answers.set(id, await askId(api, app, id));
  const people = new Map<PersonId, Person>();
  const lookedUp = new Map<PersonId, LookedUp>();
  for (const [id, answer] of answers) {
    const person = inScope(answer);
    if (person === undefined) lookedUp.set(id, answer);
    else people.set(id, person);
  }
  const like = [...alike, ...[...answers.values()].flatMap(answer => ('person' in answer && answer.person) || [])];
  for (const one of like) await addAlike(api, app, one, answers, people, odd);

  const names = await readNames(api);
  const groupsOf = new Map<PersonId, readonly { id: SourceGroupId; name: string }[]>();
  for (const person of people.values()) groupsOf.set(person.id, await ownGroups(api, person, names.everyone));
  return { people, lookedUp, byLogin, quarantined: odd, groups: someGroups(names.named, groupsOf), lists: [names.evidence] };
}

/** A list that lacks the group that everybody is in lacks others, too (R1). */
async function ownGroups(api: OktaApi, { id, login, standing }: Person, everyone: string | undefined) {
  const { rows } = await readList({ what: `groups of ${id}`, limits: [SMALLEST_PAGE], open: () => api.groupsOf(id) });
  const groups = rows.map(groupOf);
  if (standing.kind === 'active' && everyone !== undefined && !groups.some(group => group.id === everyone))
    throw new UnexpectedReply(
      `Okta's list of ${login}'s groups lacks Everyone, which everybody is in: it is not whole`,
      'Nothing was believed. Run again; if it stays so, let a whole run (rollcall sync) read the groups instead.',
    );
  return groups;
}

async function askId(api: OktaApi, app: string | undefined, id: PersonId): Promise<LookedUp> {
  const row = await userRow(api, id);
  return row === undefined ? { kind: 'deleted' } : judgeRow(api, app, id, row);
}

/** Okta also takes `me` and ids for a login: whoever it answers with must be called so. */
async function askLogin(
  api: OktaApi,
  app: string | undefined,
  login: string,
  answers: Map<PersonId, LookedUp>,
  odd: Quarantined[],
): Promise<PersonId | undefined> {
  const row = await userRow(api, login);
  if (row === undefined) return undefined;
  const { data: person, error } = UserRow.safeParse(row);
  if (person !== undefined && !isCalled(person, login) && person.id !== login) return undefined;
  const known = person?.id ?? MemberRow.safeParse(row).data?.id;
  if (known === undefined) return undefined;
  const id = personId(known);
  if (error !== undefined) odd.push(quarantined(row, 'users', error));
  else answers.set(id, await judgeRow(api, app, id, row));
  return id;
}

/** Active people in scope, and those whom Okta states to be inactive: whom a whole read would have a row of. */
const inScope = (answer: LookedUp): Person | undefined =>
  answer.kind === 'present' || answer.kind === 'inactive' ? answer.person : undefined;

const quoted = (text: string) => JSON.stringify(text);

/** By the index, which a change reaches a moment later (okta.md §2): only whoever could be taken for them is looked for there. */
async function addAlike(
  api: OktaApi,
  app: string | undefined,
  { login, email }: Pick<Person, 'login' | 'email'>,
  answers: Map<PersonId, LookedUp>,
  people: Map<PersonId, Person>,
  odd: Quarantined[],
): Promise<void> {
  const short = shortLogin(login);
  const either = [`profile.login eq ${quoted(short)}`, `profile.login sw ${quoted(`${short}@`)}`];
  const search = [...either, ...(email === '' ? [] : [`profile.email eq ${quoted(email)}`])].join(' or ');
  const list = await readList({ what: `people like ${login}`, limits: [200, SMALLEST_PAGE], open: n => api.users(n, search) });
  for (const row of list.rows) {
    const { data, error } = UserRow.safeParse(row);
    if (error !== undefined) odd.push(quarantined(row, 'users', error));
    if (data === undefined || answers.has(data.id)) continue;
    const answer = await judgeRow(api, app, data.id, row);
    answers.set(data.id, answer);
    const person = inScope(answer);
    if (person !== undefined) people.set(data.id, person);
  }
}
