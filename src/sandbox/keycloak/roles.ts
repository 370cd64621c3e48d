import { type Answer, type Call, need, notFound, pagedByBoth } from './call.js';
import { hasRole, type KeycloakRole, validated } from './realm.js';
import { groupRow, roleRow } from './rows.js';
import { personOf, shown } from './users.js';

/** Roles of the realm need view-realm, those of clients view-clients; both the same otherwise. */
export const rolesEndpoints: Readonly<Record<string, Answer>> = {
  'GET /clients': ({ realm, rights, query }) => {
    need(rights.viewClients);
    return [...realm.clients.values()].filter(
      ({ clientId }) => query.get('clientId') === null || clientId === query.get('clientId'),
    );
  },
  ...ofContainer('', call => {
    need(call.rights.viewRealm);
    return undefined;
  }),
  ...ofContainer('/clients/:client', call => {
    need(call.rights.viewClients);
    const client = call.realm.clients.get(call.params.client ?? '');
    if (client === undefined) throw notFound('Could not find client');
    return client.id;
  }),
  'GET /users/:id/role-mappings/realm/composite': call => effective(call, undefined),
  'GET /users/:id/role-mappings/clients/:client/composite': call => effective(call, call.params.client),
};

function ofContainer(prefix: string, containerOf: (call: Call) => string | undefined): Record<string, Answer> {
  const all = (call: Call) => rolesIn(call, containerOf(call));
  const one = (call: Call): KeycloakRole => {
    const role = all(call).find(({ name }) => name === call.params.role);
    if (role === undefined) throw notFound('Could not find role');
    return role;
  };
  return {
    [`GET ${prefix}/roles`]: call => pagedByBoth(all(call), call.query).map(role => roleRow(call.realm, role)),
    [`GET ${prefix}/roles/:role`]: call => roleRow(call.realm, one(call)),
    [`GET ${prefix}/roles/:role/composites`]: call => {
      const { composites } = one(call);
      return [...call.realm.roles.values()].filter(({ id }) => composites.has(id)).map(role => roleRow(call.realm, role));
    },
    [`GET ${prefix}/roles/:role/users`]: call => {
      const { users } = one(call);
      need(call.rights.viewUsers);
      const page = pagedByBoth(
        [...call.realm.people.values()].filter(({ id }) => users.has(id)),
        call.query,
      );
      return validated(call.realm, page).map(person =>
        shown(call, person, call.query.get('briefRepresentation') === 'true', { manage: false }),
      );
    },
    [`GET ${prefix}/roles/:role/groups`]: call => {
      const { groups } = one(call);
      const having = [...call.realm.groups.values()].filter(({ id }) => groups.has(id));
      return pagedByBoth(having, call.query).map(group =>
        groupRow(call.realm, group, { brief: true, withTree: call.isTreeServer }),
      );
    },
  };
}

const rolesIn = ({ realm }: Call, client: string | undefined): KeycloakRole[] =>
  [...realm.roles.values()].filter(role => role.client === client);

function effective(call: Call, client: string | undefined): unknown {
  need(client === undefined ? call.rights.viewRealm || call.rights.viewUsers : call.rights.viewClients || call.rights.viewUsers);
  const { id } = personOf(call);
  return rolesIn(call, client)
    .filter(role => hasRole(call.realm, id, role))
    .map(role => roleRow(call.realm, role));
}
