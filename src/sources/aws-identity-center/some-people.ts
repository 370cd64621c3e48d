import type { Person, SourceGroup } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { areAlike, isCalled } from '../alike.js';
import { someGroups } from '../some-groups.js';
import type { SomePeople } from '../some-people.js';
import type { LookedUp, Whom } from '../source.js';
import type { AwsApi } from './api.js';
import { readNames } from './groups.js';
import { deskOf, judge, lookUp } from './lookup.js';
import { groupsOf } from './memberships.js';
import type { UserRow } from './schema.js';
import type { AwsSettings } from './settings.js';
import { readUsers } from './users.js';

type Settings = Pick<AwsSettings, 'app' | 'attributes' | 'identityStoreId' | 'provisionedOnly'>;

/**
 * Everybody who is asked for by id or login, and those like them; each with all groups. AWS finds a user by the whole user name or
 * address only (GetUserId), which nobody like them needs to have: so the list of users is read, a call for each hundred (aws.md §2).
 */
export async function pullSome(api: AwsApi, settings: Settings, whom: Whom, options: ReadOptions): Promise<SomePeople> {
  const { signal } = options;
  const { rows, odd, evidence } = await readUsers(api, settings.attributes, options);
  const byLogin = new Map<string, readonly PersonId[]>();
  for (const login of whom.logins) {
    const called = [...rows.values()].filter(({ person }) => isCalled(person, login)).map(({ person }) => person.id);
    if (called.length > 0) byLogin.set(login, called);
  }
  const asked = [...new Set([...whom.ids, ...[...byLogin.values()].flat()])];
  const desk = deskOf(api, settings, signal);
  const lookedUp = new Map<PersonId, LookedUp>(
    await lookUp(
      api,
      settings,
      asked.filter(id => !rows.has(id)),
      options,
    ),
  );
  const people = new Map<PersonId, Person>();
  for (const row of [...rows.values()].filter(isMeant(asked, whom, rows))) {
    const answer = await judge(api, desk, row);
    if (answer.kind === 'present' || answer.kind === 'inactive') people.set(row.person.id, row.person);
    else if (asked.includes(row.person.id)) lookedUp.set(row.person.id, answer);
  }

  const names = await readNames(api, options);
  const groups = new Map<PersonId, readonly Pick<SourceGroup, 'id' | 'name'>[]>();
  for (const id of people.keys()) {
    const { ids } = await groupsOf(api, id, signal);
    groups.set(
      id,
      names.named.filter(group => ids.includes(group.id)),
    );
  }
  const lists = [evidence, names.evidence];
  return { people, lookedUp, byLogin, groups: someGroups(names.named, groups), quarantined: odd, lists };
}

/** Those asked for, and whoever could be taken for them or for one of `alike` (C2). */
function isMeant(asked: readonly PersonId[], { alike }: Whom, rows: ReadonlyMap<PersonId, UserRow>) {
  const like = [...alike, ...asked.flatMap(id => rows.get(id)?.person ?? [])];
  return ({ person }: UserRow) => asked.includes(person.id) || like.some(one => areAlike(person, one));
}
