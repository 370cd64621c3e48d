import type { Exception } from './exceptions.js';

const REALM = '/admin/realms/{realm}';

const differs = (operation: string, what: string, why: string): Exception => ({
  ...{ kind: 'differs', documents: ['keycloak'], operation, what, why },
});

/** The document names few of its errors: what they look like was run on 26.7.3. */
export const keycloakExceptions: readonly Exception[] = [
  differs('any', 'answer 401: is not declared', 'keycloak.md §4: tokens are short; run on 26.7.3'),
  differs('any', 'answer 404: is not declared', 'keycloak.md §4: a wrong realm name; run on 26.7.3'),
  differs('any', 'answer 403: is not declared', 'keycloak.md §4: a missing role; run on 26.7.3'),
  ...['name', 'path', 'subGroupCount', 'subGroups'].map(property =>
    differs(
      `GET ${REALM}/clients/{client-uuid}/roles/{role-name}/groups`,
      `answer 200: [].${property} is not declared`,
      'the document says users here, and groups for the same call of a realm role; these are groups',
    ),
  ),
];
