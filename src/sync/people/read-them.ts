import type { TargetDirectory, TargetGroup, TargetPeople } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';
import { type AttributeName, attributeNames, type DesiredPerson } from '../../model/wish.js';
import type { Link } from '../../state/store.js';
import type { PeopleScope } from '../../targets/target.js';

/** Which accounts must be known: those linked to these people, and any that a match key may find or a name may collide with. Pure. */
export function scopeOf(
  people: Iterable<DesiredPerson>,
  links: readonly Link[],
  syncs: readonly SyncRules[],
  stored: (attribute: AttributeName, value: string) => string,
): PeopleScope {
  const all = [...people];
  const keys = new Set(all.map(({ key }) => key));
  const mine = links.filter(({ person, status }) => status === 'open' && keys.has(person));
  const linked = new Set(mine.map(({ person }) => person));
  const match = new Map(syncs.map(({ name, users }) => [name, users.match]));
  const having = (attribute: AttributeName) => {
    const asked = all.filter(
      ({ key, owner }) => attribute === 'username' || (!linked.has(key) && match.get(owner)?.includes(attribute) === true),
    );
    const values = asked.flatMap(({ values }) => values[attribute] ?? []);
    return [...new Set(values.map(value => stored(attribute, value)))];
  };
  return {
    accounts: [...new Set(mine.map(({ account }) => account))],
    having: Object.fromEntries(attributeNames.map(attribute => [attribute, having(attribute)])),
  };
}

/**
 * The accounts that somebody is found to match in this run for the first time, by the names that others may match them by: with
 * two people for one account neither has it (C2). Pure.
 */
export function contestable({ accounts }: TargetPeople, people: Iterable<DesiredPerson>, links: readonly Link[]) {
  const held = new Set(links.flatMap(({ account, status }) => (status === 'open' ? [account] : [])));
  const names = new Set([...people].flatMap(({ values: { username = '', email = '' } }) => [username, email].map(nameKey)));
  return [...accounts.values()]
    .filter(({ id }) => !held.has(id))
    .map(({ username, email = '' }) => ({ login: username, email }))
    .filter(({ login, email }) => !names.has(nameKey(login)) || (email !== '' && !names.has(nameKey(email))));
}

/** Some accounts as the pure steps take them: of each group, who of them is in it. Pure. */
export function asDirectory({ memberships, groups, ...people }: TargetPeople): TargetDirectory {
  const membersOf = (id: TargetGroupId): TargetGroup['members'] => ({
    kind: 'some',
    ids: new Set([...memberships].flatMap(([account, mine]) => (mine.has(id) ? [account] : []))),
  });
  return {
    ...people,
    groups: new Map([...groups].map(([id, group]) => [id, { ...group, members: group.members ?? membersOf(id) }])),
  };
}
