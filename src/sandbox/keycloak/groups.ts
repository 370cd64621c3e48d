import { type Answer, type Call, flag, KeycloakFailure, need, notFound, paged } from './call.js';
import { childrenOf, type KeycloakGroup, pathOf, validated } from './realm.js';
import { groupRow } from './rows.js';
import { shown } from './users.js';

/** Three lists with three defaults: all top groups, 10 children, 100 members; and `briefRepresentation` differs too (keycloak.md §2). */
export const groupsEndpoints: Readonly<Record<string, Answer>> = {
  'GET /groups': call => {
    need(call.rights.queryGroups);
    const found = call.query.has('search') ? withMatch(call) : childrenOf(call.realm, undefined);
    const seen = call.rights.viewUsers ? paged(found, call.query, -1) : [];
    const form = { brief: flag(call.query, 'briefRepresentation', true), withTree: call.isTreeServer };
    return seen.map(group => groupRow(call.realm, group, form));
  },
  'GET /groups/count': ({ realm, rights, query }) => {
    need(rights.queryGroups);
    return { count: flag(query, 'top', false) ? childrenOf(realm, undefined).length : realm.groups.size };
  },
  'GET /groups/:id': call => groupRow(call.realm, groupOf(call), { brief: false, withTree: call.isTreeServer }),
  'GET /groups/:id/children': call => {
    if (call.isTreeServer) throw new KeycloakFailure(405, { error: 'HTTP 405 Method Not Allowed' });
    const form = { brief: flag(call.query, 'briefRepresentation', false), withTree: false };
    return paged(childrenOf(call.realm, groupOf(call).id), call.query, 10).map(group => groupRow(call.realm, group, form));
  },
  'GET /groups/:id/members': call => {
    const group = groupOf(call);
    const members = [...call.realm.people.values()].filter(({ id }) => group.members.has(id));
    const sorted = members.sort((one, other) => (one.username < other.username ? -1 : 1));
    return validated(call.realm, paged(sorted, call.query, 100)).map(person =>
      shown(call, person, flag(call.query, 'briefRepresentation', false)),
    );
  },
  'GET /group-by-path/*': call => {
    need(call.rights.viewUsers);
    const group = call.realm.groups.values().find(each => pathOf(call.realm, each) === `/${call.params['*'] ?? ''}`);
    if (group === undefined) throw notFound('Group path does not exist');
    return groupRow(call.realm, group, { brief: false, withTree: call.isTreeServer });
  },
};

function groupOf({ realm, rights, params }: Call): KeycloakGroup {
  need(rights.viewUsers);
  const group = realm.groups.get(params.id ?? '');
  if (group === undefined) throw notFound('Could not find group by id');
  return group;
}

/** The top groups above whatever matches. */
function withMatch({ realm, query }: Call): readonly KeycloakGroup[] {
  const search = query.get('search')?.toLowerCase() ?? '';
  const isExact = flag(query, 'exact', false);
  const fits = ({ name }: KeycloakGroup) => (isExact ? name.toLowerCase() === search : name.toLowerCase().includes(search));
  const below = (group: KeycloakGroup): boolean => fits(group) || childrenOf(realm, group.id).some(below);
  return childrenOf(realm, undefined).filter(below);
}
