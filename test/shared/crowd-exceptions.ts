import type { Exception } from './exceptions.js';

const differs = (operation: string, whats: readonly string[], why: string): readonly Exception[] =>
  whats.map(what => ({ kind: 'differs', documents: ['crowd 3.5'], ...{ operation, what, why } }));

const undeclared = (status: number, fields: readonly string[]) =>
  fields.map(field => `answer ${status}: ${field} is not declared`);
const parameters = (names: readonly string[]) =>
  names.map(name => `request: /query must NOT have additional properties (${name})`);

const SAMPLE = 'crowd.md §2 and §3: the samples of users, groups and lists have it; the document leaves it out';
const DOOR = 'crowd.md §1: 401 for another application or password, 403 for another address, before every resource';
const RIGHTS = 'crowd.md §3: 403 where the application lacks the permission';

export const crowdExceptions: readonly Exception[] = [
  ...differs('GET /search', undeclared(200, ['users[].attributes.link', 'users[].expand']), SAMPLE),
  ...differs('GET /search', undeclared(200, ['groups[].attributes.link', 'groups[].expand']), SAMPLE),
  ...['GET /user', 'GET /group', 'POST /user/rename', 'PUT /group'].flatMap(operation =>
    differs(operation, undeclared(200, ['attributes.link', 'expand']), SAMPLE),
  ),
  ...differs('POST /user', undeclared(201, ['attributes.link', 'expand']), SAMPLE),
  ...['GET /user/group/nested', 'GET /group/user/nested'].flatMap(operation =>
    differs(operation, undeclared(200, ['expand']), SAMPLE),
  ),
  ...differs('PUT /user', ['request: field attributes.link is not declared'], 'a whole user goes back as it came'),
  ...differs('GET /search', parameters(['expand', 'start-index', 'max-results']), 'crowd.md §4'),
  ...differs('GET /user/group/nested', parameters(['start-index', 'max-results']), 'crowd.md §3'),
  ...differs('GET /search', ['answer 401: is not declared', 'answer 403: is not declared'], DOOR),
  ...['POST /group/user/direct', 'DELETE /group/user/direct', 'DELETE /group'].flatMap(operation =>
    differs(operation, ['answer 403: is not declared'], RIGHTS),
  ),
];
