import type { Exception } from './exceptions.js';

const both = ['confluence-dc 10.0', 'confluence-dc 10.2'] as const;
type Documents = Exception['documents'];

const differs = (documents: Documents, operation: string, whats: readonly string[], why: string): readonly Exception[] =>
  whats.map(what => ({ kind: 'differs', ...{ documents, operation, what, why } }));

const notDeclared = (fields: readonly string[]) => fields.map(field => `answer 200: ${field} is not declared`);
const statuses = (numbers: readonly number[]) => numbers.map(status => `answer ${status}: is not declared`);

const EMPTY =
  'SOURCES-dc, Confluence: `User` and `Group` are empty, `_links` and `_expandable` misplaced; confluence-dc.md §2 shows them';
const MEMBERSHIP = '/rest/api/user/{username}/group/{groupName}';

export const confluenceExceptions: readonly Exception[] = [
  ...differs(
    both,
    'any',
    [400, 401, 402, 403, 404, 409].map(status => `answer ${status}: /data/errors must be object`),
    'confluence-dc.md §1, error body: `errors` is an array; the document says object',
  ),
  ...differs(
    both,
    'any',
    notDeclared([
      'username',
      'userKey',
      'status',
      'results[].username',
      'results[].userKey',
      'results[].status',
      'results[].name',
    ]),
    EMPTY,
  ),
  ...differs(
    ['confluence-dc 10.0'],
    'any',
    notDeclared(['_links', '_expandable', 'results[]._links', 'results[]._expandable']),
    EMPTY,
  ),
  ...differs(['confluence-dc 10.2'], 'any', notDeclared(['_expandable.status', 'results[]._expandable.status']), EMPTY),
  ...differs(
    both,
    'GET /rest/api/admin/users/list/active',
    notDeclared(['results[].email']),
    'confluence-dc.md §2: the one list with e-mail addresses',
  ),
  ...differs(
    both,
    'GET /rest/api/accessmode',
    ['answer 200: application/json is not declared'],
    'the document declares the media type without a schema, and READ_WRITE as example',
  ),
  ...differs(
    both,
    'PUT /rest/api/admin/user/{username}',
    ['answer 204: no media type is not declared'],
    'a 204 has no body, whatever the document declares; confluence-dc.md §2',
  ),
  ...differs(
    both,
    `PUT ${MEMBERSHIP}`,
    statuses([403, 404]),
    'SOURCES-dc, Confluence: memberships declare only 204; errors exist',
  ),
  ...differs(
    both,
    `DELETE ${MEMBERSHIP}`,
    statuses([400, 403]),
    'SOURCES-dc, Confluence: memberships declare only 204; 400: the servlet container takes no %2F (confluence-dc.md, gotchas)',
  ),
  ...differs(
    both,
    'POST /rest/api/admin/group',
    statuses([401, 405]),
    'confluence-dc.md §1: WebSudo is a 401 on any resource; in read-only mode every write fails; with which status, nobody says',
  ),
  ...differs(
    ['confluence-dc 10.0'],
    'GET /rest/api/server-information',
    statuses([404]),
    'confluence-dc.md §1: before 9.2 there is no such endpoint, as in 8.5',
  ),
];
