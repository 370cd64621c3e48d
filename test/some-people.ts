import {
  knownIn,
  type Person,
  type SomeSourceGroup,
  type SourceDirectory,
  type TargetDirectory,
  type TargetPeople,
} from '../src/model/directory.js';
import type { PersonId, SourceGroupId, TargetGroupId } from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import { attributeNames } from '../src/model/wish.js';
import type { FoundPeople, LookedUp, Whom } from '../src/sources/source.js';
import type { PeopleScope } from '../src/targets/target.js';

const short = (login: string) => nameKey(login.split('@')[0] ?? login);
const isLike = (one: Pick<Person, 'login' | 'email'>, other: Pick<Person, 'login' | 'email'>) =>
  short(one.login) === short(other.login) || (one.email !== '' && nameKey(one.email) === nameKey(other.email));

/** Some people of a company in memory, as any source hands them out. */
export function someOf(
  { people, groups, provider, quarantined, evidence }: SourceDirectory,
  { ids, logins, alike }: Whom,
  lookUp: (id: PersonId) => LookedUp = () => ({ kind: 'deleted' }),
): FoundPeople {
  const all = [...people.values()];
  const called = (login: string) =>
    all.filter(one => [nameKey(one.login), short(one.login)].includes(nameKey(login))).map(({ id }) => id);
  const byLogin = new Map(logins.map(login => [login, called(login)] as const).filter(([, found]) => found.length > 0));
  const asked = new Set([...ids, ...[...byLogin.values()].flat()]);
  const like = [...alike, ...all.filter(({ id }) => asked.has(id))];
  const found = new Map(all.filter(one => asked.has(one.id) || like.some(other => isLike(one, other))).map(one => [one.id, one]));
  const some = [...groups.values()].map(({ id, name, members }): [SourceGroupId, SomeSourceGroup] => {
    if (members.kind === 'unknown') return [id, { id, name, members }];
    const mine = members.kind === 'read' ? [...members.ids].filter(one => found.has(one)) : [];
    return [id, { id, name, members: { kind: 'some' as const, ids: new Set(mine) } }];
  });
  return {
    directory: { provider, people: found, groups: new Map(some), quarantined, evidence },
    lookedUp: new Map([...asked].filter(id => !found.has(id)).map(id => [id, lookUp(id)])),
    byLogin,
  };
}

/** Some accounts of a target in memory, as any target hands them out. */
export function someAccounts(directory: TargetDirectory, { accounts: ids, having }: PeopleScope): TargetPeople {
  const isWanted = (value: string | undefined, values: readonly string[] = []) =>
    value !== undefined && values.some(one => nameKey(one) === nameKey(value));
  const all = [...directory.accounts.values()];
  const asksEmail = (having.email ?? []).length > 0;
  // an address that is not shown may be the one
  const hidden = all.filter(({ email, kind }) => asksEmail && email === undefined && kind === 'person');
  const found = all.filter(
    account =>
      hidden.includes(account) || ids.includes(account.id) || attributeNames.some(name => isWanted(account[name], having[name])),
  );
  const isAdministrators = (name: string) => [...directory.administratorGroups].some(one => nameKey(one) === nameKey(name));
  const groupsOf = (id: (typeof found)[number]['id']) =>
    new Set([...directory.groups.values()].filter(group => knownIn(group)?.has(id) === true).map(group => group.id));
  const admins = [...directory.groups.values()].filter(({ name }) => isAdministrators(name));
  const isOne = found.some(({ id }) => admins.some(group => knownIn(group)?.has(id) === true));
  const read = isOne ? [...new Set([...found, ...admins.flatMap(group => membersIn(directory, group.id))])] : found;
  return {
    ...directory,
    accounts: new Map(read.map(account => [account.id, account])),
    memberships: new Map(read.map(({ id }) => [id, groupsOf(id)])),
    groups: new Map(
      [...directory.groups].map(([id, { members, ...group }]) => [
        id,
        isOne && isAdministrators(group.name) && members.kind !== 'some' ? { ...group, members } : group,
      ]),
    ),
  };
}

function membersIn({ groups, accounts }: TargetDirectory, id: TargetGroupId) {
  const group = groups.get(id);
  return [...((group && knownIn(group)) ?? [])].flatMap(one => accounts.get(one) ?? []);
}

export const sizesIn = ({ groups }: TargetDirectory, asked: readonly { readonly id: TargetGroupId }[]) =>
  new Map(
    asked.map(({ id }) => {
      const group = groups.get(id);
      return [id, (group && knownIn(group)?.size) ?? 0] as const;
    }),
  );
