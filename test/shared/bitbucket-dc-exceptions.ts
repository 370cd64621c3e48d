import type { Exception } from './exceptions.js';

const both = ['bitbucket-dc 9.4', 'bitbucket-dc 10.3'] as const;

const differs = (operation: string, what: string, why: string): Exception => ({
  kind: 'differs',
  ...{ documents: both, operation, what, why },
});

const USERS = 'GET /api/latest/users';

/** Where the vendor's documents of Bitbucket are wrong or silent. */
export const bitbucketExceptions: readonly Exception[] = [
  {
    kind: 'page',
    ...{ documents: both, operation: USERS },
    why: 'SOURCES-dc, Bitbucket: declares one object; it is a page',
  },
  ...['start', 'limit'].map(name =>
    differs(
      USERS,
      `request: /query must NOT have additional properties (${name})`,
      'bitbucket-dc.md §1, paging: every page takes them; the text of the operation says "a page of users"',
    ),
  ),
  {
    kind: 'list',
    ...{ documents: both, operation: 'GET /api/latest/admin/user-directories' },
    why: 'SOURCES-dc, Bitbucket: declares one object although its text says list',
  },
  ...['POST /api/latest/admin/groups/add-users', 'POST /api/latest/admin/users/remove-group'].map(operation =>
    differs(operation, 'answer 200: no media type is not declared', 'bitbucket-dc.md §3: 200 empty'),
  ),
  differs(
    'POST /api/latest/admin/users/remove-group',
    'answer 409: is not declared',
    'bitbucket-dc.md, gotchas: do not remove the account from its own admin group: 409',
  ),
  differs('POST /api/latest/admin/users/rename', 'answer 409: is not declared', 'bitbucket-dc.md §2: taken name 409 unsure'),
  differs(
    'GET /api/latest/admin/permissions/users',
    'answer 200: values[].user is not declared',
    'bitbucket-dc.md §4: `{"user":{…},"permission"}`; the document has the answer of the groups there',
  ),
  differs(
    'GET /api/latest/application-properties',
    'answer 401: is not declared',
    'bitbucket-dc.md §1: after failed logins every call answers 401 with a CAPTCHA error',
  ),
  differs('any', 'answer 429: is not declared', 'bitbucket-dc.md §6: 429 once the bucket is empty, whatever the resource'),
];
