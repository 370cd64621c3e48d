import { groupBean, groupLink, listOf, userBean, userLink } from './beans.js';
import { type Answer, at, type Call, fieldsOf, pageOf, Refusal, type Route, required, textField } from './call.js';
import { byName, type CrowdGroup, type CrowdUser, fold, nestedMembers } from './directory.js';
import { existingGroup, GROUP_BEAN, named } from './groups.js';
import type { CrowdServer } from './server.js';
import { assertPermitted, assertWritable, missing, target, USER_BEAN } from './users.js';
import { membershipsXml } from './xml.js';

type Depth = 'direct' | 'nested';
type Handle = Route['handle'];

const usersOf =
  (depth: Depth): Handle =>
  (server, call) =>
    usersIn(server, call, depth);
const groupsOf =
  (depth: Depth): Handle =>
  (server, call) =>
    groupsWith(server, call, depth);
const childrenOf: Handle = (server, call) => children(server, call);

export const membershipRoutes: readonly Route[] = [
  { method: 'GET', path: at('group/membership'), xmlOnly: true, handle: everything },
  { method: 'GET', path: at('group/user/direct'), handle: usersOf('direct') },
  { method: 'GET', path: at('group/user/nested'), handle: usersOf('nested') },
  { method: 'POST', path: at('group/user/direct'), handle: addUser },
  { method: 'DELETE', path: at('group/user/direct'), handle: removeUser },
  { method: 'GET', path: at('user/group/direct'), handle: groupsOf('direct') },
  { method: 'GET', path: at('user/group/nested'), handle: groupsOf('nested') },
  { method: 'POST', path: at('user/group/direct'), handle: addToGroup },
  { method: 'DELETE', path: at('user/group/direct'), handle: removeUser },
  { method: 'GET', path: at('group/child-group/direct'), handle: childrenOf },
  { method: 'POST', path: at('group/child-group/direct'), handle: addChild },
  { method: 'DELETE', path: at('group/child-group/direct'), handle: removeChild },
];

function everything(server: CrowdServer): Answer {
  if (server.membershipRefused) return { status: 406 };
  return { status: 200, body: membershipsXml(server), headers: { 'content-type': 'application/xml' } };
}

function usersIn(server: CrowdServer, call: Call, depth: Depth): Answer {
  const group = named(server, call);
  const all = server.seen(depth === 'direct' ? server.directory.membersOf(group) : nestedMembers(server.directory, group));
  const wanted = call.query.get('username');
  const hits = wanted === null ? all : all.filter(({ name }) => fold(name) === fold(wanted));
  if (wanted !== null && hits.length === 0)
    throw new Refusal(404, 'MEMBERSHIP_NOT_FOUND', `<${wanted}> is not a ${depth} member of <${group.name}>`);
  const page = pageOf(server, call, hits, server.limits.members);
  const expand = call.query.get('expand') === 'user';
  const users = page.map(user => (expand ? userBean(server, call.base, user, false) : userLink(server, call.base, user)));
  return { status: 200, body: { expand: 'user', ...listOf(server, 'user', users) }, element: 'users' };
}

/** Who is not there is in no group: no 404 (CWD-4433, CWD-4470). */
function groupsWith(server: CrowdServer, call: Call, depth: Depth): Answer {
  const user = server.user(required(call, 'username'));
  const all = user === undefined ? [] : server.directory.groups().filter(group => isIn(server, group, user, depth));
  const wanted = call.query.get('groupname');
  const hits = wanted === null ? all : all.filter(({ name }) => fold(name) === fold(wanted));
  if (wanted !== null && hits.length === 0) throw new Refusal(404, 'MEMBERSHIP_NOT_FOUND', `no ${depth} member of <${wanted}>`);
  const expand = call.query.get('expand') === 'group';
  const groups = pageOf(server, call, hits, server.limits.members).map(group =>
    expand ? groupBean(server, call.base, group, false) : groupLink(server, call.base, group),
  );
  return { status: 200, body: { expand: 'group', ...listOf(server, 'group', groups) }, element: 'groups' };
}

function isIn(server: CrowdServer, group: CrowdGroup, user: CrowdUser, depth: Depth): boolean {
  const members = depth === 'direct' ? server.directory.membersOf(group) : nestedMembers(server.directory, group);
  return members.some(({ name }) => fold(name) === fold(user.name));
}

function addUser(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  const name = textField(fieldsOf(call.body, USER_BEAN), 'name');
  const user = server.user(name);
  if (user === undefined) throw new Refusal(400, 'USER_NOT_FOUND', `User <${name}> does not exist`);
  return join(server, group, user);
}

function addToGroup(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  return join(server, existingGroup(server, textField(fieldsOf(call.body, GROUP_BEAN), 'name'), 400), user);
}

function join(server: CrowdServer, group: CrowdGroup, user: CrowdUser): Answer {
  assertPermitted(server, 'updateGroup', 'group modification');
  assertWritable(group);
  if (isIn(server, group, user, 'direct'))
    throw new Refusal(409, 'MEMBERSHIP_ALREADY_EXISTS', `<${user.name}> is already a member of <${group.name}>`);
  server.directory.addMember(group, user);
  return { status: 201 };
}

/** Whoever is in it through a nested group only is no member that could be removed. */
function removeUser(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  const user = server.user(required(call, 'username'));
  if (user === undefined) throw missing(required(call, 'username'));
  assertPermitted(server, 'updateGroup', 'group modification');
  assertWritable(group);
  if (!isIn(server, group, user, 'direct'))
    throw new Refusal(404, 'MEMBERSHIP_NOT_FOUND', `<${user.name}> is not a direct member of <${group.name}>`);
  server.directory.removeMember(group, user);
  return { status: 204 };
}

function children(server: CrowdServer, call: Call): Answer {
  const groups = pageOf(server, call, byName(server.directory.childrenOf(named(server, call))), server.limits.members);
  const body = {
    expand: 'group',
    ...listOf(
      server,
      'group',
      groups.map(group => groupLink(server, call.base, group)),
    ),
  };
  return { status: 200, body, element: 'groups' };
}

function addChild(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  const child = existingGroup(server, textField(fieldsOf(call.body, GROUP_BEAN), 'name'), 400);
  assertPermitted(server, 'updateGroup', 'group modification');
  if (!server.nestedGroups) throw new Refusal(403, 'UNSUPPORTED_OPERATION', 'the directory has no nested groups');
  server.directory.nest(group, child);
  return { status: 201 };
}

function removeChild(server: CrowdServer, call: Call): Answer {
  const group = named(server, call);
  const child = named(server, call, 'child-groupname');
  assertPermitted(server, 'updateGroup', 'group modification');
  if (!server.directory.childrenOf(group).includes(child))
    throw new Refusal(404, 'MEMBERSHIP_NOT_FOUND', `<${child.name}> is not in <${group.name}>`);
  server.directory.unnest(group, child);
  return { status: 204 };
}
