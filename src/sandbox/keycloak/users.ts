import { sent } from '../mischief.js';
import { type Answer, type Call, flag, forbidden, need, notFound, paged } from './call.js';
import { groupsOf, type KeycloakPerson, pathOf, type Realm, validated } from './realm.js';
import { userRow } from './rows.js';

export const usersEndpoints: Readonly<Record<string, Answer>> = {
  'GET /users': call => {
    need(call.rights.queryUsers);
    const page = validated(call.realm, paged(matching(call), call.query, 100));
    const seen = call.rights.viewUsers ? page : []; // whom the caller may not view is left out, after the page was cut
    return seen.map(person => shown(call, person, flag(call.query, 'briefRepresentation', false), { manage: false }));
  },
  'GET /users/count': call => {
    need(call.rights.queryUsers);
    return matching(call).length;
  },
  'GET /users/profile': ({ realm, rights }) => {
    need(rights.queryUsers);
    return {
      attributes: [...realm.profile].map(([name, { multivalued = false, view = ['admin', 'user'] }]) => ({
        ...{ name, multivalued, permissions: { view, edit: ['admin'] } },
      })),
      ...(realm.unmanagedAttributePolicy !== undefined && { unmanagedAttributePolicy: realm.unmanagedAttributePolicy }),
    };
  },
  'GET /users/:id': call => shown(call, personOf(call), false, { view: true, manage: false }),
  'GET /users/:id/groups': call => {
    const person = personOf(call);
    return paged(groupsOf(call.realm, person.id), call.query, -1).map(group => ({
      ...{ id: group.id, name: group.name, path: pathOf(call.realm, group), subGroups: [] },
    }));
  },
  'GET /users/:id/groups/count': call => ({ count: groupsOf(call.realm, personOf(call).id).length }),
};

/** Who may not even ask for users is not told whether there is one (run on 26.7.3, 2026-11). */
export function personOf({ realm, rights, params }: Call): KeycloakPerson {
  const person = realm.people.get(params.id ?? '');
  if (person === undefined) throw rights.queryUsers ? notFound('User not found') : forbidden();
  need(rights.viewUsers);
  return person;
}

export const shown = ({ realm, mischief }: Call, person: KeycloakPerson, brief: boolean, access?: Record<string, unknown>) =>
  sent(mischief, person.id, userRow(realm, person, brief ? 'brief' : 'full', access));

/** By user name. Service accounts only where their user name is asked for (run on 26.7.3, 2026-11). */
function matching({ realm, query }: Call): readonly KeycloakPerson[] {
  const [username, email, search, enabled] = ['username', 'email', 'search', 'enabled'].map(name =>
    query.get(name)?.toLowerCase(),
  );
  const isExact = flag(query, 'exact', false);
  const fits = (value: string | undefined, asked: string | undefined) =>
    asked === undefined || (isExact ? value?.toLowerCase() === asked : value?.toLowerCase().includes(asked) === true);
  return byUsername(realm).filter(
    person =>
      (!person.isServiceAccount || username !== undefined) &&
      fits(person.username, username) &&
      fits(person.email, email) &&
      (enabled === undefined || String(person.enabled) === enabled) &&
      (search === undefined || infix(person, search)),
  );
}

const byUsername = (realm: Realm): KeycloakPerson[] =>
  [...realm.people.values()].sort((one, other) => (one.username < other.username ? -1 : 1));

/** Of names and addresses the beginning counts, unless `*` stands before (documented for `search`). */
function infix({ username, email, firstName, lastName }: KeycloakPerson, search: string): boolean {
  const text = search.replaceAll('*', '');
  const fits = (value: string) => (search.startsWith('*') ? value.includes(text) : value.startsWith(text));
  return [username, email, firstName, lastName].some(value => value !== undefined && fits(value.toLowerCase()));
}
