import { bitbucketExceptions } from './bitbucket-dc-exceptions.js';
import { confluenceExceptions } from './confluence-dc-exceptions.js';
import { crowdExceptions } from './crowd-exceptions.js';
import type { DocumentName } from './documents.js';
import { googleExceptions } from './google-exceptions.js';
import { keycloakExceptions } from './keycloak-exceptions.js';

/** Where a vendor's document is wrong or silent, and how we know. One that nothing needs any more fails the test. */
export type Exception = {
  readonly documents: readonly DocumentName[];
  /** as the document writes it: `GET /api/v1/users/{id}`; `any`: whichever */
  readonly operation: string;
  /** the row of specs/SOURCES-*.md that names the defect, or the section of the sheet that knows better */
  readonly why: string;
} & (
  | {
      /** one object is declared; the server sends an array of them, or a page with them as `values` */ readonly kind:
        | 'list'
        | 'page';
    }
  | { /** this departure, in the words of departures.ts, is right */ readonly kind: 'differs'; readonly what: string }
);

const okta = ['okta'] as const;
const jira103 = ['jira-dc 10.3'] as const;
const jira = ['jira-dc 10.3', 'jira-dc 11.3'] as const;

type Documents = Exception['documents'];

const differs = (documents: Documents, operation: string, what: string, why: string): Exception => ({
  kind: 'differs',
  ...{ documents, operation, what, why },
});

const list = (operation: string): Exception => ({
  kind: 'list',
  documents: jira,
  operation,
  why: 'SOURCES-dc, Jira: declares one object; the server sends an array',
});

/** Properties of a good answer that the schema does not name. */
const unnamed = (
  documents: Documents,
  operations: readonly string[],
  status: number,
  properties: readonly string[],
  why: string,
) =>
  operations.flatMap(operation =>
    properties.map(property => differs(documents, operation, `answer ${status}: ${property} is not declared`, why)),
  );

const PROJECT = '/api/2/project/{projectIdOrKey}';
const COMPONENT = '/api/2/component/{id}';

const MAILS = 'recordings/okta/group-members.json: real users have it';
const APPS =
  'SOURCES-okta: the discriminator of Application was cut, its base properties remain; see recordings/okta/users-groups-apps…';

export const exceptions: readonly Exception[] = [
  ...keycloakExceptions,
  ...googleExceptions,
  differs(okta, 'any', 'answer 401: is not declared', 'okta.md §6, errors: 401 E0000011 for a token that is wrong or expired'),
  differs(okta, 'any', 'answer 500: is not declared', 'okta.md §2: 500 on a list usually means that the query timed out'),
  ...unnamed(okta, ['GET /api/v1/users/{id}'], 200, ['credentials.emails'], MAILS),
  ...unnamed(okta, ['GET /api/v1/users', 'GET /api/v1/groups/{groupId}/users'], 200, ['[].credentials.emails'], MAILS),
  ...unnamed(okta, ['GET /api/v1/apps/{appId}'], 200, ['name', 'credentials', 'settings'], APPS),
  ...unnamed(
    okta,
    ['GET /api/v1/apps', 'GET /api/v1/groups/{groupId}/apps'],
    200,
    ['[].name', '[].credentials', '[].settings'],
    APPS,
  ),
  ...unnamed(
    okta,
    ['GET /api/v1/groups'],
    200,
    ['[]._embedded.stats.hasAdminPrivilege'],
    'the document misspells it, `hasAdminPrivlege`; what Okta sends was not recorded, and nothing of ours reads it',
  ),
  ...unnamed(
    okta,
    ['GET /api/v1/meta/schemas/user/{schemaId}'],
    200,
    ['description'],
    "the document's own example has it, misspelt",
  ),
  ...unnamed(
    okta,
    ['GET /api/v1/meta/schemas/user/{schemaId}'],
    200,
    ['definitions.custom.properties.<key>.items'],
    'okta.md §4: custom attributes may be arrays; JSON Schema tells of what by `items`',
  ),

  list('GET /api/2/user/search'),
  list('GET /api/2/project'),
  list(`GET ${PROJECT}/components`),
  list('GET /api/2/applicationrole'),
  {
    kind: 'page',
    documents: jira,
    operation: 'GET /api/2/group/member',
    why: 'jira-dc.md §3: a page {maxResults, startAt, total, isLast, values[]}; the document declares one of its values',
  },
  ...[
    "request: /path must have required property 'groupname'",
    'request: /query must NOT have additional properties (groupname)',
  ].map(what =>
    differs(
      jira103,
      'GET /api/2/group/member',
      what,
      'SOURCES-dc, Jira: `groupname` declared `in: path`; it is a query parameter',
    ),
  ),
  differs(
    jira,
    'GET /api/2/user',
    'request: /query must NOT have additional properties (expand)',
    'jira-dc.md §2: `expand=groups,applicationRoles`',
  ),
  ...unnamed(
    jira,
    ['GET /api/2/user', 'GET /api/2/myself'],
    200,
    ['groups.items', 'applicationRoles.items'],
    'SOURCES-dc, Jira: list wrappers lack the real `items` array',
  ),
  ...unnamed(
    jira,
    ['GET /api/2/mypermissions'],
    200,
    ['permissions.<key>.havePermission'],
    'jira-dc.md §1: `permissions.ADMINISTER.havePermission`',
  ),
  ...unnamed(
    jira,
    ['POST /api/2/group', 'POST /api/2/group/user'],
    201,
    ['expand', 'users.max-results', 'users.start-index', 'users.end-index'],
    'jira-dc.md §3, `GET /group`: this is how a group is written; the document names the Java fields instead',
  ),
  ...unnamed(
    jira,
    ['GET /api/2/project', `GET ${PROJECT}`, `PUT ${PROJECT}`],
    200,
    ['expand', 'lead', 'projectTypeKey'],
    'jira-dc.md §4: `lead` with expand=lead; the others in recordings/jira-dc/myself-serverinfo-projects.json',
  ),
  ...unnamed(
    jira,
    [`GET ${PROJECT}`, `PUT ${PROJECT}`],
    200,
    ['assigneeType', 'components'],
    'the operation\'s own text: "a full representation of a project"; nothing of ours reads them',
  ),
  ...unnamed(
    jira,
    [`GET ${PROJECT}/components`, `GET ${COMPONENT}`, `PUT ${COMPONENT}`],
    200,
    ['realAssigneeType', 'isAssigneeTypeValid', 'projectId'],
    'jira-dc.md §4, item of `GET /project/OPS/components`',
  ),
  differs(
    jira103,
    'GET /api/2/user/list',
    'answer 404: is not declared',
    'jira-dc.md §2: in 9.12, 10.6 and 10.7 there is no such endpoint; the document is of 10.3.24',
  ),
  differs(jira, 'any', 'answer 429: is not declared', 'jira-dc.md §7: rate limiting stands before every resource'),
  differs(
    jira,
    'POST /api/2/group',
    'answer 405: is not declared',
    'jira-dc.md, gotchas: in read-only mode every write fails; with which status, nobody says',
  ),
  ...confluenceExceptions,
  ...bitbucketExceptions,
  ...crowdExceptions,
];
