import { createHash } from 'node:crypto';
import { roleBean } from './beans.js';
import { type Answer, api, type Call, ok, Refusal, type Route } from './call.js';
import type { Jira } from './jira.js';
import { grant, hasSeat } from './memberships.js';
import type { ApplicationRole, JiraUser } from './state.js';

export const applicationRoutes: readonly Route[] = [
  { method: 'GET', path: api('applicationrole'), access: 'admin', handle: list },
  { method: 'GET', path: api('applicationrole/:key'), access: 'admin', handle: read },
  { method: 'POST', path: api('user/application'), access: 'admin', handle: add },
  { method: 'DELETE', path: api('user/application'), access: 'admin', handle: remove },
];

function list(jira: Jira): Answer {
  return tagged([...jira.applicationRoles.values()].map(role => roleBean(jira, role)));
}

function read(jira: Jira, { params }: Call): Answer {
  const key = params.key ?? '';
  const role = jira.applicationRoles.get(key);
  if (role === undefined) throw new Refusal(404, [jira.text('noSuchApplication', key)]);
  return tagged(roleBean(jira, role));
}

const tagged = (body: unknown): Answer => ({
  status: 200,
  body,
  headers: { etag: `"${createHash('md5').update(JSON.stringify(body)).digest('hex')}"` },
});

/** The one way into an application that looks at the seats. */
function add(jira: Jira, call: Call): Answer {
  const { user, role } = subject(jira, call);
  if (!hasSeat(jira, role, user)) throw new Refusal(400, [jira.text('noSeats', role.name)]);
  assertWritable(jira, role.defaultGroups);
  grant(jira, role, user);
  return ok();
}

function remove(jira: Jira, call: Call): Answer {
  const { user, role } = subject(jira, call);
  const left = role.groups.filter(name => jira.group(name)?.members.has(user.key));
  assertWritable(jira, left);
  for (const name of left) jira.group(name)?.members.delete(user.key);
  return { status: 204 };
}

/** There is no 404 here: an unknown user or application is a bad request. */
function subject(jira: Jira, { query }: Call): { user: JiraUser; role: ApplicationRole } {
  const username = query.get('username') ?? '';
  const key = query.get('applicationKey') ?? '';
  const user = jira.userNamed(username);
  const role = jira.applicationRoles.get(key);
  if (user === undefined) throw new Refusal(400, [jira.text('userMissing', username)]);
  if (role === undefined) throw new Refusal(400, [jira.text('noSuchApplication', key)]);
  return { user, role };
}

function assertWritable(jira: Jira, groups: readonly string[]): void {
  const name = groups.find(each => jira.group(each)?.readOnly);
  if (name !== undefined) throw new Refusal(400, [jira.text('groupReadOnly', name)]);
}
