import { attributesBean, groupBean } from './beans.js';
import { type Answer, at, type Call, fieldsOf, Refusal, type Route, required, textField } from './call.js';
import type { CrowdGroup } from './directory.js';
import type { CrowdServer } from './server.js';
import { assertPermitted, assertWritable } from './users.js';

export const GROUP_BEAN = ['name', 'description', 'type', 'active', 'attributes', 'link', 'expand'];

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: at('group'), handle: read },
  { method: 'POST', path: at('group'), handle: create },
  { method: 'PUT', path: at('group'), handle: update },
  { method: 'DELETE', path: at('group'), handle: remove },
  { method: 'GET', path: at('group/attribute'), handle: readAttributes },
];

function read(server: CrowdServer, call: Call): Answer {
  const expand = (call.query.get('expand') ?? '').split(',').includes('attributes');
  return { status: 200, body: groupBean(server, call.base, named(server, call), expand), element: 'group' };
}

/** The answer shows nothing of the group, unlike that of a new user (crowd sheet §3). */
function create(server: CrowdServer, call: Call): Answer {
  assertPermitted(server, 'createGroup', 'group creation');
  const fields = fieldsOf(call.body, GROUP_BEAN);
  const name = textField(fields, 'name');
  if (name.trim() === '' || name !== name.trim())
    throw new Refusal(400, 'INVALID_GROUP', 'Group name may not contain leading or trailing whitespace');
  if (textField(fields, 'type') !== 'GROUP') throw new Refusal(400, 'INVALID_GROUP', 'the type must be GROUP');
  if (server.directory.group(name)) throw new Refusal(400, 'INVALID_GROUP', `Group <${name}> already exists`);
  server.directory.addGroup(name, textField(fields, 'description'));
  return { status: 201 };
}

/** A group cannot be renamed: its name in the body is that in the query. */
function update(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  assertPermitted(server, 'updateGroup', 'group modification');
  const fields = fieldsOf(call.body, GROUP_BEAN);
  if (textField(fields, 'name').toLowerCase() !== group.name.toLowerCase())
    throw new Refusal(400, 'INVALID_GROUP', 'the name in the body and in the URI do not match');
  assertWritable(group);
  group.description = textField(fields, 'description');
  group.active = fields.get('active') === true;
  return { status: 200, body: groupBean(server, call.base, group, false), element: 'group' };
}

function remove(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  assertPermitted(server, 'deleteGroup', 'group removal');
  assertWritable(group);
  server.directory.removeGroup(group);
  return { status: 204 };
}

function readAttributes(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  const href = `${call.base}/group/attribute?groupname=${encodeURIComponent(group.name)}`;
  return { status: 200, body: attributesBean(server, href, group.attributes, true), element: 'attributes' };
}

export function named(server: CrowdServer, call: Call, parameter = 'groupname'): CrowdGroup {
  return existingGroup(server, required(call, parameter), 404);
}

/** What the URI names is 404 where it is missing; what the body names is 400. */
export function existingGroup(server: CrowdServer, name: string, status: 400 | 404): CrowdGroup {
  const group = server.directory.group(name);
  if (group === undefined) throw new Refusal(status, 'GROUP_NOT_FOUND', `Group <${name}> does not exist`);
  return group;
}
